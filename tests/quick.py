"""The quick tests: they run on every Python and system, with pytest and hypothesis alone.

`python tests/quick.py [PYTEST ARGUMENTS]`, with kfmenu installed or not.
"""

import sys
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
NAMES = ("checker", "fixtures", "language", "library", "message", "limits", "catalogue")
"""What is tested: values, limits, the language and its problems, all that has no process."""


def main(arguments: list[str]) -> int:
    """Run the tests and give their exit code."""
    files = [str(HERE / f"test_{name}.py") for name in NAMES]
    return pytest.main([*files, "-q", "-m", "not slow", "-W", "default", *arguments])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
