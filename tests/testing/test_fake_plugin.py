"""The pytest plugin: a server for each test that asks, and no cost for those that do not."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from fake_caller import on_event

import kfmenu.testing
from kfmenu.testing.plugin import fake_wecom as fake_wecom  # noqa: PLC0414 - found by its name

if TYPE_CHECKING:
    from kfmenu.testing import FakeWeCom

ROOT = Path(kfmenu.testing.__file__).parents[2]
ENVIRON = {**os.environ, "PYTHONPATH": str(ROOT), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}


def python(*arguments: str, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    """Run Python in a process of its own."""
    return subprocess.run(
        [sys.executable, *arguments],
        capture_output=True,
        check=False,
        cwd=cwd,
        env=ENVIRON,
        text=True,
        timeout=30,
    )


def test_gives_a_running_server(fake_wecom: FakeWeCom) -> None:
    """The fixture is a server that answers."""
    assert on_event(fake_wecom).errcode == 0


def test_is_light_to_import() -> None:
    """Importing the plugin imports neither the server nor http.server."""
    script = "import sys, kfmenu.testing.plugin; print(sorted(sys.modules))"
    modules = python("-c", script).stdout
    assert "'kfmenu.testing.plugin'" in modules
    assert "'kfmenu.testing.server'" not in modules
    assert "'http.server'" not in modules


def test_works_as_a_plugin(tmp_path: Path) -> None:
    """Registered by its module's name, the plugin offers the fixture to any test."""
    test = "def test_it(fake_wecom): assert fake_wecom.base_url.startswith('http://127.0.0.1:')"
    (tmp_path / "test_it.py").write_text(test, encoding="utf-8")
    arguments = ("-m", "pytest", "-q", "-p", "kfmenu.testing.plugin", "-p", "no:cacheprovider")
    ran = python(*arguments, str(tmp_path), cwd=tmp_path)
    assert "1 passed" in ran.stdout, ran.stdout + ran.stderr


def test_leaves_the_rest_of_kfmenu_alone() -> None:
    """The fake imports nothing of kfmenu outside kfmenu.testing: its reading is its own."""
    for file in Path(kfmenu.testing.__file__).parent.glob("*.py"):
        lines = file.read_text(encoding="utf-8").splitlines()
        imports = [line.strip() for line in lines if line.strip().startswith(("import ", "from "))]
        ours = [line for line in imports if "kfmenu" in line]
        assert all("kfmenu.testing" in line for line in ours), file
