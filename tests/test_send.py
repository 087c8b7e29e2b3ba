"""`kfmenu send`: what arrives, what is printed, how it ends, and what is never shown."""

import io
import json
import logging
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kfmenu.cli import run
from kfmenu.sending import delivery
from kfmenu.testing import FakeWeCom, Fault

ROOT = Path(__file__).parent.parent
CORPID = "ww0000000000000000"
SECRET = "the-SECRET-of-the-corp"
CODE = "CODE-that-nobody-may-see"
KFM = "menu ask\n  head: 满意吗？\n  click: 满意 -> 101\n"
TWO = KFM + "\nmessage thanks\n  | 谢谢\n"
CUSTOMER = ["--target", "send_msg", "--touser", "wm1", "--open-kfid", "wk1"]
VARIABLES = ("KFMENU_ACCESS_TOKEN", "KFMENU_CORP_ID", "KFMENU_CORP_SECRET", "KFMENU_CODE")


@pytest.fixture
def wecom() -> Iterator[FakeWeCom]:
    """Give a WeCom whose codes need not be issued first."""
    with FakeWeCom(corpid=CORPID, secret=SECRET, strict_codes=False) as fake:
        yield fake


@pytest.fixture(autouse=True)
def _ready(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work in a folder with one file, with the corp's secret in the environment."""
    monkeypatch.chdir(tmp_path)
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("KFMENU_CORP_ID", CORPID)
    monkeypatch.setenv("KFMENU_CORP_SECRET", SECRET)
    monkeypatch.setattr(delivery, "DELAYS", (0.01, 0.01, 0.01))
    Path("ask.kfm").write_text(KFM, encoding="utf-8")
    Path("two.kfm").write_text(TWO, encoding="utf-8")


def send(wecom: FakeWeCom, *args: str) -> int:
    """Run the command against the fake."""
    return run(["send", *args, "--base-url", wecom.base_url])


def token_of(wecom: FakeWeCom) -> str:
    """Give the access_token of the moment."""
    return str(wecom.gettoken(CORPID, SECRET).fields["access_token"])


def stdin(monkeypatch: pytest.MonkeyPatch, content: bytes) -> None:
    """Give the program something to read from its standard input."""
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))


# ---- what arrives -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lang", "said"),
    [("en", "sent: msgid M-1, 1 request\n"), ("zh", "已发送：msgid M-1，请求 1 次\n")],
)
def test_sent(wecom: FakeWeCom, capsys: pytest.CaptureFixture[str], lang: str, said: str) -> None:
    """The customer of the code sees the message, and the sender its msgid."""
    assert send(wecom, "ask.kfm", "--code", CODE, "--msgid", "M-1", "--lang", lang) == 0
    assert capsys.readouterr() == (said, "")
    assert wecom.ledger.seen(CODE) == ("满意吗？\n[满意]",)


def test_result_as_json(wecom: FakeWeCom, capsys: pytest.CaptureFixture[str]) -> None:
    """The JSON result always has the same keys; requests that were made again are counted."""
    wecom.faults.add(Fault.busy())
    assert send(wecom, "ask.kfm", "--code", CODE, "--output-format", "json") == 0
    out, err = capsys.readouterr()
    found = json.loads(out)
    assert list(found) == [
        "version", "sent", "msgid", "attempts", "error", "errcode", "message", "hint",
    ]  # fmt: skip
    assert (found["version"], found["sent"], found["attempts"]) == (1, True, 2)
    assert found["msgid"] == wecom.ledger.delivered[0].msgid
    assert found["message"].endswith(", 2 requests")
    assert not err


def test_an_answer_has_no_say_in_the_msgid(
    wecom: FakeWeCom, capsys: pytest.CaptureFixture[str]
) -> None:
    """The msgid that is printed is the request's, whatever a server answers."""
    wecom.faults.add(Fault.raw('{"errcode": 0, "msgid": "\\u001b[2J"}'))
    assert send(wecom, "ask.kfm", "--code", CODE, "--msgid", "M-1") == 0
    assert capsys.readouterr().out == "sent: msgid M-1, 1 request\n"


@pytest.mark.parametrize("name", ["thanks", "THANKS"])
def test_by_name(wecom: FakeWeCom, name: str) -> None:
    """Of several messages the named one is sent, whatever its case."""
    assert send(wecom, "two.kfm", name, "--code", CODE) == 0
    assert wecom.ledger.seen(CODE) == ("谢谢",)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ('{"msgtype": "text", "text": {"content": "谢谢"}}', []),
        ('{"msgtype": "text", "text": {"content": "谢谢"}}', ["m"]),
        (
            '{"version": 1, "messages": {"a": {"msgtype": "text", "text": {"content": "x"}}, '
            '"b": {"msgtype": "text", "text": {"content": "谢谢"}}}}',
            ["b"],
        ),
        ('{"code": "another", "msgtype": "text", "text": {"content": "谢谢"}}', []),
    ],
)
def test_from_json(wecom: FakeWeCom, text: str, name: list[str]) -> None:
    """A JSON file is sent like a .kfm; a code that stands in it is left behind."""
    Path("m.json").write_text(text, encoding="utf-8")
    assert send(wecom, "m.json", *name, "--code", CODE) == 0
    assert wecom.ledger.seen(CODE) == ("谢谢",)


def test_from_stdin(wecom: FakeWeCom, monkeypatch: pytest.MonkeyPatch) -> None:
    """A message may come from the standard input."""
    stdin(monkeypatch, KFM.encode())
    assert send(wecom, "-", "--code", "c1") == 0
    stdin(monkeypatch, b'{"msgtype": "text", "text": {"content": "x"}}')
    assert send(wecom, "-", "--stdin-filename", "x.json", "--code", "c2") == 0
    assert wecom.ledger.seen("c2") == ("x",)


def test_send_msg(wecom: FakeWeCom, capsys: pytest.CaptureFixture[str]) -> None:
    """A customer may be written to without a code; the same msgid twice shows once."""
    assert send(wecom, "ask.kfm", *CUSTOMER) == 0
    assert send(wecom, "ask.kfm", *CUSTOMER, "--msgid", "M-2") == 0
    assert send(wecom, "ask.kfm", *CUSTOMER, "--msgid", "M-2") == 3
    assert len(wecom.ledger.seen("wm1")) == 2
    assert "errcode 40058" in capsys.readouterr().err


def test_the_limits_are_those_of_the_target(wecom: FakeWeCom) -> None:
    """Eleven items are too many for an event, and fine for a customer who wrote."""
    Path("eleven.kfm").write_text("menu a\n" + "  text: x\n" * 11)
    assert send(wecom, "eleven.kfm", "--code", CODE) == 1
    assert send(wecom, "eleven.kfm", *CUSTOMER, "--dry-run") == 0
    assert not wecom.ledger.posts


# ---- where secrets come from --------------------------------------------------------------


@pytest.mark.parametrize("source", ["environment", "file", "stdin"])
def test_code_from(wecom: FakeWeCom, monkeypatch: pytest.MonkeyPatch, source: str) -> None:
    """A code need not stand on the command line; the line feed after it is no part of it."""
    if source == "environment":
        monkeypatch.setenv("KFMENU_CODE", CODE)
        options = []
    elif source == "file":
        Path("code").write_bytes(b"\xef\xbb\xbf" + CODE.encode() + b"\r\n")
        options = ["--code-file", "code"]
        monkeypatch.setenv("KFMENU_CODE", "not this one")
    else:
        stdin(monkeypatch, CODE.encode() + b"\n")
        options = ["--code-file", "-"]
    assert send(wecom, "ask.kfm", *options) == 0
    assert len(wecom.ledger.seen(CODE)) == 1


@pytest.mark.parametrize("source", ["environment", "file", "stdin"])
def test_token_from(wecom: FakeWeCom, monkeypatch: pytest.MonkeyPatch, source: str) -> None:
    """A token of the user's own is used as it is: nobody asks for another."""
    token = token_of(wecom)
    options: list[str] = []
    if source == "environment":
        monkeypatch.setenv("KFMENU_ACCESS_TOKEN", token)
    elif source == "file":
        Path("token").write_text(f"{token}\n")
        Path("token").chmod(0o600)
        options = ["--token-file", "token"]
        monkeypatch.setenv("KFMENU_ACCESS_TOKEN", "not this one")
    else:
        stdin(monkeypatch, token.encode())
        options = ["--token-file", "-"]
    assert send(wecom, "ask.kfm", "--code", CODE, *options) == 0
    assert not wecom.ledger.tokens


@pytest.mark.parametrize(
    ("mode", "lang", "said"),
    [
        (0o600, "en", ""),
        (0o640, "en", ""),
        (0o644, "en", "note: every user of this machine can read the --token-file; chmod 600 it\n"),
        (0o644, "zh", "注意：本机所有用户都能读 --token-file 的文件，请 chmod 600\n"),
    ],
)
def test_a_token_file_for_everybody(
    wecom: FakeWeCom, capsys: pytest.CaptureFixture[str], mode: int, lang: str, said: str
) -> None:
    """A token file that everybody can read is used, and told about."""
    Path("token").write_text(token_of(wecom))
    Path("token").chmod(mode)
    options = ["--code", CODE, "--token-file", "token", "--lang", lang]
    assert send(wecom, "ask.kfm", *options) == 0
    assert capsys.readouterr().err == said


def test_a_token_file_on_windows(
    wecom: FakeWeCom, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where every file seems to be for everybody, nothing is said of it."""
    Path("token").write_text(token_of(wecom))
    Path("token").chmod(0o666)
    monkeypatch.delattr(os, "geteuid")
    assert send(wecom, "ask.kfm", "--code", CODE, "--token-file", "token") == 0
    assert not capsys.readouterr().err


def test_a_pipe_is_no_file_for_everybody(
    wecom: FakeWeCom, capsys: pytest.CaptureFixture[str]
) -> None:
    """What a shell's `<(…)` gives is read like a file, without a note."""
    read, write = os.pipe()
    os.write(write, token_of(wecom).encode())
    os.close(write)
    assert send(wecom, "ask.kfm", "--code", CODE, "--token-file", f"/dev/fd/{read}") == 0
    os.close(read)
    assert not capsys.readouterr().err


# ---- dry runs -----------------------------------------------------------------------------


def test_dry_run(wecom: FakeWeCom, capsys: pytest.CaptureFixture[str]) -> None:
    """A dry run prints the body, its code masked, and makes no request."""
    assert send(wecom, "ask.kfm", "--code", CODE, "--msgid", "M-1", "--dry-run") == 0
    out, err = capsys.readouterr()
    body = json.loads(out)
    assert "满意吗？" in out
    assert (body["code"], body["msgid"], body["msgtype"]) == ("***", "M-1", "msgmenu")
    assert not err
    assert not wecom.ledger.posts
    assert not wecom.ledger.tokens


def test_dry_run_needs_no_secret(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A dry run needs neither code nor credentials."""
    monkeypatch.delenv("KFMENU_CORP_SECRET")
    assert run(["send", "ask.kfm", "--dry-run"]) == 0
    assert json.loads(capsys.readouterr().out)["code"] == "***"


def test_dry_run_is_what_is_sent(wecom: FakeWeCom, capsys: pytest.CaptureFixture[str]) -> None:
    """What a dry run shows of `send_msg` is what is sent."""
    named = [*CUSTOMER, "--msgid", "M-1"]
    assert send(wecom, "ask.kfm", *named, "--dry-run") == 0
    shown = json.loads(capsys.readouterr().out)
    assert send(wecom, "ask.kfm", *named) == 0
    assert wecom.ledger.posts[0].json() == shown


# ---- what goes wrong ----------------------------------------------------------------------


def test_invalid(wecom: FakeWeCom, capsys: pytest.CaptureFixture[str]) -> None:
    """A message with errors is reported as a whole on the standard error, and not sent."""
    Path("bad.kfm").write_text("menu a\n  clikc: x -> 1\n  click: " + "满" * 43 + " -> 2\n")
    assert send(wecom, "bad.kfm", "--code", CODE) == 1
    out, err = capsys.readouterr()
    assert not out
    assert "bad.kfm:2:3: error[KF202]" in err
    assert "bad.kfm:3:10: error[KF402]" in err
    assert "1 file: 2 errors, 0 warnings" in err
    assert send(wecom, "bad.kfm", "--code", CODE, "--output-format", "json") == 1
    assert json.loads(capsys.readouterr().err)["summary"]["errors"] == 2
    assert not wecom.ledger.tokens


def test_warnings_do_not_stop_it(wecom: FakeWeCom, capsys: pytest.CaptureFixture[str]) -> None:
    """Warnings are told on the standard error, and the message is sent."""
    Path("warn.kfm").write_text("menu b\n  click: 一 -> 1\n  click: 二 -> 1\n", encoding="utf-8")
    assert send(wecom, "warn.kfm", "--code", CODE) == 0
    out, err = capsys.readouterr()
    assert out.startswith("sent: ")
    assert "warning[KF423]" in err


@pytest.mark.parametrize(
    ("fault", "lang", "record"),
    [
        (Fault.refused(60020), "en", (False, "ConfigurationError", 60020, "企业可信IP of the app")),
        (Fault.refused(60020), "zh", (False, "ConfigurationError", 60020, "企业可信IP")),
        (Fault.busy(), "en", (False, "BusyError", -1, "wait for the customer's next event")),
        (Fault.reset_after(), "en", (None, "DeliveryUnknown", None, None)),
        (Fault.reset_after(), "zh", (None, "DeliveryUnknown", None, None)),
    ],
    ids=lambda value: str(getattr(value, "kind", "")) or None,
)
def test_failure(
    wecom: FakeWeCom,
    capsys: pytest.CaptureFixture[str],
    fault: Fault,
    lang: str,
    record: tuple[bool | None, str, int | None, str | None],
) -> None:
    """A failure ends with 3, the error and its hint in the user's language; `sent` is honest."""
    wecom.faults.add(fault, count=None)
    options = ["ask.kfm", "--code", CODE, "--msgid", "M-1", "--lang", lang]
    sent, error, errcode, hint = record
    assert send(wecom, *options) == 3
    out, told = capsys.readouterr()
    assert not out
    assert ("WeCom 拒绝" in told or "不知道" in told) == (lang == "zh")
    assert send(wecom, *options, "--output-format", "json") == 3
    out, err = capsys.readouterr()
    found = json.loads(out)
    assert not err
    assert (found["sent"], found["error"], found["errcode"]) == (sent, error, errcode)
    assert found["msgid"] == "M-1"
    assert told == f"{found['message']}\n"
    assert (found["hint"] is None) == (hint is None)
    assert (hint or "") in (found["hint"] or "")
    assert (found["hint"] or "") in told


def test_wrong_secret(
    wecom: FakeWeCom, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where no token can be had, the hint is that of WeCom's refusal."""
    monkeypatch.setenv("KFMENU_CORP_SECRET", "quite-a-wrong-secret")
    assert send(wecom, "ask.kfm", "--code", CODE) == 3
    err = capsys.readouterr().err
    assert "no access_token could be had" in err
    assert "check corpid and the secret" in err
    assert "quite-a-wrong" not in err


@pytest.mark.parametrize(
    ("args", "en", "zh"),
    [
        (["no.kfm", "--code", "c1"], "KF901", "KF901"),
        (["ask.kfm"], "there is no code", "没有 code"),
        (["ask.kfm", "--code", " "], "there is no code", "没有 code"),
        (["ask.kfm", "--code", "c\n1"], "not one line of printable", "不是单行"),
        (["ask.kfm", "--code", "c\udcff"], "not one line of printable", "不是单行"),
        (["ask.kfm", "--code", "c1", "--code-file", "x"], "not both", "只能用一个"),
        (["-", "--code-file", "-"], "only once", "只能读一次"),
        (["ask.kfm", "--code-file", "-", "--token-file", "-"], "only once", "只能读一次"),
        (["ask.kfm", "--code-file", "no"], "cannot read --code-file: No such", "读不了"),
        (["ask.kfm", "--code-file", "n\0o"], "a NUL in its path", "NUL"),
        (["ask.kfm", "--code-file", "gbk"], "cannot read --code-file: not UTF-8", "不是 UTF-8"),
        (["ask.kfm", "--code", "c1", "--token-file", "empty"], "--token-file is empty", "是空的"),
        (["ask.kfm", "--code", "c1", "--touser", "x"], "take --target send_msg", "一起用"),
        (["ask.kfm", "--target", "send_msg", "--touser", "x"], "needs --touser and", "需要"),
        (["ask.kfm", *CUSTOMER, "--code", "c1"], "takes no code", "不使用 code"),
        (["two.kfm", "--code", "c1"], "is meant: “ask”, “thanks”", "请指明一条：“ask”, “thanks”"),
        (["two.kfm", "thank", "--code", "c1"], "did you mean “thanks”?", "是不是 “thanks”？"),
        (["two.kfm", "zzzzzzzz", "--code", "c1"], "it has “ask”, “thanks” ", "有：“ask”"),
        (["empty", "--code", "c1"], "holds no message", "没有消息"),
        (["ask.kfm", "--code", "c1", "--msgid", "没有"], "msgid", "msgid"),
        (["ask.kfm", "--code", "c1", "--base-url", "http://far.test"], "cannot be", "不能用"),
        (["ask.kfm", "--code", "c1", "--base-url", "https://a:b-pass@x.test"], "cannot", "不能用"),
        (["ask.kfm", "--code", "c1", "--token", "T"], "No such option", "No such option"),
    ],
)  # fmt: skip
def test_usage(capsys: pytest.CaptureFixture[str], args: list[str], en: str, zh: str) -> None:
    """What cannot be done ends with 2 and says what to do, in both languages."""
    Path("gbk").write_bytes("中文".encode("gbk"))
    Path("empty").write_text("\n")
    for lang, said in (("en", en), ("zh", zh)):
        assert run(["send", *args, "--lang", lang]) == 2
        out, err = capsys.readouterr()
        assert not out
        assert said in err
        assert "b-pass" not in err


@pytest.mark.parametrize(("missing", "lang"), [("CORP_ID", "en"), ("CORP_SECRET", "zh")])
def test_no_credentials(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, missing: str, lang: str
) -> None:
    """A corp without its secret, or a secret without its corp, is no credential."""
    monkeypatch.setenv(f"KFMENU_{missing}", " ")
    assert run(["send", "ask.kfm", "--code", CODE, "--lang", lang]) == 2
    err = capsys.readouterr().err
    assert ("there are no credentials" if lang == "en" else "没有凭证") in err
    assert "KFMENU_ACCESS_TOKEN" in err


@pytest.mark.parametrize(("lang", "said"), [("en", "is unknown"), ("zh", "不知道消息是否送达")])
def test_interrupted(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], lang: str, said: str
) -> None:
    """Whoever interrupts a send is told that nobody knows what became of it."""

    def interrupted(*_: Any, **__: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("kfmenu.Sender.on_event", interrupted)
    assert run(["send", "ask.kfm", "--code", CODE, "--lang", lang]) == 130
    assert said in capsys.readouterr().err


# ---- secrets, and the real program --------------------------------------------------------


@pytest.mark.parametrize("kind", ["none", "refused", "reset_after", "garbage", "expired_token"])
@pytest.mark.parametrize("output_format", ["full", "json"])
def test_nothing_is_told(
    wecom: FakeWeCom,
    capsys: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
    kind: str,
    output_format: str,
) -> None:
    """With DEBUG on everywhere, output and logs hold no token, secret or code."""
    caplog.set_level(logging.DEBUG)
    if kind != "none":
        fault = Fault.refused(95016) if kind == "refused" else getattr(Fault, kind)()
        wecom.faults.add(fault, count=None)
    code = send(wecom, "ask.kfm", "--code", CODE, "--output-format", output_format)
    assert code == (0 if kind == "none" else 3)
    out, err = capsys.readouterr()
    assert "attempt 1" in caplog.text
    for secret in (CODE, SECRET, token_of(wecom)):
        assert secret not in out + err + caplog.text


def test_a_misplaced_secret_is_not_repeated(capsys: pytest.CaptureFixture[str]) -> None:
    """A code in the place of a name, or a token in that of its file, is not printed."""
    assert run(["send", "ask.kfm", CODE]) == 2
    assert run(["send", "ask.kfm", "--code", "c1", "--token-file", CODE]) == 2
    out, err = capsys.readouterr()
    assert CODE not in out + err


def program(*args: str, **environ: str) -> "subprocess.Popen[str]":
    """Start the real program."""
    return subprocess.Popen(
        [sys.executable, "-m", "kfmenu", "send", *args],
        env=os.environ | {"PYTHONPATH": str(ROOT)} | environ,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_the_real_program(wecom: FakeWeCom) -> None:
    """The real program takes its code from the environment, sends, and ends with 0."""
    with program("ask.kfm", "--base-url", wecom.base_url, KFMENU_CODE=CODE) as process:
        out, err = process.communicate(timeout=30)
    assert (process.returncode, err) == (0, "")
    assert out.startswith("sent: msgid ")
    assert len(wecom.ledger.seen(CODE)) == 1


def test_a_real_interrupt(wecom: FakeWeCom) -> None:
    """A real SIGINT during a stall ends the real program with 130, and without a traceback."""
    wecom.faults.add(Fault.stall_after(30))
    with program("ask.kfm", "--base-url", wecom.base_url, KFMENU_CODE=CODE) as process:
        deadline = time.monotonic() + 20
        while not wecom.ledger.tokens and time.monotonic() < deadline:
            time.sleep(0.02)
        time.sleep(0.3)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=30)
    assert process.returncode == 130
    assert "whether the message arrived is unknown" in err
    assert "Traceback" not in err
    for secret in (CODE, SECRET, token_of(wecom)):
        assert secret not in out + err


def test_help_imports_nothing_for_it() -> None:
    """`kfmenu --help` lists the command without the libraries that sending needs."""
    script = (
        "import sys; from kfmenu.cli import run; run(['--help']); "
        "sys.exit(bool({'requests', 'redis', 'kfmenu.sending'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert "send" in done.stdout


@pytest.mark.parametrize(("lang", "said"), [("en", "too many arguments"), ("zh", "参数太多")])
def test_a_code_in_the_wrong_place_is_not_repeated(
    wecom: FakeWeCom, capsys: pytest.CaptureFixture[str], lang: str, said: str
) -> None:
    """An argument too many may be a code that slipped: it is refused and not shown."""
    assert send(wecom, "ask.kfm", "ask", "SLIPPED-CODE", "--lang", lang) == 2
    captured = capsys.readouterr()
    assert said in captured.err
    assert "SLIPPED-CODE" not in captured.out + captured.err
    assert not wecom.ledger.posts


# ---- values -------------------------------------------------------------------------------

PRICE = """menu price
  param: name? text(20)
  param: amount number(0.01..99.99)
  head:
    | {name}
    | 您好
  click: {amount} 元 -> pay:{amount}
"""


def body_of(capfd: pytest.CaptureFixture[str]) -> Any:
    """Give the message of the body that was printed."""
    return json.loads(capfd.readouterr().out)["msgmenu"]


@pytest.fixture
def price() -> str:
    """Write a template and give its name."""
    Path("price.kfm").write_text(PRICE, encoding="utf-8")
    return "price.kfm"


def test_set(price: str, capfd: pytest.CaptureFixture[str]) -> None:
    """`--set` gives values, the last of a name holds, and an empty one is absent."""
    options = ["--set", "amount=1", "--set", "amount=5", "--set", "name=张=三"]
    assert run(["send", price, *options, "--dry-run"]) == 0
    assert body_of(capfd) == {
        "head_content": "张=三\n您好",
        "list": [{"type": "click", "click": {"id": "pay:5.00", "content": "5.00 元"}}],
    }
    assert run(["send", price, "--set", "amount=5", "--set", "name=", "--dry-run"]) == 0
    assert body_of(capfd)["head_content"] == "您好"


def test_set_json(
    price: str, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """`--set-json` reads values from a file or stdin; its numbers are exact, `--set` wins."""
    Path("v.json").write_text('\ufeff{"amount": 12.5, "name": null}', encoding="utf-8")
    assert run(["send", price, "--set-json", "v.json", "--dry-run"]) == 0
    assert body_of(capfd)["list"][0]["click"]["id"] == "pay:12.50"
    assert run(["send", price, "--set-json", "v.json", "--set", "amount=7", "--dry-run"]) == 0
    assert body_of(capfd)["list"][0]["click"]["id"] == "pay:7.00"
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b'{"amount": 3}')))
    assert run(["send", price, "--set-json", "-", "--dry-run"]) == 0
    assert body_of(capfd)["list"][0]["click"]["id"] == "pay:3.00"


def test_wrong_values(price: str, capfd: pytest.CaptureFixture[str]) -> None:
    """All that is wrong with values is told at once, those of the file at their lines."""
    Path("v.json").write_text('{\n "amount": 12.555,\n "nmae": "x"\n}', encoding="utf-8")
    options = ["--set-json", "v.json", "--set", "name=\t", "--output-format", "concise"]
    assert run(["send", price, *options, "--dry-run"]) == 1
    said = capfd.readouterr().err.splitlines()
    assert [line.partition("]")[0] for line in said] == [
        "/name: error[KF510",
        "v.json:2:12: error[KF510",
        "v.json:3:10: error[KF511",
    ]
    assert run(["send", price, "--set-json", "v.json", "--dry-run", "--lang", "zh"]) == 1
    assert '2 |  "amount": 12.555' in capfd.readouterr().err
    Path("w.json").write_text("{}", encoding="utf-8")
    assert run(["send", price, "--set-json", "w.json", "--dry-run"]) == 1
    assert "w.json:1:1: error[KF511]" in capfd.readouterr().err
    assert run(["send", price, "--dry-run"]) == 1
    assert "“amount” has no value" in capfd.readouterr().err
    assert run(["send", "ask.kfm", "--set", "x=1", "--dry-run"]) == 1
    assert "this message has no params" in capfd.readouterr().err


def test_wrong_values_file(price: str, capfd: pytest.CaptureFixture[str]) -> None:
    """A file of values that is damaged, none, or no object is told as that."""
    Path("v.json").write_text("{", encoding="utf-8")
    assert run(["send", price, "--set-json", "v.json", "--dry-run"]) == 1
    assert "KF400" in capfd.readouterr().err
    assert run(["send", price, "--set-json", "none.json", "--dry-run"]) == 2
    assert "KF901" in capfd.readouterr().err
    Path("v.json").write_text("[]", encoding="utf-8")
    assert run(["send", price, "--set-json", "v.json", "--dry-run"]) == 2
    assert "must be a JSON object" in capfd.readouterr().err
    assert run(["send", "-", "--set-json", "-", "--dry-run"]) == 2
    assert "only once" in capfd.readouterr().err


def test_send_built(price: str, wecom: FakeWeCom, capfd: pytest.CaptureFixture[str]) -> None:
    """A template that was built is sent like its source."""
    assert run(["build", price, "-o", "out"]) == 0
    capfd.readouterr()
    options = ["--set", "amount=9", "--code", CODE]
    assert send(wecom, "out/price.template.json", *options) == 0
    assert wecom.ledger.seen(CODE) == ("您好\n[9.00 元]",)
