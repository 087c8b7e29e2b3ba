"""Starting: what an import costs, and what `kfmenu check` of one file costs, as whole processes."""

from installed import ROOT, installed
from timing import Figure, compare, interleave, process

TITLE = "Starting"
ROUNDS = 40


def measure() -> list[Figure]:
    """Give each start in units of `python -c pass`."""
    example = str(ROOT / "examples/satisfaction.kfm")
    wrong = str(ROOT / "examples/wrong.kfm")
    with installed() as env:
        samples = interleave(
            {
                "pass": process(env.python, "-c", "pass", cwd=env.folder),
                "import": process(env.python, "-c", "import kfmenu", cwd=env.folder),
                "Menu": process(env.python, "-c", "from kfmenu import Menu", cwd=env.folder),
                "check": process(env.kfmenu, "check", example, cwd=env.folder),
                "wrong": process(env.kfmenu, "check", wrong, cwd=env.folder, code=1),
            },
            ROUNDS,
        )
    return [
        compare(samples, "import", "pass", "`import kfmenu`", 1.2),
        compare(samples, "Menu", "pass", "`from kfmenu import Menu`", 5.0),
        compare(samples, "check", "pass", "`kfmenu check` of one clean file", 5.0),
        compare(samples, "wrong", "pass", "`kfmenu check` of one file with errors", 6.0),
    ]
