"""The verdict: what customers saw, held against what the workers said."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from attrs import Factory, define, field, frozen
from plan import CALM, WEATHER, Plan, Planned

from kfmenu.sending.tokens import LOCK_SECONDS
from kfmenu.testing import Errcode, Post

NO_FATAL = 0.99
OVERALL = 0.95

SPARED = (
    "a fatal fault",
    "its worker was killed",
    "Redis was away",
    "its token expired twice",
    "its token was being fetched by a killed worker",
)
"""Why a message may be lost without a promise being broken."""


@frozen
class Line:
    """One line of the journal.

    Args:
        what: `begin` or `told`.
        number: the event.
        pid: the process.
        at: when, in seconds since the epoch.
        told: what the caller was told.
    """

    what: str
    number: int
    pid: int
    at: float
    told: str


def read_journal(path: Path) -> list[Line]:
    """Read what the workers wrote."""
    return [Line(*json.loads(line)) for line in path.read_text("utf-8").splitlines()]


@define
class Story:
    """What is known of one event.

    Args:
        event: the event.
        born_at: when it happened.
        posts: what arrived at the fake.
        begun: when deliveries began.
        told: what workers were told, and when.
    """

    event: Planned
    born_at: float
    posts: Sequence[Post]
    begun: list[float] = Factory(list)
    told: list[tuple[float, str]] = Factory(list)

    @property
    def shown(self) -> int:
        """How many of its posts a customer would have seen.

        The fake refuses a msgid that it has seen even where codes may be used again: such a post
        is a duplicate too, whatever it was answered.
        """
        return sum(post.delivered or "already used" in post.errmsg for post in self.posts)

    @property
    def killed(self) -> bool:
        """Whether a worker died with it in hand."""
        return len(self.begun) > len(self.told)

    def count(self, said: str) -> int:
        return sum(told.startswith(said) for _, told in self.told)

    def outlived(self, moments: Iterable[float]) -> int:
        """Count the moments between its first and its last sign of life."""
        signs = [*self.begun, *(at for at, _ in self.told)]
        signs += [post.received_at for post in self.posts]
        return sum(min(signs) <= at <= max(signs) for at in moments)


@define
class Verdict:
    """What came of a storm.

    Args:
        broken: the promises that did not hold, each with its event; empty when all is well.
        numbers: the measures for the table, by name.
        by_weather: for each fault its events, how many arrived, and what workers were told.
    """

    broken: list[str] = field(factory=list)
    numbers: dict[str, str] = field(factory=dict)
    by_weather: dict[str, tuple[int, int, Counter[str]]] = field(factory=dict)


def stories(
    plan: Plan, born_at: Mapping[int, float], journal: Iterable[Line], posts: Iterable[Post]
) -> list[Story]:
    """Put together what belongs together."""
    by_key: defaultdict[str | None, list[Post]] = defaultdict(list)
    for post in posts:
        by_key[post.code or post.touser].append(post)
    found = [Story(event, born_at[event.number], by_key[event.key]) for event in plan.events]
    for line in journal:
        if line.what == "begin":
            found[line.number].begun.append(line.at)
        else:
            found[line.number].told.append((line.at, line.told))
    return found


def judge(
    plan: Plan,
    told: Sequence[Story],
    *,
    tokens: int,
    kills: Sequence[float],
    restarts: Sequence[float],
    persistent: bool,
) -> Verdict:
    """Hold the ledger against what the workers said.

    Args:
        plan: what was to happen.
        told: what is known of each event.
        tokens: how often `gettoken` was asked.
        kills: when processes were killed.
        restarts: when Redis was.
        persistent: whether Redis kept its memory; without, an event that is delivered again
            after a restart may be sent again, within its window, and nothing more is lost.
    """
    verdict = Verdict()
    forgotten = 0
    for story in told:
        restarted = 0 if persistent else story.outlived(restarts)
        forgotten += story.shown > 1 and story.shown <= 1 + restarted
        verdict.broken += _broken(story, plan.window, restarted)
    most = plan.expiries + len(kills) + len(restarts) + 1
    if tokens > most:
        verdict.broken.append(f"gettoken was asked {tokens} times, {most} are allowed")
    _measure(verdict, plan, told, kills)
    _tabulate(verdict, told)
    verdict.numbers |= {
        "killed -9 (processes of two workers)": str(len(kills)),
        "Redis killed -9 and started again": str(len(restarts)),
        "every token revoked": str(plan.count("expire")),
        "shown again after Redis forgot its claim": str(forgotten),
        "`gettoken`: asked / allowed": f"{tokens} / {most}",
        "promises broken": str(len(verdict.broken)),
    }
    return verdict


def _broken(story: Story, window: float, restarted: int) -> list[str]:
    """Say which promises were broken for one event.

    Args:
        story: what is known of it.
        window: seconds that it had.
        restarted: how often all claims were forgotten while it was under way.
    """
    event, shown = story.event, story.shown
    complaints = []
    if shown > 1 + restarted:
        complaints.append(f"shown {shown} times")
    late = [post for post in story.posts if post.received_at > story.born_at + window]
    complaints += [f"posted {post.received_at - story.born_at:.3f} s after birth" for post in late]
    sent = story.count("sent")
    if sent and (shown < sent or shown > 1 + restarted or sent > 1 + restarted):
        complaints.append(f"said sent {sent} times, shown {shown} times")
    if story.count("refused") and shown and not restarted:
        complaints.append("said refused, and shown")
    unsure = story.killed or story.count("sent") or story.count("unknown")
    if shown and not unsure:
        complaints.append("shown, and nobody said that it might be")
    if event.silent and (story.posts or story.count("nothing") != len(story.told)):
        complaints.append("has no code and wants nothing, and yet something happened")
    said = Counter(told for _, told in story.told)
    return [f"event {event.number} ({event.weather}): {what}; {said}" for what in complaints]


def _spared(story: Story, kills: Sequence[float]) -> str:
    """Say why a message may be lost without a promise being broken; empty when it may not."""
    if story.event.weather != CALM and WEATHER[story.event.weather].fatal:
        return SPARED[0]
    if story.killed:
        return SPARED[1]
    if story.count("not sent: claim") and not story.shown:
        return SPARED[2]
    # One new token for each message is what the retry table allows.
    expired = [post.fault for post in story.posts if post.errcode == Errcode.EXPIRED_TOKEN]
    if len(expired) > 1 and any(expired):
        return SPARED[3]
    # The right to refresh of a killed worker ends after eight seconds: longer than these windows.
    waited = [at for at, said in story.told if said in {"closed", "not sent: token"}]
    held_up = any(0 < at - killed < LOCK_SECONDS + 1 for at in waited for killed in kills)
    if held_up and not story.shown:
        return SPARED[4]
    return ""


def _measure(verdict: Verdict, plan: Plan, told: Sequence[Story], kills: Sequence[float]) -> None:
    wanted = [story for story in told if not story.event.silent]
    reasons = {story.event.number: _spared(story, kills) for story in wanted}
    safe = [story for story in wanted if not reasons[story.event.number]]
    lost = [story for story in safe if not story.shown]
    arrived = 1 - len(lost) / max(1, len(safe))
    overall = sum(story.shown > 0 for story in wanted) / max(1, len(wanted))
    for name, found, least in (
        ("without a fatal fault", arrived, NO_FATAL),
        ("overall", overall, OVERALL),
    ):
        if found < least:
            verdict.broken.append(f"{found:.2%} arrived {name}")
    said: Counter[str] = Counter(said for story in told for _, said in story.told)
    spared = Counter(filter(None, reasons.values()))
    # What was under way when the window closed, and when its caller knew.
    returned = [
        at - story.born_at - plan.window
        for story in told
        for at, told_ in story.told
        if told_.startswith("unknown")
    ]
    closest = max(
        (post.received_at - story.born_at - plan.window for story in told for post in story.posts),
        default=0.0,
    )
    verdict.numbers |= {
        "events": str(len(told)),
        "of them without a code": str(sum(not story.event.code for story in told)),
        "greeted by nothing for want of a code": str(len(told) - len(wanted)),
        "deliveries begun": str(sum(len(story.begun) for story in told)),
        "told *sent*": str(said["sent"]),
        "told *used already*": str(said["used"]),
        "told *window closed*": str(said["closed"]),
        "told *not sent* (no claim, no token, no connection)": " + ".join(
            str(said[f"not sent: {why}"]) for why in ("claim", "token", "connection")
        ),
        "told *refused*": str(sum(n for key, n in said.items() if key.startswith("refused"))),
        "told *unknown* (lost, unreadable)": " + ".join(
            str(said[f"unknown: {why}"]) for why in ("lost", "unreadable")
        ),
        "cut off by a kill": str(sum(len(story.begun) - len(story.told) for story in told)),
        "accepted posts for one event, at most": str(max(story.shown for story in told)),
        "posts after their window": str(
            sum(
                post.received_at > story.born_at + plan.window
                for story in told
                for post in story.posts
            )
        ),
        "last post, seconds after the end of its window": f"{closest:+.3f}",
        "said sent, and not shown": str(sum(s.count("sent") > s.shown for s in told)),
        "said refused, and shown": str(sum(s.count("refused") > 0 < s.shown for s in told)),
        "arrived without a fatal fault": f"{arrived:.2%} of {len(safe)}",
        "arrived overall": f"{overall:.2%} of {len(wanted)}",
        **{f"not counted there: {why}": str(spared[why]) for why in SPARED},
        "worst *unknown*, seconds after the end of its window": f"{max(returned, default=0):+.3f}",
    }


def _tabulate(verdict: Verdict, told: Sequence[Story]) -> None:
    for weather in [*WEATHER, CALM]:
        found = [s for s in told if s.event.weather == weather and not s.event.silent]
        said: Counter[str] = Counter()
        for story in found:
            # What was said of the message, not of its repetitions.
            said.update({what for _, what in story.told} - {"used"})
        verdict.by_weather[weather] = (len(found), sum(s.shown > 0 for s in found), said)
