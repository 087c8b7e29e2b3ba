"""No token, secret or code stands anywhere that somebody could read it."""

import io
import logging
import pickle
import traceback
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest
from sending_kit import CORPID, SECRET, Shell

from kfmenu import Menu, SendError
from kfmenu.sending import redaction
from kfmenu.sending.redaction import LOGGERS, Redaction, beginning, install, scrub
from kfmenu.sending.secret import Secret
from kfmenu.testing import FakeWeCom, Fault

CODE = "CODE-that-nobody-may-see"
FAULTS = [
    None,
    Fault.busy(),
    Fault.expired_token(),
    Fault.refused(60020),
    Fault.reset_before(),
    Fault.reset_after(),
    Fault.garbage(),
    Fault.html_502(),
    Fault.truncated(),
    Fault.oversized(),
    Fault.endless(),
    Fault.deep(),
    Fault.errcode_string(),
    Fault.redirect("http://127.0.0.1:1/?access_token=elsewhere"),
    Fault.http_status(404),
    Fault.stall_after(5),
    Fault.drip_head(0.05),
]


@pytest.fixture
def logs() -> Iterator[io.StringIO]:
    """Give all that is logged anywhere, from DEBUG on."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield stream
    root.removeHandler(handler)
    root.setLevel(level)


def everything(error: BaseException) -> str:
    """Give all that a tool could show of an exception: texts, locals, causes, pickle."""
    shown = []
    seen: list[BaseException] = []
    pending: list[BaseException | None] = [error]
    while pending:
        found = pending.pop()
        if found is None or found in seen:
            continue
        seen.append(found)
        pending += [found.__cause__, found.__context__]
        shown += [str(found), repr(found), repr(found.args), repr(vars(found))]
        for frame, _ in traceback.walk_tb(found.__traceback__):
            name = frame.f_code.co_filename
            if "/kfmenu/" in name and "/testing/" not in name:
                shown += [f"{name}={value!r}" for name, value in frame.f_locals.items()]
    shown.append(repr(pickle.dumps(error)))
    return "\n".join(shown)


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: str(getattr(fault, "kind", "none")))
def test_nothing_is_told_whatever_goes_wrong(
    shell: Shell,
    wecom: FakeWeCom,
    menu: Menu,
    logs: io.StringIO,
    capfd: pytest.CaptureFixture[str],
    fault: Fault | None,
) -> None:
    """With DEBUG on everywhere, logs, output, errors, locals, reprs and pickles hold no secret."""
    sender = shell.from_secret(CORPID, SECRET, base_url=wecom.base_url)
    if fault is not None:
        wecom.faults.add(fault, count=None)
    error: SendError | None = None
    try:
        sender.on_event(menu, code=CODE, window=1.0)
    except SendError as raised:
        error = raised
    token = str(wecom.gettoken(CORPID, SECRET).fields["access_token"])
    output = capfd.readouterr()
    shown = logs.getvalue() + output.out + output.err + repr(sender) + repr(vars(sender))
    if error is not None:
        assert error.__cause__ is None
        assert error.__context__ is None
        shown += everything(error) + error.text("zh") + "".join(traceback.format_exception(error))
    for secret in (token, SECRET, CODE):
        assert secret not in shown
    assert "attempt 1" in shown


@pytest.mark.parametrize("where", ["connection", "claim", "window", "invalid", "token"])
def test_nothing_is_told_when_nothing_goes_out(
    shell: Shell, menu: Menu, free_port: int, logs: io.StringIO, where: str
) -> None:
    """Errors from before a request hold no secret either."""
    base_url = f"http://127.0.0.1:{free_port}"
    if where == "token":
        sender = shell.from_secret(CORPID, SECRET, base_url=base_url)
    else:
        sender = shell("TOKEN-that-nobody-may-see", base_url=base_url)
    message = menu.text("") if where == "invalid" else menu
    received_at = 5.0 if where == "window" else None
    error: Any = None
    try:
        sender.on_event(message, code=CODE, received_at=received_at)
    except Exception as raised:  # noqa: BLE001 - InvalidMessage among them
        error = raised
    assert error is not None
    shown = everything(error) + logs.getvalue()
    for secret in ("TOKEN-that", SECRET, CODE):
        assert secret not in shown


def test_an_answer_that_echoes_the_url_is_scrubbed(
    shell: Shell, wecom: FakeWeCom, menu: Menu, logs: io.StringIO
) -> None:
    """A server that repeats what it got puts no secret into an error."""
    token = str(wecom.gettoken(CORPID, SECRET).fields["access_token"])
    for body in (f"<h1>{token} {CODE}</h1>", f'{{"errcode": 5, "errmsg": "{token} {CODE}"}}'):
        wecom.faults.add(Fault.raw(body))
        sender = shell(token, base_url=wecom.base_url)
        with pytest.raises(SendError) as raised:
            sender.on_event(menu, code=CODE)
        shown = everything(raised.value) + logs.getvalue()
        assert token not in shown
        assert CODE not in shown
        assert "***" in str(raised.value)


def test_senders_are_not_pickled(shell: Shell) -> None:
    """A sender holds secrets and connections, and belongs to its process."""
    sender = shell("TOKEN-1")
    with pytest.raises(TypeError, match="in each process"):
        pickle.dumps(getattr(sender, "sender", sender))


def test_exactly_two_loggers_are_filtered() -> None:
    """The filter sits on the two loggers that print URLs, once, and nowhere else."""
    install()
    install()
    for name in LOGGERS:
        found = [one for one in logging.getLogger(name).filters if isinstance(one, Redaction)]
        assert len(found) == 1
    others = (log for name, log in logging.root.manager.loggerDict.items() if name not in LOGGERS)
    for other in others:
        assert not any(isinstance(one, Redaction) for one in getattr(other, "filters", ()))


def test_the_filter_keeps_what_is_harmless() -> None:
    """A record without secrets keeps its arguments, for those who count on them."""
    record = logging.LogRecord("x", 10, "x", 1, "%s and %d", ("a", 5), None)
    assert Redaction().filter(record)
    assert record.args == ("a", 5)
    record = logging.LogRecord("x", 10, "x", 1, "GET %s", ("/?access_token=T0K3N&x=1",), None)
    assert Redaction().filter(record)
    assert record.getMessage() == "GET /?access_token=***&x=1"


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("a?access_token=abc&b=c", "a?access_token=***&b=c"),
        ("a?corpid=ww&corpsecret=abc", "a?corpid=ww&corpsecret=***"),
        ("access_token%3Dabc", "access_token%3D***"),
        ('{"access_token": "abc", "x": 1}', '{"access_token": "***", "x": 1}'),
        ("{'code': 'abc'}", "{'code': '***'}"),
        ("redis://user:pass@host/0", "redis://***@host/0"),
        ('"errcode": 40014', '"errcode": 40014'),
    ],
)
def test_parameters_named_as_secrets_are_masked(text: str, clean: str) -> None:
    """What is named as a secret is masked even when nobody knows it; an errcode is not one."""
    assert scrub(text) == clean


def test_a_secret_is_found_in_every_writing() -> None:
    """A secret is masked plain, percent-encoded and escaped; a tiny one is left alone."""
    secret = Secret("a+b/字")
    for written in ("a+b/字", "a%2Bb/%E5%AD%97", "a%2Bb%2F%E5%AD%97", "a+b/\\u5b57"):
        assert scrub(f"[{written}]", (secret,)) == "[***]"
    assert scrub("abc", (Secret("a"),)) == "abc"


def test_a_beginning_is_cut_after_it_is_scrubbed() -> None:
    """A secret that lies across the cut is masked, not halved."""
    text = "x" * 195 + "SECRET-0123456789" + "y" * 50
    assert "SECRET" not in beginning(text, (Secret("SECRET-0123456789"),))
    assert beginning("a\x1b[31m\n") == "a\\u{1b}[31m\\u{a}"


def test_a_secret_is_masked_everywhere() -> None:
    """A secret compares and hashes, and shows itself only by name."""
    import copy  # noqa: PLC0415

    secret = Secret("value-of-it")
    assert "value" not in f"{secret} {secret!r} {pickle.dumps(secret)!r}"
    assert secret == Secret("value-of-it")
    assert hash(secret) == hash(Secret("value-of-it"))
    assert secret != Secret("other")
    assert secret != "value-of-it"
    assert copy.copy(secret) is copy.deepcopy(secret) is secret
    masked = pickle.loads(pickle.dumps(secret))  # noqa: S301 - of our own making
    assert masked != secret
    assert masked == masked  # noqa: PLR0124 - masked ones are equal to nothing but themselves
    with suppress(ValueError):
        masked.reveal()
    assert len(secret.digest()) == 32
    with pytest.raises(TypeError):
        Secret.of(5)  # type: ignore[arg-type]
    assert redaction.MASK == "***"
