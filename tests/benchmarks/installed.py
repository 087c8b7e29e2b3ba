"""A bare environment with kfmenu in it as a wheel leaves it, since a checkout starts slower."""

import compileall
import shutil
import sysconfig
import venv
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
"""The checkout whose `kfmenu/` is measured."""


class Installed(NamedTuple):
    """Where things are in the environment.

    Args:
        folder: for whatever else a benchmark needs to write.
        python: its interpreter.
        kfmenu: the console script.
    """

    folder: Path
    python: str
    kfmenu: str


@contextmanager
def installed() -> Iterator[Installed]:
    """Make the environment, and remove it afterwards.

    An editable install puts an import hook in the way of every start, even of `python -c pass`,
    and so makes all ratios look better than a user's. Here kfmenu is copied and compiled, and
    the packages around it are linked.
    """
    with TemporaryDirectory() as name:
        folder = Path(name)
        venv.create(folder / "env", symlinks=True)
        binaries = folder / "env" / "bin"
        site = next((folder / "env" / "lib").glob("python*/site-packages"))
        for package in Path(sysconfig.get_path("purelib")).iterdir():
            if package.suffix != ".pth" and "kfmenu" not in package.name:
                (site / package.name).symlink_to(package)
        shutil.copytree(
            ROOT / "kfmenu", site / "kfmenu", ignore=shutil.ignore_patterns("__pycache__")
        )
        compileall.compile_dir(site / "kfmenu", quiet=1)
        script = binaries / "kfmenu"
        script.write_text(
            f"#!{binaries / 'python'}\n"
            "import sys\n"
            "from kfmenu.cli import main\n"
            "if __name__ == '__main__':\n"
            "    sys.exit(main())\n"
        )
        script.chmod(0o755)
        yield Installed(folder, str(binaries / "python"), str(script))
