"""Mutants of the code, and the tests that kill them: `python tests/mutation.py AREA [SECONDS]`.

One operator, number, comparison, name of an end or statement is changed at a time, in each room of
an area, and the quick tests of the area run on it. Prints what survives.
"""

import ast
import copy
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parent.parent


class Area(NamedTuple):
    """Rooms that are changed, and the tests that should notice.

    Args:
        rooms: their modules.
        tests: the quickest to fail come first.
        more: those that what survives must survive, too; slower ones.
        chosen: which of `tests` run, as pytest's `-k` has it.
    """

    rooms: tuple[str, ...]
    tests: tuple[str, ...]
    more: tuple[str, ...]
    chosen: str = ""


AREAS = {
    "sending": Area(
        ("sending/protocol", "sending/tokens", "sending/delivery"),
        (
            "sending/test_delivery.py",
            "sending/test_protocol.py",
            "sending/test_tokens.py",
            "sending/test_schedule.py",
        ),
        (
            "sending/test_tokens.py",
            "sending/test_delivery.py",
            "sending/test_table.py",
            "sending/test_senders.py",
        ),
        "not (Sender or socket or threads or caches or every_order or refresh or Fleet "
        "or would_notice)",
    ),
    "params": Area(
        (
            "params/phrase", "params/narrower", "params/types", "params/declared",
            "params/shorten", "params/encoding", "checking/budget", "checking/empty",
        ),
        ("test_budgets.py", "params", "test_mistakes.py"),
        ("test_catalogue.py", "test_template.py", "test_language.py", "test_fixtures.py"),
    ),
    "language": Area(
        (
            "language/resolve", "language/refs", "language/phrases", "language/format",
            "language/declare", "language/declaration",
        ),
        (
            "test_mistakes.py", "test_fixtures.py", "test_projects.py", "test_format.py",
            "test_mending.py",
        ),
        ("test_catalogue.py", "test_language.py", "test_library.py", "test_config.py"),
    ),
    "looks": Area(
        ("language/plain", "checking/fine", "language/unknown", "language/spots"),
        ("test_fixtures.py", "test_lints.py", "test_projects.py", "test_checker.py"),
        ("test_language.py", "test_edges.py", "test_message.py", "test_mistakes.py"),
    ),
    "checks": Area(
        ("checking/check", "checking/fields", "checking/kind", "facts/limits"),
        ("test_limits.py", "test_checker.py", "test_fixtures.py", "test_python_values.py"),
        ("test_catalogue.py", "test_likeness.py", "test_lints.py", "test_message.py"),
    ),
}  # fmt: skip
SWAPS: dict[type[ast.AST], type[ast.AST]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.And: ast.Or,
    ast.Or: ast.And,
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.Pow: ast.Mult,
}


def places(tree: ast.Module) -> Iterator[tuple[str, ast.AST, str, object]]:
    """Give each mutation: its words, the node, the field, and the field's new value."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare):
            for index, operator in enumerate(node.ops):
                if other := SWAPS.get(type(operator)):
                    ops = [*node.ops]
                    ops[index] = other()  # type: ignore[call-overload]
                    yield f"{type(operator).__name__} to {other.__name__}", node, "ops", ops
        elif isinstance(node, ast.BoolOp | ast.BinOp) and (other := SWAPS.get(type(node.op))):
            yield f"{type(node.op).__name__} to {other.__name__}", node, "op", other()
        elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
            yield "not to identity", node, "op", ast.UAdd()
        elif isinstance(node, ast.IfExp):
            yield "the condition turned", node, "test", ast.UnaryOp(ast.Not(), node.test)
        elif isinstance(node, ast.Constant):
            if isinstance(node.value, bool):
                yield f"{node.value} turned", node, "value", not node.value
            elif isinstance(node.value, int | float):
                yield f"{node.value} + 1", node, "value", node.value + 1
        elif isinstance(node, ast.If):
            yield "the condition turned", node, "test", ast.UnaryOp(ast.Not(), node.test)
        if isinstance(node, ast.FunctionDef | ast.If | ast.Try | ast.With | ast.While | ast.For):
            for index, statement in enumerate(node.body):
                if isinstance(
                    statement, ast.Expr | ast.Assign | ast.AugAssign | ast.Raise
                ) and not (
                    isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
                ):
                    body = [*node.body]
                    body[index] = ast.Pass()
                    yield f"without: {ast.unparse(statement)[:60]}", node, "body", body


def mutants(room: str) -> Iterator[tuple[str, str]]:
    """Give the words and the text of each mutant of a room."""
    tree = ast.parse((ROOT / f"kfmenu/{room}.py").read_text("utf-8"))
    for words, node, field, value in list(places(tree)):
        old = getattr(node, field)
        setattr(node, field, value)
        text = ast.unparse(ast.fix_missing_locations(copy.deepcopy(tree)))
        setattr(node, field, old)
        yield f"{room}:{getattr(node, 'lineno', 0)}: {words}", text


def main() -> None:
    """Try the mutants, drawn in an order of their own, for so many seconds."""
    area = AREAS[sys.argv[1]]
    limit = time.monotonic() + float(sys.argv[2] if sys.argv[2:] else 600)
    found = [(room, words, text) for room in area.rooms for words, text in mutants(room)]
    random.Random(1).shuffle(found)  # noqa: S311 - an order, no secret
    killed, survived = 0, []
    with tempfile.TemporaryDirectory() as folder:
        for name in ("kfmenu", "tests", "docs", "examples"):
            shutil.copytree(ROOT / name, Path(folder, name))
        shutil.copy(ROOT / "pyproject.toml", folder)
        env = {**os.environ, "PYTHONPATH": folder, "HYPOTHESIS_PROFILE": "ci"}
        command = [sys.executable, "-m", "pytest", "-qx", "-p", "no:cacheprovider"]
        command += ["-p", "no:randomly"]

        def passes(tests: tuple[str, ...], chosen: str = "") -> bool:
            try:
                done = subprocess.run(
                    [*command, "-k", chosen, *(f"tests/{name}" for name in tests)],
                    check=False,
                    cwd=folder,
                    env=env,
                    capture_output=True,
                    timeout=120,
                )
            except subprocess.TimeoutExpired:
                return False
            return done.returncode == 0

        assert passes(area.tests, area.chosen), "the tests fail on the code as it is"
        assert passes(area.more), "the slower tests fail on the code as it is"
        for room, words, text in found:
            if time.monotonic() > limit:
                break
            path = Path(folder, f"kfmenu/{room}.py")
            whole = path.read_text("utf-8")
            path.write_text(text, "utf-8")
            dead = not passes(area.tests, area.chosen) or not passes(area.more)
            path.write_text(whole, "utf-8")
            killed += dead
            if not dead:
                survived.append(words)
                print("survived", words, flush=True)
    tried = killed + len(survived)
    print(f"{killed} of {tried} killed; {len(found)} mutants in all")


if __name__ == "__main__":
    main()
