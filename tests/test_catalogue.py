"""The catalogue: every rule has words in both languages and examples that do what they say."""

from pathlib import Path
from string import Formatter

import pytest
from golden import RULES

from kfmenu.problems import Problem
from kfmenu.reports.rule import run_example
from kfmenu.rules.reasons import REASONS
from kfmenu.rules.rule import Rule
from kfmenu.rules.words import WORDS

ROOT = Path(__file__).parent.parent
ALL = pytest.mark.parametrize("rule", RULES.values(), ids=RULES)


@ALL
def test_bad_example(rule: Rule) -> None:
    """The bad example of a rule has this problem and no other."""
    assert {problem.code for problem in run_example(rule, rule.bad)} == {rule.code}


@ALL
def test_good_example(rule: Rule, monkeypatch: pytest.MonkeyPatch) -> None:
    """The good example of a rule has no problem at all."""
    monkeypatch.chdir(ROOT)  # one of them names a file
    assert not run_example(rule, rule.good)


@ALL
def test_place(rule: Rule) -> None:
    """Every problem has a place: a line in .kfm, a line or a pointer in JSON, a path, a name."""
    for problem in run_example(rule, rule.bad):
        assert problem.path or (rule.kind == "render" and problem.pointer)
        if rule.kind == "kfm":
            assert problem.line
            assert problem.column
            assert (problem.end_line, problem.end_column) >= (problem.line, problem.column)
        elif rule.kind == "json":
            assert problem.pointer or problem.line


@ALL
def test_both_languages(rule: Rule) -> None:
    """Both languages fill from the same facts, and leave no hole open."""
    for problem in run_example(rule, rule.bad):
        for lang in ("zh", "en"):
            text = problem.text(lang)
            assert "None" not in text
            assert "@" not in text or rule.code in {"KF206", "KF309"}
        assert any("\u4e00" <= char <= "\u9fff" for char in problem.text("zh"))


@ALL
def test_hints(rule: Rule) -> None:
    """Every hint of a rule can be filled, in both languages, from the same holes."""
    for zh, en in [(rule.zh.hint, rule.en.hint), *rule.hints.values()]:
        names = [{name for _, name, _, _ in Formatter().parse(text) if name} for text in (zh, en)]
        assert names[1] - names[0] <= {"limit", "keyword", "text"}
        assert names[0] - names[1] <= {"limit", "keyword", "text"}


@ALL
def test_code_and_severity(rule: Rule) -> None:
    """Codes are KF and three digits, names are words with hyphens, severities are two."""
    assert rule.code[:2] == "KF"
    assert rule.code[2:].isdigit()
    assert len(rule.code) == 5
    assert rule.name.replace("-", "").isalnum()
    assert rule.severity in {"error", "warning"}


def test_unique_names() -> None:
    """A name means one rule."""
    assert len({rule.name for rule in RULES.values()}) == len(RULES)
    assert list(RULES) == sorted(RULES)


def test_reasons() -> None:
    """Every rule says why it is there, in both languages, each reason its own."""
    assert REASONS.keys() == RULES.keys()
    for code, (zh, en) in REASONS.items():
        assert any("\u4e00" <= char <= "\u9fff" for char in zh), code
        assert zh.endswith("。"), code
        assert en.isascii(), code
        assert en.endswith("."), code
    assert len({said for both in REASONS.values() for said in both}) == 2 * len(REASONS)


def test_words() -> None:
    """Every word exists in both languages."""
    assert all(set(word) == {"zh", "en"} for word in WORDS.values())


def test_plural() -> None:
    """English counts: one byte, two bytes."""
    holes = (("field", "x"), ("text", "y"), ("over", 1), ("chars", 2))
    problem = Problem("KF402", limit=1, actual=2, holes=holes)
    assert problem.text("en").startswith("x y has 2 of 1 byte, 1 too many; take away 2 characters")
