"""Suppression by comment: what it silences, and what is said of a comment that silences nothing."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kfmenu import check_text, loads
from kfmenu.project.inputs import read_inputs
from kfmenu.project.project import read_project

ENTRY = "head: 微信 -> me"  # KF605
CASES = {
    "above an entry": ("# kfmenu: ignore KF605\n{entry}\n", []),
    "full width": ("＃　kfmenu：ignore kf605\n{entry}\n", []),
    "glued": ("#kfmenu:ignore：KF605\n{entry}\n", []),
    "two codes, and why": (
        "# kfmenu: ignore KF432，KF605 写的是路径，不是 KF402\nhead: 微\u200b信 -> me\n",
        [],
    ),
    "comments and blanks between": ("# kfmenu: ignore KF605\n\n# why\n{entry}\n", []),
    "all lines": ("# kfmenu: ignore KF605\ntext: x\n | a -> b\n ｜ c -> d\n", []),
    "not the next entry": ("# kfmenu: ignore KF605\n{entry}\ninline: a -> b\n", [("KF605", 4)]),
    "another code": ("# kfmenu: ignore KF432\n{entry}\n", [("KF701", 2), ("KF605", 3)]),
    "nothing there": ("# kfmenu: ignore KF605\nhead: x\n", [("KF701", 2)]),
    "nothing below": ("head: x\n# kfmenu: ignore KF605\n", [("KF701", 3)]),
    "an error": ("# kfmenu: ignore KF202\nhaed: x\n", [("KF701", 2), ("KF202", 3)]),
    "of a line that is not read": ("# kfmenu: ignore KF605\nhaed: x\n", [("KF202", 3)]),
    "no rule": ("# kfmenu: ignore KF999 \n{entry}\n", [("KF701", 2), ("KF605", 3)]),
    "no number": ("# kfmenu: ignore KF\n{entry}\n", [("KF701", 2), ("KF605", 3)]),
    "no code": ("# kfmenu: ignore\n{entry}\n", [("KF701", 2), ("KF605", 3)]),
    "another word": ("# kfmenu: ignored KF605\n{entry}\n", [("KF605", 3)]),
    "in passing": ("# see kfmenu: ignore KF605\n{entry}\n", [("KF605", 3)]),
}


@pytest.mark.parametrize("case", CASES)
def test_entry(case: str) -> None:
    """Above an entry it covers all its lines and no others; only warnings, only those it names."""
    text, expected = CASES[case]
    found = check_text(f"menu a\n{text.format(entry=ENTRY)}text: z\n")
    # Whether a wide sign is worth a warning of its own is not asked here.
    assert [(one.code, one.line) for one in found if one.code != "KF601"] == expected


BLOCKS = {
    "menu": ("# kfmenu: ignore KF424\nmenu a\n  head: x\n", []),
    "not its entries": (
        f"# kfmenu: ignore KF605\nmenu a\n  {ENTRY}\n  text: z\n",
        [("KF701", 1), ("KF605", 3)],
    ),
    "text of a message": (
        "message a\n  # kfmenu: ignore KF432\n  | x\n  | y\u200bz\n",
        [],
    ),
    "not the text": (
        "# kfmenu: ignore KF432\nmessage a\n  | y\u200bz\n",
        [("KF701", 1), ("KF432", 3)],
    ),
    "a badly named block": ("# kfmenu: ignore KF424\nmenu a b\n  text: z\n", [("KF212", 2)]),
    "CRLF": ("# kfmenu: ignore KF424\r\n\r\nmenu a\r\n  head: x\r\n", []),
}


@pytest.mark.parametrize("case", BLOCKS)
def test_block(case: str) -> None:
    """Above a header it covers what is said of the whole block, not what its entries are told."""
    text, expected = BLOCKS[case]
    assert [(one.code, one.line) for one in check_text(text)] == expected


def test_place_and_words() -> None:
    """A useless comment is told at the code that is useless, with what is wrong with it."""
    text = "menu a\n  # kfmenu: ignore KF605, KF402 KF999\n  text: z\n  # kfmenu: ignore\n"
    found = check_text(text)
    assert [(one.line, one.column, one.end_column) for one in found] == [
        (2, 20, 25),
        (2, 27, 32),
        (2, 33, 38),
        (4, 3, 19),
    ]
    assert [one.wording("zh").message for one in found] == [
        "这里没有 KF605 警告，不用忽略",
        "KF402 是错误，不能忽略",
        "没有 KF999 这条规则",
        "没有写忽略哪一条",
    ]
    assert {one.severity for one in found} == {"warning"}


def test_load_and_json() -> None:
    """It holds for `loads`, and a JSON text that speaks of it is left alone."""
    text = f"menu a\n  # kfmenu: ignore KF605\n  {ENTRY}\n  click: x -> 1\n"
    assert not loads(text).problems
    assert not check_text(
        '{"list": [{"type": "text", "text": {"content": "x # kfmenu: ignore"}}]}', "a.json"
    )


@pytest.mark.property
@given(
    st.lists(
        st.sampled_from(
            [
                "# kfmenu: ignore KF605\n",
                "# kfmenu: ignore KF432 KF424\n",
                "menu a\n",
                "message b\n",
                "  | x -> y\n",
                "  head: x -> y\n",
                "  text: \u200b\n",
                "junk\n",
                "# x\n",
                "\n",
                "<<<<<<< HEAD\n",
                "  click: x -> 1\n",
            ]
        ),
        max_size=12,
    )
)
def test_never_more(lines: list[str]) -> None:
    """Comments take warnings away, never an error, and add nothing but KF701."""
    text = "".join(lines)
    quiet = check_text(text)
    plain = check_text(text.replace("kfmenu: ignore", "kfmenu: notice"))
    assert {one for one in quiet if one.code != "KF701"} <= set(plain)
    errors = [one for one in plain if one.severity == "error"]
    assert [one for one in quiet if one.severity == "error"] == errors


def test_many_files(tmp_path: Path) -> None:
    """Comments silence alike where a file waits for the names of others and where not."""
    comment = "  # kfmenu: ignore KF605\n  text: 官网 -> https://x.y\n"
    (tmp_path / "a.kfm").write_text(f"menu a\n{comment}", encoding="utf-8")
    (tmp_path / "b.kfm").write_text(f"menu b\n{comment}  use: p\n", encoding="utf-8")
    (tmp_path / "p.kfm").write_text(f"part p\n{comment}", encoding="utf-8")
    inputs, _ = read_inputs([tmp_path])
    assert read_project(inputs).problems == ()
    (tmp_path / "a.kfm").write_text("menu a\n  # kfmenu: ignore KF605\n  text: x\n")
    inputs, _ = read_inputs([tmp_path])
    assert [one.code for one in read_project(inputs).problems] == ["KF701"]
