"""No token, secret or code stands anywhere that somebody could read it."""

import asyncio
import gc
import http.client
import io
import logging
import pickle
import signal
import time
import traceback
import weakref
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from typing import Any

import pytest
from sending_kit import CORPID, SECRET, Shell

from kfmenu import AsyncSender, Menu, Secret, Sender, SendError, read_event, scrub
from kfmenu.sending import delivery, redaction
from kfmenu.sending.redaction import Redaction, beginning, install, mask
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
def logs(capfd: pytest.CaptureFixture[str]) -> Iterator[Any]:
    """Give all that is logged from DEBUG on, or printed, with http.client's debuglevel on."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    http.client.HTTPConnection.debuglevel = 1
    said: list[str] = []

    def everything() -> str:
        said.extend(capfd.readouterr())
        return stream.getvalue() + "".join(said)

    yield everything
    http.client.HTTPConnection.debuglevel = 0
    root.removeHandler(handler)
    root.setLevel(level)


def reachable(error: BaseException) -> str:
    """Give all that a caller or a tracker could find of an exception: texts, frames, pickle."""
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
            if "/tests/" not in frame.f_code.co_filename:
                shown += [f"{name}={value!r}" for name, value in frame.f_locals.items()]
    with suppress(Exception):
        shown.append(repr(pickle.dumps(error)))
    return "\n".join(shown)


def scan(shown: str, *more: str) -> None:
    for secret in (SECRET, CODE, *more):
        assert secret not in shown


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: str(getattr(fault, "kind", "none")))
def test_nothing_is_told_whatever_goes_wrong(
    shell: Shell, wecom: FakeWeCom, menu: Menu, logs: Any, fault: Fault | None
) -> None:
    """With DEBUG on everywhere, logs, output, errors, frames, reprs and pickles hold no secret."""
    sender = shell.from_secret(CORPID, SECRET, base_url=wecom.base_url)
    if fault is not None:
        wecom.faults.add(fault, count=None)
    shown = ""
    try:
        sender.on_event(menu, code=CODE, window=1.0)
    except SendError as error:
        shown = reachable(error) + error.text("zh") + "".join(traceback.format_exception(error))
        shown += "" if error.__cause__ is error.__context__ is None else SECRET
    token = str(wecom.gettoken(CORPID, SECRET).fields["access_token"])
    shown += logs() + repr(sender) + repr(vars(sender))
    scan(shown, token)
    assert "attempt 1" in shown


TOKEN = "TOKEN-that-nobody-may-see"


@pytest.mark.parametrize("where", ["connection", "code", "window", "invalid", "token", "event"])
def test_nothing_is_told_when_nothing_goes_out(
    shell: Shell, menu: Menu, free_port: int, logs: Any, where: str
) -> None:
    """Errors from before a request hold no secret either."""
    base_url = f"http://127.0.0.1:{free_port}"
    if where == "token":
        sender = shell.from_secret(CORPID, SECRET, base_url=base_url)
    else:
        sender = shell(TOKEN, base_url=base_url)
    message = menu.text("") if where == "invalid" else menu
    received_at = 5.0 if where == "window" else None
    code: Any = CODE.encode() if where == "code" else CODE
    send = partial(sender.on_event, message, code=code, received_at=received_at)
    if where == "event":
        send = partial(sender.welcome, {"msg_list": [{"welcome_code": CODE}]}, menu)
    with pytest.raises(Exception, match=r".") as raised:
        send()
    scan(reachable(raised.value) + logs(), TOKEN)
    with pytest.raises(ValueError, match="msg_list") as refused:
        read_event({"event_type": "enter_session", "welcome_code": CODE})
    scan(reachable(refused.value))


@pytest.mark.parametrize(
    "options",
    [{"base_url": "http://x"}, {"timeout": 0}, {"session": 5}, {"insecure": 1, "base_url": "?"}],
)
def test_a_refused_constructor_tells_nothing(shell: Shell, options: Any) -> None:
    """No frame of a constructor that raises holds what it was given."""
    for make in (
        lambda: shell(TOKEN, **options),
        lambda: shell.from_secret(CORPID, SECRET, **options),
        lambda: shell(f"{TOKEN}\r"),
        lambda: shell.from_secret(CORPID, SECRET, margin=-1),
        lambda: shell(TOKEN.encode()),
    ):
        with pytest.raises(Exception, match=r".") as raised:
            make()  # type: ignore[no-untyped-call]
        scan(reachable(raised.value), TOKEN)


class Stop(Exception):
    """What a signal raises."""


@pytest.mark.parametrize("stop", [KeyboardInterrupt, Stop])
@pytest.mark.parametrize("at", ["gettoken", "post", "store", "wait"])
def test_a_signal_tells_nothing_and_gives_the_claim_back(
    wecom: FakeWeCom,
    menu: Menu,
    logs: Any,
    monkeypatch: pytest.MonkeyPatch,
    stop: type[BaseException],
    at: str,
) -> None:
    """Wherever it strikes: no frame, no context; the code is free when no byte has left."""
    sender = Sender.from_secret(CORPID, SECRET, base_url=wecom.base_url)
    store: Any = sender._store
    if at == "gettoken":
        wecom.faults.add(Fault.stall_before(1), path="/cgi-bin/gettoken")
    else:
        sender.access_token()
    if at == "post":
        wecom.faults.add(Fault.stall_before(1), path="/cgi-bin/kf/send_msg_on_event")
    elif at == "wait":
        wecom.faults.add(Fault.rate_limited(), count=None)
    take = store.take

    def slow(*args: Any) -> bool:
        taken: bool = take(*args)
        time.sleep(1 if at == "store" else 0)
        return taken

    def strike(*_: Any) -> None:
        raise stop

    store.take = slow
    old = signal.signal(signal.SIGALRM, strike)
    signal.setitimer(signal.ITIMER_REAL, 0.35)
    monkeypatch.setattr(delivery, "DELAYS", (1.0, 1.0, 1.0))
    try:
        with pytest.raises(stop) as raised:
            sender.on_event(menu, code=CODE)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, old)
    assert raised.value.__context__ is None
    token = str(wecom.gettoken(CORPID, SECRET).fields["access_token"])
    scan(reachable(raised.value) + logs(), token)
    assert any(isinstance(kept[0], str) for kept in store._kept.values()) is (at == "post")


def test_a_cancelled_task_tells_nothing(wecom: FakeWeCom, menu: Menu, logs: Any) -> None:
    """A CancelledError's frames hold no code, and nothing that was left behind does."""

    async def send() -> str:
        async with AsyncSender.from_secret(CORPID, SECRET, base_url=wecom.base_url) as sender:
            await sender.access_token()
            wecom.faults.add(Fault.stall_after(0.3), path="/cgi-bin/kf/send_msg_on_event")
            task = asyncio.create_task(sender.on_event(menu, code=CODE))
            await asyncio.sleep(0.1)
            task.cancel()
            try:
                await task
            except asyncio.CancelledError as error:
                return reachable(error)
            raise AssertionError("it was not cancelled")

    scan(asyncio.run(send()) + logs())


def test_a_signals_exception_leaves_no_cycle(wecom: FakeWeCom, menu: Menu) -> None:
    """An exception that was raised again is freed with its last reference."""
    del wecom
    gc.disable()
    try:
        Sender("T", base_url="http://127.0.0.1:1").on_event(menu, code="C", received_at=1.0)
    except SendError as error:
        seen = weakref.ref(error)
    gc.enable()
    assert seen() is None


def test_who_wraps_the_calls_of_threads_sees_nothing(
    menu: Menu, monkeypatch: pytest.MonkeyPatch, logs: Any
) -> None:
    """Trackers put a frame of theirs around what is submitted, with its arguments in it."""
    submit = ThreadPoolExecutor.submit

    def tracked(self: Any, function: Any, /, *args: Any) -> Any:
        def wrapper(*inner: Any) -> Any:
            return function(*inner)

        return submit(self, wrapper, *args)

    monkeypatch.setattr(ThreadPoolExecutor, "submit", tracked)

    async def send() -> str:
        sender = AsyncSender(TOKEN, base_url="http://127.0.0.1:1")
        try:
            await sender.on_event(menu, code=CODE, received_at=1.0)
        except SendError as error:
            return "".join(
                repr(frame.f_locals)
                for frame, _ in traceback.walk_tb(error.__traceback__)
                if frame.f_code.co_name == "wrapper"
            )
        raise AssertionError

    shown = asyncio.run(send())
    assert shown
    scan(shown + logs(), TOKEN)


def test_sentry_sees_nothing(wecom: FakeWeCom, menu: Menu) -> None:
    """With `scrub` wired as the docs say, neither events, traces nor breadcrumbs hold a secret."""
    sentry = pytest.importorskip("sentry_sdk")
    from sentry_sdk.transport import Transport  # noqa: PLC0415

    sent: list[bytes] = []

    class Keep(Transport):
        def capture_envelope(self, envelope: Any) -> None:
            sent.append(envelope.serialize())

    with sentry.isolation_scope():
        sentry.init(
            dsn="http://key@127.0.0.1:1/1",
            transport=Keep,
            traces_sample_rate=1.0,
            before_send=scrub,
            before_send_transaction=scrub,
            before_breadcrumb=scrub,
        )
        try:
            with sentry.start_transaction(name="greet"):
                sender = Sender.from_secret(CORPID, SECRET, base_url=wecom.base_url)
                token = sender.access_token()
                code = CODE
                wecom.faults.add(Fault.raw(f"access_token={token} code={CODE}"))
                msg = {"msgtype": "event", "event": {"welcome_code": CODE}}
                try:
                    sender.on_event(menu, code=code)
                except SendError:
                    sentry.capture_exception()
                assert msg
        finally:
            sentry.init()
    whole = b"".join(sent).decode()
    assert '"type":"transaction"' in whole
    assert "send_msg_on_event" in whole
    scan(whole, token)
    sender.close()


def test_opentelemetry_sees_nothing(wecom: FakeWeCom) -> None:
    """`scrub` is a `url_filter`: neither kfmenu's calls nor a bot's own leave a token in a span."""
    pytest.importorskip("opentelemetry.sdk")
    import requests  # noqa: PLC0415
    from opentelemetry.instrumentation.urllib3 import URLLib3Instrumentor  # noqa: PLC0415
    from opentelemetry.sdk.trace import TracerProvider  # noqa: PLC0415
    from opentelemetry.sdk.trace.export import SimpleSpanProcessor  # noqa: PLC0415
    from opentelemetry.sdk.trace.export.in_memory_span_exporter import (  # noqa: PLC0415
        InMemorySpanExporter,
    )

    spans = InMemorySpanExporter()
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(spans))
    URLLib3Instrumentor().instrument(tracer_provider=provider, url_filter=scrub)
    try:
        sender = Sender.from_secret(CORPID, SECRET, base_url=wecom.base_url)
        token = sender.access_token()
        url = f"{wecom.base_url}/cgi-bin/kf/sync_msg?access_token={token}"
        requests.post(url, timeout=5)
        sender.on_event(Menu("hi").click("a"), code=CODE)
    finally:
        URLLib3Instrumentor().uninstrument()
    found = " ".join(span.to_json() for span in spans.get_finished_spans())
    assert found.count("access_token=***") >= 2
    assert found.count("corpsecret=***") >= 1
    scan(found, token)
    sender.close()


def test_scrub_goes_deep_and_changes_nothing() -> None:
    """Names of secrets mask what they hold, in whatever is made of mappings and lists."""
    event = {
        "vars": {"code": "'CODE-1'", "welcome_code": "x", "my_token": "y", "errcode": "40014"},
        "crumbs": [{"url": "https://x/?access_token=abc"}, ("corpsecret=abc", 5, None)],
        "body": b'{"code": "abc"}',
        "corpsecret": b"abc",
        "n": 5,
    }
    before = repr(event)
    assert scrub(event, {"exc_info": ()}) == {
        "vars": {"code": "***", "welcome_code": "***", "my_token": "***", "errcode": "40014"},
        "crumbs": [{"url": "https://x/?access_token=***"}, ("corpsecret=***", 5, None)],
        "body": b'{"code": "***"}',
        "corpsecret": "***",
        "n": 5,
    }
    assert repr(event) == before


def test_an_answer_that_echoes_the_url_is_scrubbed(
    shell: Shell, wecom: FakeWeCom, menu: Menu, logs: Any
) -> None:
    """A server that repeats what it got puts no secret into an error."""
    token = str(wecom.gettoken(CORPID, SECRET).fields["access_token"])
    for body in (f"<h1>{token} {CODE}</h1>", f'{{"errcode": 5, "errmsg": "{token} {CODE}"}}'):
        wecom.faults.add(Fault.raw(body))
        sender = shell(token, base_url=wecom.base_url)
        with pytest.raises(SendError) as raised:
            sender.on_event(menu, code=CODE)
        shown = reachable(raised.value) + logs()
        assert token not in shown
        assert CODE not in shown
        assert "***" in str(raised.value)


def test_senders_are_not_pickled(shell: Shell) -> None:
    """A sender holds secrets and connections, and belongs to its process."""
    sender = shell("TOKEN-1")
    with pytest.raises(TypeError, match="in each process"):
        pickle.dumps(getattr(sender, "sender", sender))


def test_exactly_one_logger_is_filtered() -> None:
    """The filter sits on the logger that prints URLs, once, and nowhere else."""
    install()
    install()
    for name, other in logging.root.manager.loggerDict.items():
        found = [one for one in getattr(other, "filters", ()) if isinstance(one, Redaction)]
        assert len(found) == (name == "urllib3.connectionpool"), name


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
        ("status_code=200", "status_code=200"),
        ("code: expired", "code: expired"),
        ("{'welcome_code': 'abc'}", "{'welcome_code': '***'}"),
        ('"{\\"msg_code\\": \\"abc\\"}"', '"{\\"msg_code\\": \\"***\\"}"'),
    ],
)
def test_parameters_named_as_secrets_are_masked(text: str, clean: str) -> None:
    """What is named as a secret is masked even when nobody knows it; an errcode is not one."""
    assert mask(text) == scrub(text) == clean


def test_a_secret_is_found_in_every_writing() -> None:
    """A secret is masked plain, percent-encoded and escaped; a tiny one is left alone."""
    secret = Secret("a+b/字")
    for written in ("a+b/字", "a%2Bb/%E5%AD%97", "a%2Bb%2F%E5%AD%97", "a+b/\\u5b57"):
        assert mask(f"[{written}]", (secret,)) == "[***]"
    assert mask("abc", (Secret("a"),)) == "abc"


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
    with pytest.raises(TypeError):
        Secret.of(5).settled("code")
    assert redaction.MASK == "***"
