"""Reports of the command line: each folder of `fixtures/reports` is a command and what it prints.

`command.json` is the command line; `report.FORMAT` is its output in that format.
"""

import io
import json
from contextlib import chdir, redirect_stdout
from pathlib import Path

from kfmenu import __version__
from kfmenu.cli import run
from kfmenu.cli.options import FORMATS as _MODULES

FOLDER = Path(__file__).parent / "fixtures" / "reports"
CASES = sorted(path.parent for path in FOLDER.glob("*/command.json"))
FORMATS = list(_MODULES)


def printed(case: Path, output_format: str) -> bytes:
    """Run a case, and give what goes to the standard output; no version stands in it."""
    command = json.loads((case / "command.json").read_text(encoding="utf-8"))
    out = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
    with chdir(case), redirect_stdout(out):
        run([*command, "--output-format", output_format])
        out.flush()
    assert isinstance(out.buffer, io.BytesIO)
    return out.buffer.getvalue().replace(f'"version": "{__version__}"'.encode(), b'"version": "*"')


def snapshot(case: Path, output_format: str) -> Path:
    """Give the file that holds what a case prints."""
    return case / f"report.{output_format}"
