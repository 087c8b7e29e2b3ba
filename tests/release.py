"""Whether what was built may be released: the last look before it leaves, for CI.

`python tests/release.py TAG DIST`: the tag is the version, which CHANGELOG.md has; there are one
wheel and one sdist, which say where the project lives.
"""

import sys
import zipfile
from collections.abc import Iterator
from email.parser import Parser
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def faults(tag: str, dist: Path, changelog: str) -> Iterator[str]:
    """Tell what speaks against a release.

    Args:
        tag: of git, such as `v1.2.3`.
        dist: the folder with wheel and sdist.
        changelog: the text of CHANGELOG.md.
    """
    wheels, sdists = sorted(dist.glob("*.whl")), sorted(dist.glob("*.tar.gz"))
    if (len(wheels), len(sdists)) != (1, 1):
        yield f"{dist} holds {len(wheels)} wheels and {len(sdists)} sdists: one of each is wanted"
        return
    with zipfile.ZipFile(wheels[0]) as wheel:
        (name,) = (one for one in wheel.namelist() if one.endswith(".dist-info/METADATA"))
        about = Parser().parsestr(wheel.read(name).decode())
    version = about["Version"]
    if tag != f"v{version}":
        yield f"the tag is {tag}, and kfmenu/__init__.py says {version}"
    if f"\n## {version} " not in changelog:
        yield f"CHANGELOG.md has no heading '## {version} - YYYY-MM-DD'"
    if not about.get_all("Project-URL"):
        yield "the URLs of the project are not filled in: see [project.urls] in pyproject.toml"


def main(tag: str, dist: str) -> int:
    """Print what speaks against a release, and give the exit code."""
    found = list(faults(tag, Path(dist), (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")))
    print(*found, sep="\n", file=sys.stderr)
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
