"""What lies beside the checkout: the specification, real payloads, and the like."""

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"
"""What lies beside the checkout, if anything does."""


def shared_folder(name: str) -> Path:
    """Give a folder beside the project, or skip, saying why."""
    folder = SHARED / name
    if not folder.is_dir():
        pytest.skip(f"the folder {name} is not beside this checkout")
    return folder
