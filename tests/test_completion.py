"""Shell completion: what a shell is given, and what bash, zsh and fish themselves make of it."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.shell_completion import BashComplete, CompletionItem
from golden import RULES

from kfmenu.cli.program import COMMANDS
from kfmenu.cli.program import program as kfmenu_itself

ROOT = Path(__file__).parent.parent


def completed(*words: str) -> list[CompletionItem]:
    """Give what a shell is given for a command line whose last word is begun."""
    shell = BashComplete(kfmenu_itself, {}, "kfmenu", "_KFMENU_COMPLETE")
    return shell.get_completions([*words[:-1]], words[-1])


def values(*words: str) -> list[str]:
    """Give the words alone."""
    return [one.value for one in completed(*words)]


def test_commands(monkeypatch: pytest.MonkeyPatch) -> None:
    """A shell that completes a command is given them all, with what each does; none is imported."""
    for name in COMMANDS:
        monkeypatch.delitem(sys.modules, f"kfmenu.cli.{name}", raising=False)
    assert values("") == list(COMMANDS)
    assert not any(f"kfmenu.cli.{name}" in sys.modules for name in COMMANDS)
    assert completed("che")[0].help == "report every problem of .kfm and JSON files"
    monkeypatch.setenv("KFMENU_LANG", "zh")
    assert completed("che")[0].help == "检查 .kfm 和 JSON，一次报告所有问题"


def test_options(monkeypatch: pytest.MonkeyPatch) -> None:
    """Options come with what they do, their values with all that there is."""
    (found,) = completed("check", "--stri")
    assert (found.value, found.help) == ("--strict", "warnings fail, too")
    assert "--lang" in values("--")
    monkeypatch.setenv("KFMENU_LANG", "zh")
    assert completed("check", "--stri")[0].help == "有警告也算失败"
    assert values("check", "--target", "") == ["on_event", "send_msg"]
    assert values("check", "--ignore", "kf9") == ["KF901", "KF902"]
    assert values("explain", "") == list(RULES)


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        (["check", ""], "file"),
        (["send", "a"], "file"),
        (["build", "--bundle", ""], "file"),
        (["build", "-o", ""], "dir"),
    ],
)
def test_files(words: list[str], kind: str) -> None:
    """Files and folders are left to the shell."""
    assert [one.type for one in completed(*words)] == [kind]


BASH = """
eval "$(_KFMENU_COMPLETE=bash_source kfmenu)"
compopt() { echo "by $*"; }
COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
_kfmenu_completion kfmenu
printf '%s\\n' "${COMPREPLY[@]}"
"""
ZSH = """
compdef() { : }
_describe() { print -rl -- "${(@)completions_with_descriptions%%:*}" }
_path_files() { echo "by $*" }
eval "$(_KFMENU_COMPLETE=zsh_source kfmenu)"
words=("$@") CURRENT=$#
_kfmenu_completion
"""
FISH = """
_KFMENU_COMPLETE=fish_source kfmenu | source
complete -C "$argv" | string split -f 1 \\t
"""
SHELLS = {
    "bash": ["-c", BASH, "bash"],
    "zsh": ["-fc", ZSH, "zsh"],
    "fish": ["--no-config", "-c", FISH],
}


@pytest.mark.parametrize("shell", SHELLS)
def test_shells(shell: str, tmp_path: Path) -> None:
    """The real shell completes commands, options, codes and files."""
    if shutil.which(shell) is None:
        pytest.skip(f"there is no {shell} here")
    script = tmp_path / "bin" / "kfmenu"
    script.parent.mkdir()
    script.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m kfmenu "$@"\n')
    script.chmod(0o755)
    (tmp_path / "menus").mkdir()
    env = os.environ | {
        "PATH": f"{script.parent}:{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT),
        "HOME": str(tmp_path),
    }

    def complete(*words: str) -> list[str]:
        line = [" ".join(words)] if shell == "fish" else list(words)
        done = subprocess.run(
            [shell, *SHELLS[shell], *line], cwd=tmp_path, env=env, capture_output=True, check=False
        )
        return done.stdout.decode().split()

    assert complete("kfmenu", "che") == ["check"]
    assert complete("kfmenu", "check", "--show") == ["--show-config"]
    assert complete("kfmenu", "explain", "KF90") == ["KF901", "KF902"]
    assert complete("kfmenu", "check", "men") in (["menus/"], ["by", "-f"], ["by", "-o", "default"])
