"""The package: what is built can be installed elsewhere and used, also from other Pythons."""

import os
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

pytestmark = pytest.mark.slow

CONSUMER = '''
"""A service that composes menus."""

from kfmenu import Click, InvalidMessage, Menu, Message, Problem, check, load, on_event_body


def greeting(name: str) -> Message:
    """Make a menu."""
    return Menu(f"您好，{name}").click("满意", id="101").add([Click("不满意", "102")])


def body(code: str) -> dict[str, object]:
    """Make a request body."""
    try:
        return on_event_body(greeting("张"), code=code)
    except InvalidMessage as error:
        problems: tuple[Problem, ...] = error.problems
        raise SystemExit(problems[0].text("zh")) from error


assert check(body("C")) == ()
assert load("m.kfm")["a"].render().problems() == ()
wrong: int = greeting("x").to_dict()  # type: ignore[assignment]
'''


def call(*command: str | Path, cwd: Path, code: int = 0) -> str:
    """Run a program away from the checkout and give what it printed."""
    env = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    done = subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def dist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build sdist and wheel."""
    folder = tmp_path_factory.mktemp("dist")
    call(sys.executable, "-m", "build", ROOT, "--outdir", folder, cwd=folder)
    return folder


def test_contents(dist: Path) -> None:
    """The wheel holds the package and its type marker and nothing else; the sdist the licence."""
    (wheel,) = dist.glob("*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    assert "kfmenu/py.typed" in names
    assert {name.split("/")[0].split("-")[0] for name in names} == {"kfmenu"}
    (sdist,) = dist.glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        assert any(name.endswith("/LICENSE") for name in archive.getnames())


def test_installed(dist: Path, tmp_path: Path) -> None:
    """Installed from the wheel, check, explain and a typed consumer work outside the checkout."""
    (wheel,) = dist.glob("*.whl")
    call(sys.executable, "-m", "venv", "v", cwd=tmp_path)
    bin_ = tmp_path / "v" / "bin"
    call(bin_ / "python", "-m", "pip", "install", "-q", wheel, "mypy", cwd=tmp_path)
    (tmp_path / "m.kfm").write_text("menu a\n  click: 满意 -> 101\n", encoding="utf-8")
    (tmp_path / "consumer.py").write_text(CONSUMER, encoding="utf-8")
    assert "no problems" in call(bin_ / "kfmenu", "check", "m.kfm", "--lang", "en", cwd=tmp_path)
    assert "KF402" in call(bin_ / "kfmenu", "explain", "KF402", cwd=tmp_path)
    assert "kfmenu" in call(bin_ / "kfmenu", "--version", cwd=tmp_path)
    call(bin_ / "kfmenu", "check", "no.kfm", cwd=tmp_path, code=2)
    call(bin_ / "python", "consumer.py", cwd=tmp_path)
    call(bin_ / "python", "-m", "mypy", "--strict", "consumer.py", cwd=tmp_path)


@pytest.mark.parametrize("version", ["3.12", "3.13", "3.14"])
def test_other_pythons(version: str, dist: Path, tmp_path: Path) -> None:
    """The quick tests pass on other Pythons, where there are any."""
    python = interpreter(version)
    if python is None:
        pytest.skip(f"there is no Python {version} here")
    (wheel,) = dist.glob("*.whl")
    call(python, "-m", "venv", "v", cwd=tmp_path)
    inside = tmp_path / "v" / "bin" / "python"
    packages: list[str | Path] = [wheel, "pytest", "hypothesis"]
    call(inside, "-m", "pip", "install", "-q", *packages, cwd=tmp_path)
    for name in ("tests", "docs", "examples", "README.md", "README.zh-CN.md", "pyproject.toml"):
        source = ROOT / name
        (shutil.copytree if source.is_dir() else shutil.copy)(source, tmp_path / name)
    quick: list[str | Path] = [
        inside,
        "-m",
        "pytest",
        "-q",
        "-m",
        "not slow",
        "-p",
        "no:cacheprovider",
        "-W",
        "default",
    ]
    call(*quick, *(f"tests/test_{name}.py" for name in QUICK), cwd=tmp_path)


QUICK = ("checker", "fixtures", "language", "library", "message", "limits", "catalogue")


def interpreter(version: str) -> str | None:
    """Find a Python of a version that really runs (a version manager's shim may not)."""
    found = [shutil.which(f"python{version}")]
    versions = Path(sys.base_prefix).parent
    found += [str(path) for path in sorted(versions.glob(f"{version}.*/bin/python{version}"))]
    for python in found:
        if (
            python
            and not subprocess.run([python, "-c", ""], capture_output=True, check=False).returncode
        ):
            return python
    return None
