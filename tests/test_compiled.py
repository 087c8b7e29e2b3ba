"""What a build writes of a message with params: it loads to the same, and damage is told."""

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from declarations import params, phrases
from hypothesis import given
from hypothesis import strategies as st

from kfmenu import CompileError, Menu, load, loads
from kfmenu.cli import run
from kfmenu.params.phrase import Phrase, Ref
from kfmenu.params.types import Param
from kfmenu.project.compiled import Damaged, compiled, read_compiled

KFM = """param: userid id(0..32)
menu orders
  param: name text(1..20)
  param: price number(-0.50..99.99)
  param: more? one(查看|更多 | 上一页)
  param: back? url(200)
  head:
    | {name}，您好
    | {more}
  click: {more} -> more
  view: 订单 {price} -> https://example.com/?u={userid}&n={name}
  view: 返回 -> {back}
  miniprogram: 小程序 -> wx123 pages/{userid}
  text: 满意吗
message hello
  param: name cut(30)
  | 您好 {name}
menu plain
  click: 订单 -> @orders
""".replace("查看|更多", "查看更多")


def test_built(tmp_path: Path) -> None:
    """Templates load from their folder, their files or a bundle to what the .kfm gives."""
    (tmp_path / "m.kfm").write_text(KFM, encoding="utf-8")
    out, bundle = tmp_path / "out", tmp_path / "all.json"
    build = ["build", str(tmp_path / "m.kfm"), "-o", str(out), "--bundle", str(bundle)]
    assert run([*build, "--source-map"]) == 0
    assert sorted(path.name for path in out.iterdir()) == [
        ".kfmenu-manifest",
        "hello.map.json",
        "hello.template.json",
        "orders.map.json",
        "orders.template.json",
        "plain.json",
        "plain.map.json",
    ]
    wanted = loads(KFM)
    for paths in ([out], [bundle], [out / f"{n}.json" for n in ("orders.template", "plain")]):
        library = load(*paths)
        for name, template in library.items():
            assert template == wanted[name]
            assert dict(template.params) == dict(wanted[name].params)
        assert "orders" in library
    values: dict[str, Any] = {"name": "张&三", "price": "-0.5", "userid": "", "more": "上一页"}
    for more in ({}, {"back": "https://example.com/"}):
        one, two = (library["orders"].render(**values, **more) for library in (wanted, load(out)))
        assert one == two
        assert one.to_json() == two.to_json()
    assert run([*build, "--source-map", "--check"]) == 0
    assert run(["check", str(out / "orders.template.json"), str(bundle)]) == 0
    spots = json.loads((out / "orders.map.json").read_text(encoding="utf-8"))["pointers"]
    assert spots["/msgmenu/list/1/view/url"]["line"] == 11


def test_orphans(tmp_path: Path) -> None:
    """A message that gains or loses its params changes its file's name; the old one goes."""
    (tmp_path / "m.kfm").write_text("message a\n  param: x text(5)\n  | {x}\n", encoding="utf-8")
    build = ["build", str(tmp_path / "m.kfm"), "-o", str(tmp_path / "out")]
    assert run(build) == 0
    assert (tmp_path / "out" / "a.template.json").exists()
    (tmp_path / "m.kfm").write_text("message a\n  | x\n", encoding="utf-8")
    assert run(build) == 0
    assert [path.name for path in (tmp_path / "out").glob("*.json")] == ["a.json"]


def test_stdout(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A single template goes to stdout as `load` reads it; it is no source to import."""
    (tmp_path / "m.kfm").write_text("message a\n  param: x text(5)\n  | {x}\n", encoding="utf-8")
    assert run(["build", str(tmp_path / "m.kfm")]) == 0
    text = capsys.readouterr().out
    assert json.loads(text) == {
        "version": 1,
        "name": "a",
        "params": {"x": {"type": "text", "most": 5}},
        "message": {"msgtype": "text", "text": {"content": [[{"param": "x"}]]}},
    }
    (tmp_path / "a.json").write_text(text, encoding="utf-8")
    assert run(["import", str(tmp_path / "a.json")]) == 2
    assert "its source is the .kfm" in capsys.readouterr().err


def test_follow() -> None:
    """`follow` finds the message whose name is exactly the id, as `-> @name` writes it."""
    library = loads(KFM)
    message = library["plain"].render()
    ident = message.to_dict()["msgmenu"]["list"][0]["click"]["id"]
    assert library.follow(ident) is library["orders"]
    for other in ("Orders", "more", "", None):
        assert library.follow(other) is None


@pytest.mark.property
@given(phrases().filter(lambda phrase: phrase.refs), st.lists(params("p"), min_size=1, max_size=1))
def test_round_trip(phrase: Phrase, more: list[Param]) -> None:
    """Any params and phrases come back from JSON text as they were."""
    wire = {
        "msgtype": "msgmenu",
        "msgmenu": {
            "head_content": _spoken(phrase),
            "list": [{"type": "text", "text": {"content": Phrase([[Ref(more[0])]])}}],
        },
    }
    made = json.loads(json.dumps(compiled("名", wire)))
    assert read_compiled(made) == ("名", wire)


def _spoken(phrase: Phrase) -> Phrase:
    """Give the phrase as a file can hold it: what stands inside JSON is no text of a message."""
    return Phrase(
        [
            [Ref(p.param) if isinstance(p, Ref) and p.encoding == "json" else p for p in line]
            for line in phrase.lines
        ]
    )


MADE: Any = compiled(
    "a",
    {
        "msgtype": "text",
        "text": {
            "content": Phrase(
                [["x", Ref(Param("x", "text", 1, 5)), Ref(Param("y", "one", alternatives=("a",)))]]
            )
        },
    },
)


def _set(*path: Any) -> Callable[[Any], None]:
    def change(made: Any) -> None:
        *way, last, value = path
        for step in way:
            made = made[step]
        made[last] = value

    return change


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (_set("version", 2), "@newer"),
        (_set("name", 5), "@form"),
        (_set("params", []), "@form"),
        (_set("params", "x", 5), "@form"),
        (_set("params", "x", "type", "words"), "@form"),
        (_set("params", "x", "type", []), "@form"),
        (_set("params", "x", "most", "5"), "@form"),
        (_set("params", "x", "most", True), "@form"),
        (_set("params", "x", "most", 0), "@form"),
        (_set("params", "x", "other", 1), "@form"),
        (_set("params", "x", {}), "@form"),
        (_set("params", "y", "alternatives", []), "@form"),
        (_set("params", "y", "alternatives", ["a", "a"]), "@form"),
        (_set("params", "y", "alternatives", [5]), "@form"),
        (_set("params", "x", "decimals", 10**30), "@form"),
        (_set("params", "x", "decimals", -1), "@form"),
        (_set("message", 5), "@form"),
        (_set("message", "abc"), "@form"),
        (_set("message", [["a", "b"]]), "@form"),
        (_set("message", "text", "content", []), "@form"),
        (_set("message", "text", "content", [[]]), "@form"),
        (_set("message", "text", "content", [["a"]]), "@form"),
        (_set("message", "text", "content", [["\ud800", {"param": "x"}]]), "@form"),
        (_set("message", "text", "content", [5]), "@form"),
        (_set("message", "text", "content", [[5]]), "@form"),
        (_set("message", "text", "content", [[{"param": "z"}]]), "@form"),
        (_set("message", "text", "content", [[{"param": "x", "encoding": "rot"}]]), "@form"),
        (_set("message", "text", 5), "@form"),
        (_set("message", "msgmenu", {"list": 5}), "@form"),
    ],
)
def test_damaged(change: Callable[[Any], None], reason: str, tmp_path: Path) -> None:
    """A template that was edited or is newer is told as that, wherever it is read."""
    made = copy.deepcopy(MADE)
    assert read_compiled(made)
    change(made)
    with pytest.raises(Damaged) as caught:
        read_compiled(made)
    assert caught.value.reason == reason
    path = tmp_path / "a.template.json"
    path.write_text(json.dumps(made), encoding="utf-8")
    with pytest.raises(CompileError, match="this compiled message cannot be read") as error:
        load(path)
    assert [one.code for one in error.value.problems] == ["KF901"]


def test_budget_of_built(tmp_path: Path) -> None:
    """A template that was edited to be too long fails like any other."""
    made = compiled(
        "a",
        {
            "msgtype": "msgmenu",
            "msgmenu": {
                "list": [
                    {
                        "type": "click",
                        "click": {
                            "content": Phrase([[Ref(Param("x", "text", 1, 500))]]),
                            "id": "1",
                        },
                    }
                ]
            },
        },
    )
    path = tmp_path / "a.template.json"
    path.write_text(json.dumps(made, indent=1), encoding="utf-8")
    with pytest.raises(CompileError, match="KF503") as error:
        load(path)
    (problem,) = error.value.problems
    assert problem.pointer == "/message/msgmenu/list/0/click/content"
    assert problem.line


def test_odd_places(tmp_path: Path) -> None:
    """A text with params where none can stand is told, or left alone as any unknown field."""
    x = Phrase([[Ref(Param("x", "text", 1, 5))]])
    text = {"content": x, "other": x}
    wire = {"msgtype": "msgmenu", "msgmenu": {"list": [{"type": "text", "text": text}]}}
    path = tmp_path / "a.template.json"
    path.write_text(json.dumps(compiled("a", wire)), encoding="utf-8")
    assert [one.code for one in load(path).problems] == ["KF421"]
    assert load(path)["a"].render(x="好") == Menu().text("好")
    made = compiled(
        "a", {"msgtype": "msgmenu", "msgmenu": {"list": [{"type": "text", "text": {"content": x}}]}}
    )
    made["message"]["msgmenu"]["list"][0]["text"]["no_newline"] = [[{"param": "x"}]]
    path.write_text(json.dumps(made), encoding="utf-8")
    with pytest.raises(CompileError, match="KF409"):
        load(path)
    wire = {"msgtype": "msgmenu", "msgmenu": {"head_content": x}}
    path.write_text(json.dumps(compiled("a", wire)), encoding="utf-8")
    assert load(path)["a"].render(x="好") == Menu("好")
