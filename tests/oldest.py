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
QUICK = ("-m", "not slow", "-q", "-p", "no:cacheprovider")


def bounds() -> tuple[list[str], list[str]]:
    """Give each dependency at its lower bound, and what the tests need, as it comes."""
    with (ROOT / "pyproject.toml").open("rb") as file:
        project = tomllib.load(file)["project"]
    pins = [one.partition(",")[0].replace(">=", "==") for one in project["dependencies"]]
    return pins, project["optional-dependencies"]["dev"]


def main(arguments: list[str]) -> int:
    """Make the environment, run the tests, and give their exit code."""
    pins, needed = bounds()
    print(*pins, flush=True)
    with TemporaryDirectory() as name:
        python = Path(name) / "bin" / "python"
        venv.create(name, with_pip=True)
        install = [str(python), "-m", "pip", "install", "-q"]
        subprocess.run([*install, *needed, "-e", str(ROOT)], check=True)
        # Tools of the tests ask for newer ones; they are not what is tried here.
        subprocess.run([*install, "--no-deps", *pins], check=True)
        tests = [str(python), "-m", "pytest", *QUICK, *arguments]
        return subprocess.run(tests, cwd=ROOT, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
