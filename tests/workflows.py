"""A little of GitHub Actions: the commands of a job or an action, run one after the other."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from repositories import ALONE

needs_bash = pytest.mark.skipif(shutil.which("bash") is None, reason="there is no bash here")


class Done(NamedTuple):
    """What came of one command."""

    code: int
    out: str


def run_steps(
    steps: Iterable[Mapping[str, Any]],
    cwd: Path,
    env: Mapping[str, str],
    context: Mapping[str, Any],
) -> dict[str, Done]:
    """Run the commands of some steps as GitHub does; what they use of others is left out.

    Args:
        steps: as the workflow has them.
        cwd: the checkout.
        env: added to the environment.
        context: what expressions speak of: `github`, `inputs`, `steps`, `runner`.

    Returns:
        What came of each, by its command; those that were skipped are not there.
    """
    done: dict[str, Done] = {}
    for step in steps:
        failed = any(one.code for one in done.values())
        if "run" not in step or not _holds(str(step.get("if", "success()")), context, failed):
            continue
        own = {name: _filled(value, context) for name, value in step.get("env", {}).items()}
        done[step["run"]] = shell(_filled(step["run"], context), cwd, {**env, **own})
    return done


def shell(script: str, cwd: Path, env: Mapping[str, str]) -> Done:
    """Run a script with this Python's kfmenu, in a checkout in which nothing of ours counts."""
    here = str(Path(sys.executable).parent)
    path = os.pathsep.join([here, os.environ["PATH"]])
    ended = subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script],
        cwd=cwd,
        env={**os.environ, **ALONE, "KFMENU_LANG": "en", "PATH": path, **env},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        check=False,
    )
    return Done(ended.returncode, ended.stdout)


def _filled(text: str, context: Mapping[str, Any]) -> str:
    return re.sub(r"\$\{\{ (.*?) \}\}", lambda found: str(_value(found[1], context)), text)


def _holds(condition: str, context: Mapping[str, Any], failed: bool) -> bool:
    if not re.search(r"(success|always|cancelled)\(\)", condition):
        condition = f"success() && ({condition})"
    expression = re.sub(r"^\$\{\{ (.*) \}\}$", r"\1", condition)
    states = {"success": lambda: not failed, "always": lambda: True, "cancelled": lambda: False}
    return bool(_value(expression, {**context, **states}))


def _value(expression: str, context: Mapping[str, Any]) -> Any:
    """Give what an expression is worth, which is nearly one of Python."""
    python = re.sub(r"!(?!=)", " not ", expression.replace("&&", " and ").replace("||", " or "))
    return eval(python.strip(), {"__builtins__": {}}, dict(context))  # noqa: S307 - our own files
