"""The package's face: what it hands on, what it imports, and what it leaves alone."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import kfmenu

PACKAGE = Path(kfmenu.__file__).parent
HEAVY = {"requests", "urllib3", "cattrs", "httpx", "redis", "pygls", "asyncio"}


def loaded(code: str) -> set[str]:
    """Run code in a fresh interpreter and give the top-level modules that it imported."""
    code = f"{code}\nimport sys; print(*{{name.partition('.')[0] for name in sys.modules}})"
    run = [sys.executable, "-c", code]
    done = subprocess.run(run, capture_output=True, text=True, check=True, cwd=PACKAGE.parent)
    return set(done.stdout.splitlines()[-1].split())


def test_names() -> None:
    """Every public name is there, documented, and known to type checkers too."""
    tree = ast.parse((PACKAGE / "__init__.py").read_text(encoding="utf-8"))
    (block,) = (node for node in tree.body if isinstance(node, ast.If))
    typed = {
        node.names[0].name: node.module for node in block.body if isinstance(node, ast.ImportFrom)
    }
    assert typed == {name: f"kfmenu.{home}" for name, home in kfmenu._HOMES.items()}
    assert sorted(kfmenu.__all__) == dir(kfmenu)
    for name in kfmenu.__all__:
        assert getattr(kfmenu, name) is not None
    with pytest.raises(AttributeError, match="Nothing"):
        kfmenu.Nothing  # noqa: B018


def test_docstrings() -> None:
    """Every public name says what it is, and every argument of it is explained."""
    for name in set(kfmenu.__all__) - {"LIMITS", "ERRCODES", "Message"}:
        doc = getattr(kfmenu, name).__doc__
        assert doc, name
        assert doc.strip().splitlines()[0].endswith((".", ";")), name


@pytest.mark.parametrize(
    "code",
    [
        "import kfmenu",
        "from kfmenu import *; from kfmenu import Menu; Menu().click('x').to_json()".replace(
            "from kfmenu import *; ", ""
        ),
        "from kfmenu.cli import run; assert run(['check', 'examples/satisfaction.kfm']) == 0",
        "from kfmenu.cli import run; assert run(['build', 'examples/satisfaction.kfm']) == 0",
        "import kfmenu; kfmenu.load('examples/satisfaction.kfm')",
    ],
)
def test_light(code: str) -> None:
    """Composing, checking and building import nothing heavy."""
    assert not loaded(code) & HEAVY


def test_first_lines() -> None:
    """Every file says in its first line what it is for."""
    for path in [*PACKAGE.rglob("*.py"), *Path(__file__).parent.rglob("*.py")]:
        doc = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
        assert doc, path
        assert doc.splitlines()[0].endswith((".", "?")), path
