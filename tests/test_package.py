"""The package: what is built can be installed elsewhere and used, also from other Pythons."""

import re
import shutil
import subprocess
import sys
import tarfile
import zipfile
from importlib.metadata import version
from pathlib import Path

import pytest
from outside import call
from release import faults

ROOT = Path(__file__).parent.parent
PYPROJECT = (ROOT / "pyproject.toml").read_text(encoding="utf-8")

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


def test_contents(dist: Path) -> None:
    """The wheel holds the package and its type marker and nothing else; the sdist the licence."""
    (wheel,) = dist.glob("*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    assert "kfmenu/py.typed" in names
    assert {name.split("/")[0].split("-")[0] for name in names} == {"kfmenu"}
    (sdist,) = dist.glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        assert any(name.endswith("/LICENSE") for name in archive.getnames())


def test_checked(dist: Path) -> None:
    """Those who look at a distribution before it is published find nothing in this one."""
    files = sorted(dist.iterdir())
    call(sys.executable, "-m", "twine", "check", "--strict", *files, cwd=dist)
    (wheel,) = dist.glob("*.whl")
    call(sys.executable, "-m", "check_wheel_contents", wheel, cwd=dist)


def test_sdist(dist: Path, tmp_path: Path) -> None:
    """The sdist is a checkout: it holds every test, and the wheel was built from it."""
    (sdist,) = dist.glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        archive.extractall(tmp_path, filter="data")
    (source,) = tmp_path.iterdir()
    for folder in ("tests", "docs", "examples", "kfmenu"):
        for path in (ROOT / folder).rglob("*.*"):
            if "__pycache__" not in path.parts:
                assert (source / path.relative_to(ROOT)).exists(), path
    call(sys.executable, "-m", "build", "--wheel", source, "--outdir", tmp_path, cwd=tmp_path)
    names = [
        sorted(zipfile.ZipFile(next(one.glob("*.whl"))).namelist()) for one in (dist, tmp_path)
    ]
    assert names[0] == names[1]


def test_release(dist: Path, tmp_path: Path) -> None:
    """A release needs its tag, its heading, its URLs and its files; whatever is missing is told."""
    tag = f"v{version('kfmenu')}"
    heading = f"\n## {tag[1:]} - 2026-01-01\n"
    (missing,) = faults(tag, dist, heading)
    assert "URLs" in missing
    assert len([*faults("v0", dist, "")]) == 3
    assert "0 wheels and 0 sdists" in next(faults(tag, tmp_path, heading))
    source = tmp_path / "source"
    shutil.copytree(ROOT / "kfmenu", source / "kfmenu")
    for name in ("README.md", "LICENSE"):
        shutil.copy(ROOT / name, source)
    filled = re.sub(r"^# (?=\[project.urls\]|\w+ = )", "", PYPROJECT, flags=re.MULTILINE)
    (source / "pyproject.toml").write_text(filled, encoding="utf-8")
    call(sys.executable, "-m", "build", source, "--outdir", tmp_path / "dist", cwd=tmp_path)
    assert not [*faults(tag, tmp_path / "dist", heading)]


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


@pytest.mark.parametrize("python", ["3.12", "3.13", "3.14"])
def test_other_pythons(python: str, dist: Path, tmp_path: Path) -> None:
    """The quick tests pass on other Pythons, where there are any."""
    found = interpreter(python)
    if found is None:
        pytest.skip(f"there is no Python {python} here")
    (wheel,) = dist.glob("*.whl")
    call(found, "-m", "venv", "v", cwd=tmp_path)
    inside = tmp_path / "v" / "bin" / "python"
    packages: list[str | Path] = [wheel, "pytest", "hypothesis"]
    call(inside, "-m", "pip", "install", "-q", *packages, cwd=tmp_path)
    for name in ("tests", "docs", "examples", "README.md", "README.zh-CN.md", "pyproject.toml"):
        source = ROOT / name
        (shutil.copytree if source.is_dir() else shutil.copy)(source, tmp_path / name)
    call(inside, "tests/quick.py", "-p", "no:cacheprovider", cwd=tmp_path)


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
