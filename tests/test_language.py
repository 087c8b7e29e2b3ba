"""The language: damage costs a line, places are exact, and writing undoes reading."""

import re
from pathlib import Path
from random import Random
from typing import NamedTuple

import pytest
from golden import ERR, FOLDER, OK, RULES
from hypothesis import assume, given
from hypothesis import strategies as st
from strategies import characters, messages

from kfmenu import Click, CompileError, Menu, Text, TextMessage, check_text, dumps, loads
from kfmenu.facts.limits import Target
from kfmenu.language.declaration import read_declaration, sound_declaration
from kfmenu.language.draft import Draft
from kfmenu.language.lexicon import LAYOUT
from kfmenu.language.mend import mended
from kfmenu.language.plain import PLAIN, read_plain
from kfmenu.language.reader import read
from kfmenu.language.source import read_source
from kfmenu.language.texts import Raw, read_text
from kfmenu.language.tree import Block, Entry, Tree
from kfmenu.language.tree import Text as Written
from kfmenu.message.values import Message
from kfmenu.message.wire import from_wire
from kfmenu.problems import Findings, has_errors
from kfmenu.project.inputs import Input
from kfmenu.project.project import Project, read_project

EXAMPLE = Path(__file__).parent.parent / "examples" / "satisfaction.kfm"


def compiled(content: str | bytes, target: Target = "on_event") -> Project:
    """Compile one file."""
    return read_project([Input("x.kfm", content, is_json=False)], target=target)


def message_of(draft: Draft) -> Message:
    """Give what could be read of a message as a value."""
    return from_wire(draft.message())


def found(content: str | bytes) -> list[tuple[int, str]]:
    """Give line and code of every problem of a file."""
    return [(problem.line or 0, problem.code) for problem in compiled(content).problems]


# ---- laws ---------------------------------------------------------------------------------


@pytest.mark.property
@given(messages)
def test_dumps_and_loads(message: Message) -> None:
    """Reading undoes writing, for every valid message."""
    assert loads(dumps(message, "x"))["x"].render() == message


@pytest.mark.property
@given(st.binary(max_size=300))
def test_any_bytes(content: bytes) -> None:
    """Any bytes give problems and never a traceback."""
    for problem in compiled(content).problems:
        assert problem.text("zh")


TRICKY_LINES = """menu 甲
message 乙
part 丙
meun 丁
菜单：
#
  head: x
  | y
　　｜ z
  click: 一 -> 1
  click: “a” -> “b”
  view:
  view: 一 -> http://x y
  miniprogram: 一 -> wx1
  text:
  -> 1
<<<<<<< a
||||||| b
=======
>>>>>>> c

"""
MARKERS = {sign * 7 for sign in "<|=>"}
LINES = st.sampled_from(TRICKY_LINES.split("\n"))


@pytest.mark.property
@given(st.lists(LINES | st.lists(characters, max_size=8).map("".join), max_size=15))
def test_any_lines(lines: list[str]) -> None:
    """Any lines give problems in order, each inside the file, and messages that can be made."""
    text = "\n".join(lines)
    compilation = compiled(text)
    places = [(p.line or 0, p.column or 0) for p in compilation.problems]
    assert places == sorted(places)
    count = text.count("\n") + 1
    for problem in compilation.problems:
        assert 1 <= (problem.line or 0) <= (problem.end_line or 0) <= count
        assert problem.text("zh")
        if problem.line == problem.end_line:
            assert (problem.column or 0) <= (problem.end_column or 0)
            line = text.split("\n")[(problem.line or 1) - 1]
            assert (problem.end_column or 0) <= len(line) + 1
    for one in compilation.drafts:
        assert message_of(one).wire()


ENDS = st.sampled_from(
    ["\n", "\n", "\r\n", "\r", "\r\r\n", "\u2028", "\u2029", "\x85", "\x0b", "\x0c"]
)


PIECES = [
    *"\r\x85\x0b\x00\t#@:：“(|{}｛｝\\\u2028\ufeff\u202e\u3000",
    "\r\r\n",
    "${x}",
    "{x}",
    "\\u{",
    "-> ",
]
PIECES += [
    "->",
    " → ",
    "..",
    "\n<<<<<<< a\n",
    "\n=======\n",
    "\n>>>>>>> b\n",
    "part a\n",
    "use: a\n",
]
PIECES += [
    "参数：x ",
    "param: ",
    "message b\n",
    "| ",
    "https://",
    "wx123123 ",
    "0..",
    "菜\t单 甲\n",
]
CONTENTS = [path.read_bytes().decode(errors="replace") for path in [*OK, *ERR]]


@pytest.mark.property
@given(st.sampled_from(CONTENTS), st.lists(st.sampled_from(PIECES), max_size=6), st.randoms())
def test_any_damage(content: str, pieces: list[str], random: Random) -> None:
    """However a file is damaged, there are problems with words, and no traceback."""
    for piece in pieces:
        at, end = random.randrange(len(content) + 1), random.randrange(len(content) + 1)
        half = content[: max(at, end)] if random.random() < 0.1 else content
        content = half[:at] + piece + half[at + random.randrange(4) :]
    project = compiled(content)
    assert all("None" not in one.text("zh") for one in project.problems)
    assert all(one.message()["msgtype"] for one in project.drafts)


def test_long_lines() -> None:
    """A long line of one thing takes no longer than many short ones."""
    for piece in (
        "0..",
        "-",
        "=",
        "—",
        "a",
        "www.",
        "wx000000,",
        "{a}",
        "\\n",
        "\\q",
        "\x0b#",
        "@a",
        "?",
    ):
        for line in ("{}", "| {}x", "click: {}", "view: a\n{}！", "click: a -> {}", "menu {}"):
            text = "menu a\n  view: b -> https://c\n" + line.replace("{}", piece * 20_000)
            assert compiled(text).drafts


PEACEFUL = st.sampled_from([x for x in TRICKY_LINES.split("\n") if x[:7] not in MARKERS])


@pytest.mark.property
@given(st.lists(st.tuples(PEACEFUL, ENDS), max_size=12), st.sampled_from(["", "\ufeff"]))
def test_any_ends_of_lines(lines: list[tuple[str, str]], mark: str) -> None:
    """However lines end, they are read alike when their ends are mended; all is told in place."""
    text = mark + "".join(line + end for line, end in lines)
    before = compiled(text)
    assume(not any(one.code == "KF103" for one in before.problems))
    written = re.split("\r\n|\r|\n", text[len(mark) :])
    for problem in before.problems:
        assert 1 <= (problem.line or 0) <= (problem.end_line or 0) <= len(written)
        assert (problem.column or 0) <= len(written[(problem.line or 1) - 1]) + 1
        assert (problem.end_column or 0) <= len(written[(problem.end_line or 1) - 1]) + 2
    mends = [one.edits for one in before.problems if one.code == "KF106"]
    after = compiled(mended(read_source("x.kfm", text), mends)[0])
    assert [one.message() for one in after.drafts] == [one.message() for one in before.drafts]
    codes = sorted(one.code for one in before.problems if one.code not in {"KF102", "KF106"})
    assert sorted(one.code for one in after.problems if one.code != "KF102") == codes
    assert sum(one.code == "KF106" for one in before.problems) <= 1


@pytest.mark.property
@given(st.lists(characters, min_size=1, max_size=20).map("".join), st.integers(1, 9))
def test_places_of_plain_text(text: str, column: int) -> None:
    """A text without escapes stands one by one from its column on."""
    plain = re.sub(r"[\\{}\t\n]", "x", text)
    read = read_text([Raw(plain, 3, column)], Findings())
    assert isinstance(read, Written)
    assert read.value == plain
    for at in range(len(plain)):
        assert read.place(at, at + 1) == (3, column + at, 3, column + at + 1)


def test_places_of_escapes() -> None:
    """Behind escapes and in later lines, places are still exact."""
    parts = [Raw(r"a\nb\u{1F600}c", 1, 5), Raw(r"\s", 2, 3), Raw("z", 3, 1)]
    read = read_text(parts, Findings())
    assert isinstance(read, Written)
    assert read.value == "a\nb😀c\n \nz"
    assert [read.place(at, at + 1) for at in range(9)] == [
        (1, 5, 1, 6),
        (1, 6, 1, 8),
        (1, 8, 1, 9),
        (1, 9, 1, 18),
        (1, 18, 1, 19),
        (1, 19, 1, 20),
        (2, 3, 2, 5),
        (2, 5, 2, 6),
        (3, 1, 3, 2),
    ]
    assert read.place(2, 9) == (1, 8, 3, 2)


# ---- injection ----------------------------------------------------------------------------


class Injected(NamedTuple):
    """A mistake of the catalogue: lines, which of them is reported, and where it may go."""

    code: str
    lines: list[bytes]
    at: int
    inside: bool


def mistakes() -> list[Injected]:
    """Cut the mistakes out of the catalogue's examples: single lines where a line suffices."""
    made = []
    for rule in RULES.values():
        if rule.kind != "kfm" or rule.code[:3] not in {"KF1", "KF2", "KF4"}:
            continue
        if rule.code in {"KF102", "KF105", "KF106", "KF204"}:
            continue  # these are about the beginning of a file, or all of it
        bad = rule.bad if isinstance(rule.bad, bytes) else rule.bad.encode()
        lines = bad.removesuffix(b"\n").split(b"\n")
        (line, _), *_ = found(bad)
        alone = lines[line - 1]
        host = b"menu host\n  text: x\n\n%s\n  click: y -> y\n"
        if alone[:1] in {b" ", b"<"} and found(host % alone) == [(4, rule.code)]:
            made.append(Injected(rule.code, [b"", alone], 1, inside=True))
        else:
            name = rule.name.encode()
            lines[0] = re.sub(rb"^(menu|message) [a-z]+$", rb"\1 " + name, lines[0])
            made.append(Injected(rule.code, lines, line - 1, inside=False))
    return made


MISTAKES = mistakes()
HOSTS = [
    EXAMPLE.read_bytes(),
    (FOLDER / "ok" / "texts.kfm").read_bytes(),
    (FOLDER / "ok" / "chinese_keywords.kfm").read_bytes(),
    b"menu plain\n  click: a -> 1\n",
]


def test_most_mistakes_fit_anywhere() -> None:
    """Most mistakes of the catalogue are one line, and can be injected at any."""
    assert len(MISTAKES) >= 25
    assert sum(one.inside for one in MISTAKES) >= 15


@pytest.mark.property
@given(
    st.sampled_from(HOSTS),
    st.lists(st.sampled_from(MISTAKES), min_size=3, max_size=3, unique_by=lambda one: one.code),
    st.randoms(use_true_random=False),
)
def test_injection(host: bytes, three: list[Injected], random: Random) -> None:
    """Three mistakes at random lines give exactly their (line, code) pairs; the rest compiles."""
    # Every line is a list of its own, so that what is injected can be found again.
    blocks = [[line] for line in host.removesuffix(b"\n").split(b"\n")]
    expected: list[tuple[list[bytes], int, str]] = []
    for number, one in enumerate(three):
        lines = [line.replace(b"-> 101", b"-> id%d" % number) for line in one.lines]
        starts = [i for i, (line, *_) in enumerate(blocks) if _HEADER.match(line)]
        items = [i for i, (line, *_) in enumerate(blocks) if _ITEM.match(line)]
        places = items if one.inside else [*starts, len(blocks)]
        blocks.insert(random.choice(places), lines)
        expected.append((lines, one.at, one.code))
    wanted = []
    for lines, at, code in expected:
        index = next(i for i, block in enumerate(blocks) if block is lines)
        before = sum(len(block) for block in blocks[:index])
        wanted.append((before + at + 1, code))
    content = b"\n".join(line for block in blocks for line in block) + b"\n"
    pairs = found(content)
    assert sorted(set(pairs)) == sorted(wanted)
    after = {each.name: message_of(each) for each in compiled(content).drafts}
    for whole in compiled(host).drafts:
        assert _contains(after[whole.name], message_of(whole))


_HEADER = re.compile("(menu|message|菜单|消息) ".encode())
_ITEM = re.compile("  (click|view|text|回复|链接|文本):".encode())


def _contains(after: Message, before: Message) -> bool:
    """Tell whether all of `before` is still in `after`, in order."""
    if not isinstance(before, Menu):
        return after == before
    assert isinstance(after, Menu)
    items = iter(after.items)
    return (after.head_content, after.tail_content) == (
        before.head_content,
        before.tail_content,
    ) and all(item in items for item in before.items)


# ---- single promises ----------------------------------------------------------------------


def test_sample() -> None:
    """The example compiles to the page's sample."""
    from test_message import MENU, SAMPLE  # noqa: PLC0415

    menu = loads(EXAMPLE.read_text(encoding="utf-8"))["satisfaction"].render()
    assert menu == MENU
    assert menu.to_dict() == SAMPLE


def test_large_file() -> None:
    """A file of 1 MiB is read, one byte more is not, and says so once."""
    limit = 1024 * 1024
    assert not found(b"#" * limit)
    assert found(b"#" * (limit + 1)) == [(1, "KF105")]
    assert found("#" * (limit + 1)) == [(1, "KF105")]
    junk = found(b"x" * 63 + b"\n" + (b"y" * 63 + b"\n") * (limit // 64 - 1))
    assert junk == [(n, "KF201") for n in range(1, limit // 64 + 1)]


GUTTERS = st.sampled_from(
    ["head: 您好", "text：您好", "|", "| 请选择", "| 回复: 好 -> 1", "| a -> 1"]
)


def placed(tree: Tree) -> list[Block]:
    """Give the blocks of a file with the place of each text."""
    return [
        block._replace(
            entries=[one._replace(fields={**one.texts}, spans=()) for one in block.entries]
        )
        for block in tree.blocks
    ]


WORDS = st.sampled_from(
    ["click", "view", "miniprogram", "回复", "text", "param", "满意", "a b", "x:y"]
)
TARGETS = st.sampled_from(
    ["101", "https://x.y/?a=1", "wx1 pages/x", "a b c", "甲", "１", "@x", "->"]
)
ITEMS = st.builds(
    "{}{}:{}{}{}-> {}{}".format,
    st.sampled_from(["", "  ", "\t", "　"]),
    WORDS,
    st.sampled_from([" ", "", "  ", "\t"]),
    WORDS | st.sampled_from(["", "“x”", "a -> b", "\\n", "→"]),
    st.sampled_from([" ", "", "　"]),
    TARGETS,
    st.sampled_from(["", " ", "　", "\r"]),
)


def is_read_alike(lines: list[str]) -> bool:
    """Tell whether lines come to the same at one look and at a closer one, places and all."""
    text = "menu host\n" + "\n".join(lines)
    quick = read(read_source("x", text))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("kfmenu.language.plain.PLAIN", re.compile("(?!)"))
        slow = read(read_source("x", text))
    return (placed(slow), slow.problems) == (placed(quick), quick.problems)


JUNK = st.lists(characters, max_size=8).map("".join)


@pytest.mark.property
@given(st.lists(LINES | JUNK | ITEMS | GUTTERS, max_size=9))
def test_plain_items(lines: list[str]) -> None:
    """What is read at one look is what the closer look makes of it."""
    assert is_read_alike(lines)


@pytest.mark.parametrize(
    "line",
    [
        "  click: 满意 -> 101",
        "回复：满 意  ->  a.b-c_d ",
        "\tclick: 满意 -> https://x.y",
        "click: 满意 -> www.x.y",
        "click: 满意 -> 101 102",
        "  click: 去 -> @甲",
        "click: 去 -> @host now",
        "click: 去 -> @Ａ",
        "view: 去 -> @host",
        "view: 官网 -> https://x.y/?a=1",
        "view: 官网 -> x.y",
        "miniprogram: 下单 -> wx1 pages/x",
        "miniprogram: 下单 -> wx1",
        "miniprogram: 下单 -> gh_1 pages/x",
        "  head: 您好",
        "tail: a - b",
        "text: 满意 -> 101",
        "use: 片",
        "  param: n text(3)",
        "use: 片 -> 1",
        "满意: 101",
    ],
)
def test_plain_lines(line: str) -> None:
    """Whatever a line is, one look takes it as the closer one does, or leaves it to that."""
    assert is_read_alike([line])
    assert is_read_alike([line, "| 好", line])


def test_what_is_plain() -> None:
    """One look takes what nearly all files hold, so that they need no closer one."""
    assert PLAIN.fullmatch("  click: 满意 -> 101")
    assert read_plain("  click: 去 -> @甲", 3)
    assert read_plain("  use: 片", 3)
    assert not read_plain("  click: 满意 -> https://x.y", 3)


MARKS = st.sampled_from(["<<<<<<<", "=======", ">>>>>>>", "|||||||", "\n", " ", "\x00", "\u2066"])


@pytest.mark.property
@given(st.lists(characters | MARKS, max_size=9).map("".join))
def test_ordinary_texts(text: str) -> None:
    """A text that one look passes has nothing that the closer one would report."""
    quick = read_source("x", text)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("kfmenu.language.source.ordinary_text", lambda _: None)
        assert read_source("x", text) == quick


DECLARED = st.sampled_from(
    [
        *"nｎ?？ （(.,|｜)）1\\",
        "name",
        " text(",
        "cut(8)",
        "one(",
        "甲 | 乙",
        "0..9",
        "文字(",
        "20)",
    ]
)


@pytest.mark.property
@given(st.lists(DECLARED, max_size=7).map("".join))
def test_sound_declarations(text: str) -> None:
    """A declaration that was read before is what it would be read as here, with nothing to say."""
    raw = Raw(text.strip(LAYOUT), 7, 9)
    sound = sound_declaration(raw)
    if sound is not None:
        findings = Findings(path="x")
        entry = Entry("param", "参数", 7, 3, {})
        assert read_declaration(entry, raw, findings) == sound
        assert not findings.found


def test_what_declarations_are_sound() -> None:
    """The usual declarations are read once, however many files hold them."""
    assert sound_declaration(Raw("name? cut(32)", 7, 9))
    assert not sound_declaration(Raw("name cut(32", 7, 9))


def test_half_a_mebibyte_of_mistakes() -> None:
    """Thousands of problems in one menu take no longer than in many."""
    lines = 6_000
    for line, code in (("click: a", "KF207"), ("view: a -> b", "KF214"), ("tail: a", "KF302")):
        text = "menu a\n" + f"  {line}\n" * lines
        assert sum(one == code for _, one in found(text)) >= lines - 1


def test_surrogates_in_text() -> None:
    """A lone surrogate in text that is given to loads is KF410 at its place, and only that."""
    (problem,) = compiled("menu a\n  click: x\ud83dy -> 1\n").problems
    assert (problem.code, problem.line, problem.column, problem.end_column) == ("KF410", 2, 11, 12)


def test_conflicts_whatever_ends_lines() -> None:
    """A conflict is found in a file of any ends; of its two sides ours is read."""
    lines = ["menu a", "<<<<<<< x", "  text: b", "=======", "  text: c", ">>>>>>> y", ""]
    for end in ("\n", "\r\n", "\r"):
        text = end.join(lines)
        assert [one for one in found(text) if one[1] != "KF106"] == [
            (2, "KF104"),
            (4, "KF104"),
            (6, "KF104"),
        ]
        assert message_of(compiled(text).drafts[0]) == Menu(items=[Text("b")])


def test_half_saved() -> None:
    """A file that was cut off in the middle of a character loses that line and nothing else."""
    whole = EXAMPLE.read_bytes()
    cut = whole[: whole.rindex("满意".encode()) + 1]
    assert found(cut) == [(5, "KF101")]
    assert [one.name for one in compiled(cut).drafts] == ["satisfaction"]


def test_quotes_tell_encodings() -> None:
    """What another encoding seems to be is named, so that the operator can convert it."""
    for encoding, name in (("gbk", "GBK"), ("utf-16", "UTF-16"), ("utf-16-le", "UTF-16")):
        problem = compiled("menu abcdef\n  click: yes 是 -> 1\n".encode(encoding)).problems[0]
        assert problem.code == "KF101"
        assert name in problem.message


def test_library_of_what_compiled() -> None:
    """The error of a damaged text holds what did compile."""
    with pytest.raises(CompileError) as caught:
        loads("menu a\n  click: 一 -> 1\n  clikc\nmessage b\n  | 二\n", "menus.kfm")
    library = caught.value.library
    assert dict(library)["a"].render() == Menu().click("一", "1")
    assert library["B"].render() == TextMessage("二")
    assert [str(p) for p in caught.value.problems] == [
        "menus.kfm:3:3: error[KF201] kfmenu does not understand this line “clikc”"
    ]


def test_target_of_loads() -> None:
    """Texts for send_msg may have more items."""
    text = "menu a\n" + "  text: x\n" * 11
    with pytest.raises(CompileError):
        loads(text)
    assert loads(text, target="send_msg")["a"].render() == Menu(items=[Text("x")] * 11)
    actions = "menu a\n  text: x\n" + "".join(f"  click: {n} -> {n}\n" for n in range(11))
    (problem,) = compiled(actions, "send_msg").problems
    assert (problem.code, problem.line) == ("KF401", 13)


def test_dumps_refuses() -> None:
    """Only a valid message under a good name is written."""
    with pytest.raises(ValueError, match="KF403"):
        dumps(Menu().click(""), "x")
    for name in ("_x", "a b", "", "aux"):
        with pytest.raises(ValueError, match="cannot name"):
            dumps(Menu("x"), name)
    many = Menu(items=[Text("x")] * 11)
    assert loads(dumps(many, "x"), target="send_msg")["x"].render() == many


def test_dumps_reads_well() -> None:
    """Written text is what a person would write."""
    menu = (
        Menu("您好 ").click("满意", "101").text("一\n二").text("三", no_newline=True).tail("谢谢")
    )
    assert dumps(menu, "问候") == (
        "menu 问候\n  head: 您好\\s\n  click: 满意 -> 101\n  text:\n    | 一\n    | 二\n"
        "  inline: 三\n  tail: 谢谢\n"
    )
    assert dumps(TextMessage("一\n\n二"), "x") == "message x\n  | 一\n  |\n  | 二\n"
    assert dumps(Menu().click("x"), "x") == "menu x\n  click: x -> -\n"


def test_dumps_keeps_what_looks_like_more() -> None:
    """Texts that look like entries, rows of a table or comments are written so that they stay."""
    content = "您好\n回复：满意 -> 101\n| a | b |\n---|---\n# 一\n结尾：谢谢\n@a\n“a”"
    for message in (TextMessage(content), Menu(content[:30]).text(content).tail("结尾：谢谢")):
        assert loads(dumps(message, "x"))["x"].render() == message


def test_long_names() -> None:
    """A name that would be too long for a file's name is no name."""
    assert not found(f"message {'x' * 200}\n  | y\n")
    assert found(f"message {'x' * 201}\n  | y\n") == [(1, "KF212")]


def test_names_across_files() -> None:
    """Names are global to the files that are compiled together."""
    files = [("a.kfm", "menu x\n  click: 一 -> 1\n"), ("b.kfm", "message X\n  | 二\n")]
    compilation = read_project([Input(*file, is_json=False) for file in files])
    (problem,) = compilation.problems
    assert (problem.code, problem.path, problem.line) == ("KF301", "b.kfm", 1)
    assert (problem.related[0].path, problem.related[0].line) == ("a.kfm", 1)
    assert [one.path for one in compilation.drafts] == ["a.kfm"]


def test_problems_of_a_value() -> None:
    """A menu with a problem is still in the library, and still says so."""
    compilation = compiled("menu a\n  click: " + "满" * 43 + " -> 1\n")
    assert has_errors(message_of(compilation.drafts[0]).problems())
    assert message_of(compilation.drafts[0]) == Menu(items=[Click("满" * 43, "1")])


def test_params_meet() -> None:
    """Two declarations of one param that meet in a message and differ are one KF505."""
    part = "part p\n  param: x id(5)\n  click: {x} -> 1\n"
    menu = "menu a\n  param: x id(6)\n  head: {x}\n  use: p\n"
    problems = check_text(part + menu)
    assert [(one.code, one.line, one.related[0].line) for one in problems] == [("KF505", 2, 5)]
    assert "x id(6) and as x id(5)" in problems[0].message
    assert "x 编号(6)，x 编号(5)" in problems[0].text("zh")
    assert not check_text(part + menu.replace("id(6)", "id(5)"))


@pytest.mark.parametrize("spelt", ["one(a b | wx1)", "one(甲)"])
def test_appid_alternatives(spelt: str) -> None:
    """An alternative in an appid is of letters and digits, or no rendering of it would do."""
    text = f"menu a\n  param: x {spelt}\n  miniprogram: 好 -> {{x}} pages/index\n"
    assert [one.code for one in check_text(text)] == ["KF507"]
    assert not check_text(text.replace(spelt, "one(wx1 | wx_2)"))


def test_message_with_params() -> None:
    """Params may stand before the text of a message, and nowhere in it."""
    text = "message a\n  param: x text(5)\n  参数：y 文字(5)\n  | {x}\n  | {y}\n"
    assert not check_text(text)
    codes = [one.code for one in check_text(text.replace("  | {y}", "  param: z text(5)\n  | {y}"))]
    assert "KF203" in codes
