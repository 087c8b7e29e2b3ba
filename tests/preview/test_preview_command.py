"""`kfmenu preview`: files in, what a customer sees out; a page, JSON; exit codes; no code shown."""

import io
import json
import os
import pty
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from kfmenu.cli import run

MENU = "menu a\n  head: 您好\n  click: 满意 -> 101\n\nmenu b\n  click: 去 -> a\n"


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("NO_COLOR", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)


def write(name: str, content: Any) -> str:
    """Write a file and give its name."""
    text = content if isinstance(content, str) else json.dumps(content, ensure_ascii=False)
    Path(name).write_text(text, encoding="utf-8")
    return name


def preview(capfd: pytest.CaptureFixture[str], *args: str, code: int = 0) -> tuple[str, str]:
    """Run the command and give what it printed."""
    assert run(["preview", *args]) == code
    printed = capfd.readouterr()
    return printed.out, printed.err


def test_terminal(capfd: pytest.CaptureFixture[str]) -> None:
    """Each message is drawn under its name and place; piped it is plain text."""
    out, err = preview(capfd, write("m.kfm", MENU), "--lang", "zh")
    assert out.startswith("a  m.kfm:1\n╭──────────╮\n│ 您好     │\n│ 满意 [1] │\n╰──────────╯\n")
    assert "\n\nb  m.kfm:5\n" in out
    assert "  [1] 回复 → 101\n" in out
    assert out.endswith("\n\n示意图：颜色和折行以微信为准\n")
    assert "\x1b" not in out
    assert err == ""


def test_several(capfd: pytest.CaptureFixture[str]) -> None:
    """Files of both kinds are shown in the order of their names, and lead to each other."""
    bundle = {"version": 1, "messages": {"x": {"head_content": "x"}, "y": {"head_content": "y"}}}
    names = [write("z.json", {"head_content": "z"}), write("m.kfm", MENU), write("b.json", bundle)]
    out, _ = preview(capfd, *names, "--output-format", "json")
    pictures = json.loads(out)["pictures"]
    assert [one["name"] for one in pictures] == ["z", "a", "b", "x", "y"]
    assert [one["line"] for one in pictures] == [None, 1, 5, None, None]
    assert pictures[2]["lines"][0]["runs"][0] == {
        "text": "去",
        "field": "/msgmenu/list/0/click/content",
        "tap": {"kind": "click", "target": "a", "leads": "a"},
        "filled": [],
    }
    assert pictures[1]["meters"][0] == {
        "field": "/msgmenu/head_content",
        "name": "head_content",
        "used": 6,
        "limit": 1024,
        "unit": "byte",
        "longest": None,
    }
    assert [one["code"] for one in pictures[3]["problems"]] == ["KF424"]
    assert pictures[4]["lines"][0]["runs"][0]["field"] == "/messages/y/head_content"


def test_problems_of_each(capfd: pytest.CaptureFixture[str]) -> None:
    """A problem is shown with its message; what belongs to no message is shown, too."""
    text = "嗨\n" + MENU.replace("101", "x" * 129) + "  click: -> y z\npart p\n  click: 1 -> 2\n"
    names = [write("m.kfm", text), write("n.json", "{"), "no.kfm"]
    out, _ = preview(capfd, *names, "--output-format", "json", code=2)
    shown = json.loads(out)
    codes = [[one["code"] for one in picture["problems"]] for picture in shown["pictures"]]
    assert codes[0] == ["KF402"]
    assert codes[1]
    assert {"KF400", "KF901"} < {one["code"] for one in shown["problems"]}
    every = [one for picture in shown["pictures"] for one in picture["problems"]]
    assert not [one for one in every if one in shown["problems"]]
    report, _ = capfd.readouterr()
    assert report == ""


def test_errors(capfd: pytest.CaptureFixture[str]) -> None:
    """A message with errors is drawn all the same; the report goes to the standard error."""
    name = write("m.kfm", MENU.replace("满意", "满" * 43))
    out, err = preview(capfd, name, "--output-format", "concise", code=1)
    assert "a  m.kfm:1  1 error\n" in out
    assert "129/128 bytes, 1 too many  click.content [1]" in out
    assert err.startswith("m.kfm:3:10: error[KF402]")


def test_html(capfd: pytest.CaptureFixture[str]) -> None:
    """The page is written whole, and to the standard output on demand; errors are said by 1."""
    name = write("m.kfm", MENU)
    out, err = preview(capfd, name, "--html", "p.html", "--lang", "zh")
    assert (out, err) == ("", "已写入 p.html\n")
    page = Path("p.html").read_text(encoding="utf-8")
    assert page.count("data-message=") == 2
    assert preview(capfd, name, "--html", "-", "--lang", "zh") == (page, "")
    broken = write("b.kfm", "menu a\n  clik 1\n")
    _, err = preview(capfd, broken, "--html", "p.html", code=1)
    assert "error[KF2" in Path("p.html").read_text(encoding="utf-8")
    assert "wrote p.html" in err
    _, err = preview(capfd, name, "--html", "no/p.html", code=2)
    assert err == "cannot write no/p.html: No such file or directory\n"


def test_code(capfd: pytest.CaptureFixture[str]) -> None:
    """The code of a request is shown nowhere, not even in the line that a report quotes."""
    secret = 'S3CR"ET'
    request = {"code": secret, "msgtype": "text", "text": {"content": ""}, "x": 'say "code": no'}
    broken = '{"code" : "S3CRET" "msgtype": "text"}'
    names = [write("r.json", request), write("s.json", broken)]
    for options in ([], ["--html", "-"], ["--output-format", "json"]):
        out, err = preview(capfd, *names, *options, code=1)
        assert "S3CR" not in out + err
    assert '"code" : "******" ' in preview(capfd, *names, code=1)[1]
    assert r"say \"code\": no" in preview(capfd, *names, code=1)[1]


@pytest.mark.parametrize("kind", ["auto", "menu"])
def test_standard_input(
    kind: str, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The standard input is a message like any other."""
    stdin = io.TextIOWrapper(io.BytesIO('{"head_content": "您好"}'.encode()))
    monkeypatch.setattr(sys, "stdin", stdin)
    out, _ = preview(capfd, "-", "--as", kind)
    assert "│ 您好 │" in out


def test_target(capfd: pytest.CaptureFixture[str]) -> None:
    """The meters are those of the API that the message is meant for."""
    name = write("m.kfm", MENU)
    out, _ = preview(capfd, name, "--target", "send_msg", "--output-format", "json")
    meters = json.loads(out)["pictures"][0]["meters"]
    assert [(one["limit"], one["unit"]) for one in meters[1:3]] == [(50, "item"), (10, "action")]


def test_nothing(capfd: pytest.CaptureFixture[str]) -> None:
    """Files without a message are told from a mistake."""
    assert "no message to show" in preview(capfd, write("m.kfm", "# later\n"), code=2)[1]
    assert "KF400" in preview(capfd, write("n.json", "{"), code=1)[1]


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        (["userid"], "write “userid” as NAME=VALUE"),
        (["usrid=1"], "no message has a param “usrid”; did you mean userid?"),
        (["x=1"], "no message has a param “x” (see"),
        (["userid=张"], "character 1 of “userid”, “张” (U+5F20), cannot stand there"),
    ],
)
def test_wrong_settings(settings: list[str], said: str, capfd: pytest.CaptureFixture[str]) -> None:
    """A setting that no message knows, or that its declaration does not take, is told as that."""
    options = [part for one in settings for part in ("--set", one)]
    assert said in preview(capfd, template(), *options, code=2)[1]


def test_set_json(capfd: pytest.CaptureFixture[str]) -> None:
    """Values may come from a file of JSON, too, and the command line wins."""
    name, values = template(), write("v.json", '{"userid": "u8"}')
    assert "│ 您好 u8 " in preview(capfd, name, "--set-json", values)[0]
    options = ["--set-json", values, "--set", "userid=u9"]
    assert "│ 您好 u9 " in preview(capfd, name, *options)[0]
    assert "KF400" in preview(capfd, name, "--set-json", write("w.json", "{"), code=1)[1]
    assert "KF901" in preview(capfd, name, "--set-json", "no.json", code=2)[1]
    assert "only once" in preview(capfd, "-", "--set-json", "-", code=2)[1]


def template() -> str:
    """Write a template and give its name."""
    text = "menu m\n  param: userid id(32)\n  head: 您好 {userid}\n  click: 好 -> ok\n"
    return write("m.kfm", text)


def test_settings(capfd: pytest.CaptureFixture[str]) -> None:
    """A template shows what is set, else a sample, or the longest that there may be."""
    name = template()
    assert "│ 您好 user_1 " in preview(capfd, name)[0]
    assert "│ 您好 u7 " in preview(capfd, name, "--set", "userid=u7")[0]
    assert f"│ 您好 {'a' * 32} " in preview(capfd, name, "--longest")[0]
    out, _ = preview(capfd, name, "--set", "userid=u7", "--output-format", "json", "--lang", "zh")
    (drawn,) = json.loads(out)["pictures"]
    assert drawn["params"] == [
        {
            "name": "userid",
            "type": "编号(32)",
            "optional": False,
            "value": "u7",
            "origin": "given",
        }
    ]
    assert drawn["lines"][0]["runs"][0]["filled"] == [{"start": 3, "end": 5, "param": "userid"}]


def test_page_of_a_template(capfd: pytest.CaptureFixture[str]) -> None:
    """The page shows a template with its samples, and with its longest values below."""
    page, _ = preview(capfd, template(), "--html", "-")
    assert page.count("data-message") == 1
    assert page.index(">user_1</mark>") < page.index(f">{'a' * 32}</mark>")
    assert "head_content 13–39/1024" in page
    page, _ = preview(capfd, template(), "--html", "-", "--longest")
    assert page.count('class="bubble"') == 1


def test_surrogates(capfd: pytest.CaptureFixture[str]) -> None:
    """Half a character ends no run: JSON writes it as an escape, the terminal as a sign."""
    name = write("m.json", r'{"head_content": "a\ud800b"}')
    assert r'"a\ud800b"' in preview(capfd, name, "--output-format", "json", code=1)[0]
    assert "│ a�b │" in preview(capfd, name, code=1)[0]


def test_old_console() -> None:
    """An encoding without signs for boxes gets a plain one."""
    env = os.environ | {"PYTHONIOENCODING": "gbk", "KFMENU_LANG": "zh"}
    command = [sys.executable, "-m", "kfmenu", "preview", write("m.kfm", MENU)]
    done = subprocess.run(command, env=env, capture_output=True, check=True)
    shown = done.stdout.decode("gbk").splitlines()
    assert shown[1:4] == ["+----------+", "| 您好     |", "| 满意 [1] |"]
    assert shown[5] == "  [1] 回复 -> 101"


@pytest.mark.parametrize(("more", "escapes"), [({}, True), ({"NO_COLOR": "1"}, False)])
def test_real_terminal(more: dict[str, str], escapes: bool) -> None:
    """A terminal gets colours and links that open, unless NO_COLOR says otherwise."""
    env = {name: value for name, value in os.environ.items() if name != "NO_COLOR"}
    env |= {"COLUMNS": "50", "PYTHONIOENCODING": "utf-8"} | more
    name = write("m.kfm", "menu a\n  view: 官网 -> https://e.cn\n")
    main, side = pty.openpty()
    command = [sys.executable, "-m", "kfmenu", "preview", name]
    done = subprocess.run(command, env=env, stdout=side, stderr=subprocess.PIPE, check=True)
    os.close(side)
    shown = os.read(main, 10_000).decode()
    os.close(main)
    assert done.stderr == b""
    assert ("\x1b]8;;https://e.cn\x1b\\\x1b[34m官网\x1b[0m" in shown) == escapes
    assert ("\x1b" in shown) == escapes
