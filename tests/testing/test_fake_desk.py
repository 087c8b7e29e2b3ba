"""WeCom's memory: tokens, codes that work once, windows, msgids and quotas."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest
from fake_caller import call, gettoken, menu, on_event, send_msg, text, token

from kfmenu.testing import Endpoint, FakeWeCom

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def fake() -> Iterator[FakeWeCom]:
    """Give a server whose clock only moves when it is told to."""
    with FakeWeCom(clock=lambda: 1_000_000.0) as running:
        yield running


def test_gives_a_token_as_long_as_any(fake: FakeWeCom) -> None:
    """A token has the 512 bytes that the longest may have, and lives 7200 s."""
    answer = gettoken(fake).json()
    assert answer.keys() == {"errcode", "errmsg", "access_token", "expires_in"}
    assert (len(answer["access_token"]), answer["expires_in"]) == (512, 7200)


def test_gives_the_same_token_while_it_lives(fake: FakeWeCom) -> None:
    """Asking again gives the same token and what is left of its life; later, a new one."""
    first = gettoken(fake).json()
    fake.advance(7199)
    again = gettoken(fake).json()
    assert (again["access_token"], again["expires_in"]) == (first["access_token"], 1)
    fake.advance(1)
    assert gettoken(fake).json()["access_token"] != first["access_token"]


def test_refuses_a_wrong_secret(fake: FakeWeCom) -> None:
    """A wrong secret is 40001, an unknown corporation 40013, none 41002, no secret 41004."""
    assert gettoken(fake, corpsecret="wrong").errcode == 40001
    assert gettoken(fake, corpid="ww9").errcode == 40013
    assert call(fake, "GET", Endpoint.GETTOKEN).errcode == 41002
    assert call(fake, "GET", f"{Endpoint.GETTOKEN}?corpid={fake.corpid}").errcode == 41004
    assert fake.ledger.tokens == {
        (fake.corpid, "wrong"): 1,
        ("ww9", fake.secret): 1,
        ("", ""): 1,
        (fake.corpid, ""): 1,
    }


def test_knows_several_corporations(fake: FakeWeCom) -> None:
    """Each corporation has a token of its own."""
    fake.add_secret("ww9", "another")
    tokens = {gettoken(fake).json()["access_token"]}
    tokens.add(gettoken(fake, "ww9", "another").json()["access_token"])
    assert len(tokens) == 2


def test_checks_the_token(fake: FakeWeCom) -> None:
    """No token is 41001, an unknown one 40014, one past its life or revoked 42001."""
    post = "POST", Endpoint.SEND_MSG_ON_EVENT
    assert call(fake, *post, text()).errcode == 41001
    old = token(fake)
    path = f"{post[1]}?access_token="
    assert call(fake, "POST", f"{path}nonsense", text()).errcode == 40014
    fake.expire_tokens()
    assert call(fake, "POST", path + old, text()).errcode == 42001
    new = token(fake)
    assert new != old
    fake.advance(7200)
    assert call(fake, "POST", path + new, text()).errcode == 42001


def test_lets_a_code_work_once(fake: FakeWeCom) -> None:
    """The second message for a code is refused and not seen."""
    code = fake.issue_code("WELCOME")
    assert on_event(fake, text("一"), code=code).errcode == 0
    assert on_event(fake, text("二"), code=code).errcode == 40058
    assert fake.ledger.seen("WELCOME") == ("一",)


def test_lets_only_one_of_many_win(fake: FakeWeCom) -> None:
    """Of many posts at once for one code, exactly one is delivered."""
    code = fake.issue_code()
    with ThreadPoolExecutor(8) as pool:
        errcodes = list(pool.map(lambda _: on_event(fake, code=code).errcode, range(16)))
    assert sorted(errcodes) == [0, *[40058] * 15]
    assert len(fake.ledger.seen(code)) == 1


def test_shows_duplicates_when_codes_are_not_spent() -> None:
    """Without `single_use` a code's second message is seen."""
    with FakeWeCom(single_use=False) as fake:
        code = fake.issue_code()
        for content in ("一", "二"):
            on_event(fake, text(content), code=code)
        assert fake.ledger.seen(code) == ("一", "二")


def test_looks_its_clock_up_late(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever replaces `time.time` after the fake was made moves the fake's clock."""
    fake = FakeWeCom()
    monkeypatch.setattr(time, "time", lambda: 5.0)
    assert fake.now() == 5.0


def test_burns_codes_when_told_to() -> None:
    """With `burns` a refused message uses its code up."""
    with FakeWeCom(burns=True) as fake:
        code = fake.issue_code()
        assert on_event(fake, text(""), code=code).errcode == 44004
        assert on_event(fake, code=code).errcode == 40058
        assert "already used" in fake.ledger.posts[1].errmsg


def test_closes_the_window(fake: FakeWeCom) -> None:
    """A code works up to its last second, and not after."""
    first, second = fake.issue_code(), fake.issue_code()
    fake.advance(20)
    assert on_event(fake, code=first).errcode == 0
    fake.advance(0.001)
    assert on_event(fake, code=second).errcode == 40058
    assert fake.ledger.seen(second) == ()


def test_keeps_a_code_that_was_refused(fake: FakeWeCom) -> None:
    """A refused message uses up nothing: the code still works."""
    code = fake.issue_code()
    assert on_event(fake, text(""), code=code).errcode == 44004
    assert on_event(fake, code=code).errcode == 0


def test_keeps_pool_codes_to_text(fake: FakeWeCom) -> None:
    """A code of the waiting pool lives 48 hours and refuses menus with 40008."""
    code = fake.issue_code(window=48 * 3600, allows=("text",))
    fake.advance(47 * 3600)
    assert on_event(fake, menu(), code=code).errcode == 40008
    assert on_event(fake, code=code).errcode == 0


def test_refuses_codes_it_did_not_issue(fake: FakeWeCom) -> None:
    """An unknown, missing or unreadable code is refused."""
    for code in ("unknown", 7, "\ud800"):
        body = {**text(), "code": code}
        assert on_event(fake, str(body).replace("'", '"').encode(errors="replace")).errcode == 40058
    assert "unknown" in (fake.ledger.posts[0].errmsg)
    assert fake.ledger.delivered == ()


def test_takes_any_code_when_told_to() -> None:
    """Without `strict_codes` a code need not be issued, and still works once."""
    with FakeWeCom(strict_codes=False) as fake:
        assert [on_event(fake, code="any").errcode for _ in range(2)] == [0, 40058]


def test_issues_a_code_once(fake: FakeWeCom) -> None:
    """Issuing a code twice, for a msgtype unknown, or as a number is an error of the test."""
    fake.issue_code("c")
    with pytest.raises(ValueError, match="issued before"):
        fake.issue_code("c")
    with pytest.raises(ValueError, match="'image' is not in"):
        fake.issue_code(allows=("text", "image"))
    with pytest.raises(TypeError, match="not a string"):
        fake.issue_code(7)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="not finite"):
        fake.advance(float("nan"))


def test_echoes_the_msgid_or_makes_one(fake: FakeWeCom) -> None:
    """A msgid that was given comes back; without one, WeCom's own does."""
    assert on_event(fake, msgid="MSG_ID-1").json()["msgid"] == "MSG_ID-1"
    made = on_event(fake, msgid="").json()["msgid"]
    assert 0 < len(made) <= 32
    assert [post.msgid for post in fake.ledger.posts] == ["MSG_ID-1", made]


def test_delivers_a_msgid_once_per_account(fake: FakeWeCom) -> None:
    """`send_msg` refuses a msgid that the account has used; another account may use it."""
    assert send_msg(fake, msgid="m").errcode == 0
    assert send_msg(fake, msgid="m", touser="wm2").errcode == 40058
    assert send_msg(fake, msgid="m", open_kfid="wk2").errcode == 0
    assert (len(fake.ledger.seen("wm1")), fake.ledger.seen("wm2")) == (2, ())


def test_needs_a_customer_and_an_account(fake: FakeWeCom) -> None:
    """`send_msg` without touser is 40058, without open_kfid 95000."""
    assert send_msg(fake, touser=None).errcode == 40058
    assert send_msg(fake, open_kfid=None).errcode == 95000


def test_keeps_the_quota() -> None:
    """With a quota of 5, the sixth message is 95001; 48 hours later 95002; a word opens anew."""
    with FakeWeCom(quota=5, clock=lambda: 0.0) as fake:
        who = {"external_userid": "wm1", "open_kfid": "wk1"}
        fake.says("您好", **who)
        assert [send_msg(fake).errcode for _ in range(6)] == [0, 0, 0, 0, 0, 95001]
        assert send_msg(fake, touser="wm2").errcode == 0
        fake.advance(48 * 3600 + 1)
        assert send_msg(fake).errcode == 95002
        fake.says("您好", **who)
        assert send_msg(fake).errcode == 0
