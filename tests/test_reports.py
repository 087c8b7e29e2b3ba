"""Reports: the same findings in each format, read back by somebody else's eyes."""

import json
import os
import re
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from golden import RULES
from hypothesis import given
from hypothesis import strategies as st
from report_cases import CASES, FORMATS, printed, snapshot
from report_readers import READERS, Found, path_of

from kfmenu.cli import run
from kfmenu.cli.options import FORMATS as MODULES
from kfmenu.cli.options import MACHINES
from kfmenu.problems import Lang, Problem, Related, visible
from kfmenu.project.inputs import Input
from kfmenu.project.project import read_project
from kfmenu.reports.as_sarif import write as as_sarif
from kfmenu.reports.findings import Findings, lines_of
from kfmenu.reports.fingerprints import fingerprints
from kfmenu.reports.rule import run_example

EACH = pytest.mark.parametrize("output_format", FORMATS)


@EACH
@pytest.mark.parametrize("case", CASES, ids=lambda path: path.name)
def test_snapshot(case: Path, output_format: str) -> None:
    """A command prints in each format what stands beside it, to the letter."""
    assert (
        printed(case, output_format).decode() == snapshot(case, output_format).read_bytes().decode()
    )


@EACH
@pytest.mark.parametrize("case", CASES, ids=lambda path: path.name)
def test_same_findings(case: Path, output_format: str) -> None:
    """Every format has the problems that `json` has, at the same places."""
    whole = READERS["json"](printed(case, "json").decode())
    found = READERS[output_format](printed(case, output_format).decode())
    if output_format == "junit":  # it goes by file
        whole.sort(key=lambda one: str(one.path))
        found.sort(key=lambda one: str(one.path))
    assert_same(found, whole, output_format)


def assert_same(found: Sequence[Found], expected: Sequence[Found], output_format: str) -> None:
    assert [one.code for one in found] == [one.code for one in expected]
    for one, other in zip(found, expected, strict=True):
        assert other.text in one.text
        for said, meant in zip(one[2:], other[2:], strict=True):
            # GitLab takes no problem without a line: those of a whole file are at its top.
            assert said in {None, meant, *([1] if output_format == "gitlab" else [])}
        if output_format in MACHINES:
            assert one.path == other.path


@pytest.mark.parametrize("output_format", sorted(MACHINES))
@pytest.mark.parametrize("command", [["build", "-o", "dist"], ["fix"]], ids=lambda args: args[0])
def test_nothing_found(
    command: list[str],
    output_format: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Who asks for a report gets one, with nothing in it, from commands that write, too."""
    monkeypatch.chdir(tmp_path)
    Path("a.kfm").write_text("menu a\n  click: 满意 -> 101\n", encoding="utf-8")
    assert run([*command, "a.kfm", "--output-format", output_format]) == 0
    assert READERS[output_format](capsys.readouterr().err) == []


# ---- any problems -------------------------------------------------------------------------

REAL = [problem for rule in RULES.values() for problem in run_example(rule, rule.bad)]
"""A problem of every rule."""

ODD = st.sampled_from(
    [*"%:,=[]<>&\"'\\/ \t\r\n\x00\x0b\x1b\x85a满😀", "::", "%0A", "]]>", "\u2028", "\udcff"]
)
texts = st.lists(ODD | st.characters(exclude_categories=["Cs"]), min_size=1, max_size=8).map(
    "".join
)
paths = texts.map(lambda text: text.replace("\x00", "")).map(lambda text: f"a{text}z.kfm")


@st.composite
def problems(draw: st.DrawFn, output_format: str) -> Problem:
    """Make a problem of any rule, at any place, that quotes any text."""
    problem = draw(st.sampled_from(REAL))
    text = draw(texts)
    if output_format not in MACHINES:  # whoever notes a problem has made it visible already
        text = visible(text)
    holes = [
        (name, text if isinstance(hole, str) and hole[:1] != "@" else hole)
        for name, hole in problem.holes
    ]
    return problem._replace(holes=tuple(holes), path=problem.path and draw(paths))


@EACH
@given(data=st.data(), lang=st.sampled_from(["zh", "en"]))
@pytest.mark.property
def test_any(output_format: str, data: st.DataObject, lang: Lang) -> None:
    """Whatever a problem says and wherever it is, a report is well formed and holds it."""
    some = data.draw(st.lists(problems(output_format), max_size=6))
    contents = {one.path: b"menu a\n" for one in some[:1] if one.path} | {"clean.kfm": b""}
    findings = Findings(some, len(contents), contents, lang)
    module = import_module(f"kfmenu.reports.{MODULES[output_format]}")
    report = "".join(f"{line}\n" for line in module.write(findings))
    found = READERS[output_format](report.encode(errors="backslashreplace").decode())
    expected = [(one.code, os.path.normpath(one.path or ""), one) for one in some]
    if output_format == "junit":  # it goes by file
        order = [*contents, *(one.path for one in some)]
        expected.sort(key=lambda one: order.index(one[2].path))
    for one, (code, path, problem) in zip(found, expected, strict=True):
        assert one.code == code
        assert one.severity in {problem.severity, None}
        assert written(problem.wording(lang).message) in written(one.text)
        if output_format in MACHINES and problem.path:
            assert written(one.path or "") == written(path)


def written(text: str) -> str:
    """Blot out what a format can only write as an escape."""
    return re.sub(r"\\udcff|\\u\{\w+\}|[\x00-\x08\x0b-\x1f\udcff]", "?", text)


# ---- SARIF --------------------------------------------------------------------------------


def results(output: str) -> list[dict[str, Any]]:
    """Give the results of a SARIF log."""
    found: list[dict[str, Any]] = json.loads(output)["runs"][0]["results"]
    return found


def mended(lines: list[str], result: dict[str, Any]) -> list[str]:
    """Apply the fix of a result as its regions say, the last replacement first."""
    (fix,) = result["fixes"]
    (change,) = fix["artifactChanges"]
    text = "\n".join(lines)
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line) + 1)
    for one in reversed(change["replacements"]):
        region = one["deletedRegion"]
        start, end = (
            starts[region[f"{edge}Line"] - 1] + region[f"{edge}Column"] - 1
            for edge in ("start", "end")
        )
        text = text[:start] + one["insertedContent"]["text"] + text[end:]
    return text.split("\n")


FIXABLE = [
    code for code, rule in RULES.items() if any(p.edits for p in run_example(rule, rule.bad))
]


@pytest.mark.parametrize("code", FIXABLE)
def test_sarif_fix(code: str) -> None:
    """What a SARIF fix replaces mends the problem, in files with emoji, a mark and other ends."""
    bad = RULES[code].bad
    content = bad if isinstance(bad, bytes) else bad.encode()
    found = read_project([Input("a.kfm", content, is_json=False)]).problems
    fixable = [one for one in found if one.edits]
    findings = Findings(fixable[:1], 1, {"a.kfm": content}, "zh")
    (result,) = results("\n".join(import_module("kfmenu.reports.as_sarif").write(findings)))
    new = "\n".join(mended(lines_of(content), result)).encode()
    left = read_project([Input("a.kfm", new, is_json=False)]).problems
    assert code not in {one.code for one in left if one.line == fixable[0].line}


def test_sarif_paths() -> None:
    """A path is a URI that means it, from the root of the sources; an absolute one says so."""
    some = [REAL[0]._replace(path=path) for path in ("a b/100%#?菜单:1.kfm", "/srv/a:b c.kfm")]
    report = "\n".join(import_module("kfmenu.reports.as_sarif").write(Findings(some, 0, {}, "en")))
    relative, absolute = (
        result["locations"][0]["physicalLocation"]["artifactLocation"] for result in results(report)
    )
    assert relative == {
        "uri": "a%20b/100%25%23%3F%E8%8F%9C%E5%8D%95%3A1.kfm",
        "uriBaseId": "SRCROOT",
    }
    assert absolute == {"uri": "file:///srv/a:b%20c.kfm"}
    assert [path_of(one) for one in (relative, absolute)] == [one.path for one in some]


# ---- fingerprints -------------------------------------------------------------------------


def marks(text: str, lang: Lang = "en", path: str = "a.kfm") -> list[str]:
    """Give the fingerprints of a file's problems."""
    content = text.encode()
    found = read_project([Input(path, content, is_json=path.endswith(".json"))]).problems
    return list(fingerprints(Findings(found, 1, {path: content}, lang)))


def test_fingerprints_stay() -> None:
    """Lines above, and changes of other lines, move no fingerprint; nor does the language."""
    text = "menu a\n  click: 满\u200b意 -> 1\n  click: 一 -> 1\n  clikc: 二 -> 2\n"
    before = marks(text)
    assert len(before) == 3
    assert marks("# 说明\n\n" + text.replace("menu a", "menu b\n  head: 您好")) == before
    assert marks(text, "zh") == before
    assert marks(text, path="./a.kfm") == before
    assert not set(marks(text, path="b.kfm")) & set(before)


def test_fingerprints_differ() -> None:
    """Two of the same kind in lines that are alike are two; mending one leaves the other known."""
    line = "  clikc: 一 -> 1\n"
    first, second = marks(f"menu a\n{line}menu b\n{line}")
    assert first != second
    assert marks(f"menu a\n  click: 一 -> 1\nmenu b\n{line}") == [first]


def test_fingerprints_without_a_place() -> None:
    """Problems that have no line are told apart by what they say."""
    some = [Problem("KF901", path="a", holes=(("reason", one),)) for one in ("@missing", "@denied")]
    found = list(fingerprints(Findings(some, 0, {}, "en")))
    assert found == list(fingerprints(Findings(some[::-1], 0, {}, "zh")))[::-1]


# ---- places -------------------------------------------------------------------------------


def test_from_the_root(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """In CI a path counts from the checkout, wherever the step runs; one outside is left alone."""
    (tmp_path / "repo" / "shop").mkdir(parents=True)
    (tmp_path / "repo" / "shop" / "a.kfm").write_text("menu a\n  use: a\n")
    (tmp_path / "b.kfm").write_text("menu b\n  use: a\n")
    monkeypatch.chdir(tmp_path / "repo" / "shop")
    monkeypatch.setenv("GITHUB_WORKSPACE", str(tmp_path / "repo"))
    outside = str(tmp_path / "b.kfm")
    for output_format in ("github", "gitlab", "sarif", "junit"):
        run(["check", "./a.kfm", outside, "--output-format", output_format])
        found = READERS[output_format](capsys.readouterr().out)
        assert {one.path for one in found} == {"shop/a.kfm", outside}


def test_columns_of_many_lines() -> None:
    """GitHub takes columns within one line only; what spans several has lines alone."""
    some = [REAL[0]._replace(path="a.json", line=1, column=2, end_line=3, end_column=4)]
    (line,) = import_module("kfmenu.reports.as_github").write(Findings(some, 1, {}, "en"))
    assert line.startswith(
        "::error file=a.json,line=1,endLine=3,title=KF101 not-utf8::a.json:1:2: "
    )


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines(end: str, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """A line is quoted whatever the lines of its file end in."""
    path = tmp_path / "a.kfm"
    path.write_bytes(f"menu a{end}  head: 好{end}  clikc: 一 -> 1{end}".encode())
    run(["check", str(path)])
    assert "  3 |   clikc: 一 -> 1\n    |   ^^^^^\n" in capsys.readouterr().out


def test_sarif_related_file() -> None:
    """A file to which a problem points as a whole has no region."""
    twice = Problem(
        "KF301",
        path="a.json",
        related=(Related(path="b.json"),),
        holes=(("text", "a"), ("other", "a2")),
    )
    [result] = results("\n".join(as_sarif(Findings((twice,), 2, {}, "en"))))
    [related] = result["relatedLocations"]
    assert list(related["physicalLocation"]) == ["artifactLocation"]
