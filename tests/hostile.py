"""Hostile inputs: 200,000 damaged files, none of which may end in a traceback or take a second.

`python tests/hostile.py [COUNT] [SEED]`; a find is printed with what makes it again. It is a script
and no test: it takes minutes, and CI's property tests look at the same laws with fewer examples.
"""

import json
import signal
import sys
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from random import Random
from types import FrameType
from typing import Any

from golden import FIXTURES, RULES

from kfmenu.language.source import read_source
from kfmenu.message.wire import from_wire
from kfmenu.params.phrase import Phrase
from kfmenu.problems import has_errors
from kfmenu.project.inputs import Input, names_json
from kfmenu.project.project import read_project
from kfmenu.reports import as_github, as_gitlab, as_json, as_junit, concise, full
from kfmenu.reports.findings import Findings

COUNT = 200_000
SLOW = 1.0
"""Seconds of the process's own time, so that a busy machine is no find."""

FOUND_ENOUGH = 20

Case = tuple[str, bytes]
"""The name of a file, by which it is JSON or not, and its content."""

SIGNS = [
    *("\r\n", "\r", "\n", "\u2028", "\u2029", "\x85", "\ufeff", "\0", "\t", "\x1b", "\u202e"),
    *(
        "<<<<<<< HEAD\n",
        "=======\n",
        ">>>>>>> theirs\n",
        "||||||| base\n",
        "\\",
        "\\u{",
        "\\u{d800}",
    ),
    *(
        "\\ud83d",
        "\\ude00",
        "\\u0000",
        "{",
        "}",
        "[",
        "]",
        '"',
        "“",
        "：",
        "｜",
        "，",
        "->",
        " -> ",
        "→",
    ),
    *(
        "{name}",
        "{a:raw}",
        "| ",
        "#",
        "menu ",
        "菜单 ",
        "回复:",
        "click:",
        "head:",
        "tail:",
        "use: ",
    ),
    *(
        "null",
        "NaN",
        "-Infinity",
        "1e999",
        "9" * 5000,
        "true",
        "\u3000",
        "\u00a0",
        "&amp;",
        "满" * 500,
    ),
    *(
        '"type"',
        '"list"',
        '"msgtype":',
        '"version":1,',
        '"messages":{',
        "@ask",
        "😀",
        "\udc80",
        "a" * 2100,
    ),
]
BYTES = [
    b"\xff\xfe",
    b"\xfe\xff",
    b"\xef\xbb\xbf",
    b"\x80",
    b"\xc2\xfa",
    b"\xed\xa0\x80",
    b"\0",
    b"\r",
]


def seeds() -> list[Case]:
    """Give what is damaged: all fixtures, and the catalogue's examples but for the huge one."""
    found = [(path.name, path.read_bytes()) for path in FIXTURES]
    for rule in RULES.values():
        for example in (rule.bad, rule.good):
            content = example if isinstance(example, bytes) else example.encode(errors="replace")
            if rule.kind in {"kfm", "json"} and len(content) < 100_000:
                found.append((f"example.{rule.kind}", content))
    return found


# ---- damage -------------------------------------------------------------------------------


def _sign(random: Random, content: bytes) -> bytes:
    at = random.randint(0, len(content))
    sign = random.choice(SIGNS).encode(errors="surrogatepass")
    return content[:at] + sign + content[at + random.choice((0, 0, 1, 3)) :]


def _byte(random: Random, content: bytes) -> bytes:
    at = random.randint(0, len(content))
    return content[:at] + random.choice(BYTES) + content[at + random.choice((0, 1, 2)) :]


def _cut(random: Random, content: bytes) -> bytes:
    start, end = sorted(random.randint(0, len(content)) for _ in range(2))
    return random.choice((content[:end], content[start:], content[:start] + content[end:]))


def _twice(random: Random, content: bytes) -> bytes:
    start, end = sorted(random.randint(0, len(content)) for _ in range(2))
    at = random.randint(0, len(content))
    return content[:at] + content[start:end] + content[at:]


def _half_lines(random: Random, content: bytes) -> bytes:
    lines = content.split(b"\n")
    for at in random.choices(range(len(lines)), k=random.randint(1, 4)):
        lines[at] = lines[at][: random.randint(0, len(lines[at]))]
    return b"\n".join(lines)


def _shuffled(random: Random, content: bytes) -> bytes:
    lines = content.split(b"\n")
    random.shuffle(lines)
    return b"\n".join(lines)


def _ends(random: Random, content: bytes) -> bytes:
    return content.replace(
        b"\n", random.choice((b"\r\n", b"\r", b"\n\r", b"\xe2\x80\xa8", b"\n\n"))
    )


def _conflict(random: Random, content: bytes) -> bytes:
    lines = content.split(b"\n")
    for marker in (b"<<<<<<< ours", b"||||||| base", b"=======", b">>>>>>> theirs\r"):
        if random.random() < 0.8:
            lines.insert(random.randint(0, len(lines)), marker)
    return b"\n".join(lines)


def _encoded(random: Random, content: bytes) -> bytes:
    text = content.decode(errors="replace")
    return text.encode(random.choice(("utf-16", "utf-16-le", "gb18030", "utf-8-sig")), "replace")


def _value(random: Random, content: bytes) -> bytes:
    """Put one part of a JSON text in the place of another, or junk there."""
    try:
        value = json.loads(content)
        parts = list(_parts(value))
        (holder, key), (other, name) = random.choice(parts), random.choice(parts)
        holder[key] = random.choice((other[name], *JUNK))
        text = json.dumps(
            value, ensure_ascii=random.random() < 0.5, indent=random.choice((None, 1))
        )
    except (ValueError, IndexError, RecursionError):  # no JSON, no parts, or now a circle
        return _sign(random, content)
    return text.replace(DEEP, "[" * random.choice((3, 900, 9000))).encode(errors="surrogatepass")


def _parts(value: Any) -> Iterator[tuple[Any, Any]]:
    """Give every place of a value, as its holder and the key there."""
    holders = [value]
    for holder in holders:
        if isinstance(holder, dict | list):
            keys = holder if isinstance(holder, dict) else range(len(holder))
            yield from ((holder, key) for key in keys)
            holders += [holder[key] for key in keys]


DEEP = '"(deep)"'
JUNK: tuple[Any, ...] = (
    None,
    True,
    [],
    {},
    "",
    "  ",
    1.5,
    -1,
    "满" * 999,
    "\udcff",
    "\0",
    10**4000,
    "(deep)",
)
DAMAGES: tuple[Callable[[Random, bytes], bytes], ...] = (
    _sign, _sign, _byte, _cut, _twice, _half_lines, _shuffled, _ends, _conflict, _encoded,
    _value, _value,
)  # fmt: skip


def damaged(random: Random, cases: Sequence[Case]) -> Case:
    """Give one file with one to four damages, or two files run into one."""
    name, content = random.choice(cases)
    if random.random() < 0.05:
        content += random.choice(cases)[1]
    for damage in random.choices(DAMAGES, k=random.choice((1, 1, 1, 2, 2, 3, 4))):
        content = damage(random, content)
    return name, content[:200_000]


# ---- looking ------------------------------------------------------------------------------


def look(name: str, content: bytes) -> None:
    """Do all that a check and a build do with a file; what raises is a find."""
    one = Input(name, content, names_json(name))
    with at_most(SLOW):
        project = read_project([one])
    for lang in ("zh", "en"):
        report = Findings(project.problems, 1, {name: content}, lang)
        for module in (full, concise, as_json, as_github, as_gitlab, as_junit):
            with at_most(SLOW):
                "\n".join(module.write(report)).encode(errors="backslashreplace")
    for problem in project.problems:
        assert problem.span is None or problem.span[:2] <= problem.span[2:], problem
    if not one.is_json:
        source = read_source(name, content)
        utf16 = any(
            found.code == "KF101" and "UTF-16" in str(found.holes) for found in source.problems
        )
        assert utf16 or source.text.encode(errors="surrogateescape") == content, "a line was lost"
    if not has_errors(project.problems):
        for draft in project.drafts:
            wire = draft.message()
            if any(isinstance(holder[key], Phrase) for holder, key in _parts(wire)):
                continue  # a template: without values there is no message
            message = from_wire(wire)
            assert not has_errors(message.problems()), "what was built has errors"
            message.to_json()


@contextmanager
def at_most(seconds: float) -> Iterator[None]:
    """Raise TimeoutError in work that takes longer of the process's own time."""

    def stop(_: int, __: FrameType | None) -> None:
        raise TimeoutError(f"more than {seconds} s")

    signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)


def main(count: int = COUNT, seed: int | None = None) -> int:
    """Look at `count` inputs and give the exit code: 1 where something was found."""
    seed = time.time_ns() % 2**32 if seed is None else seed
    random, cases, finds = Random(seed), seeds(), 0  # noqa: S311 - no secret
    print(f"{count:,} inputs, seed {seed}", flush=True)
    started = said = time.monotonic()
    slowest = 0.0
    for done in range(1, count + 1):
        name, content = damaged(random, cases)
        before = time.process_time()
        try:
            look(name, content)
        except Exception:  # noqa: BLE001 - whatever it is, it is a find
            finds += 1
            print(f"\n== input {done} of seed {seed}: {name} {content[:2000]!r}")
            traceback.print_exc(limit=-4, file=sys.stdout)
            if finds == FOUND_ENOUGH:
                break
        slowest = max(slowest, time.process_time() - before)  # all reports in both languages
        if time.monotonic() - said > 2 or done == count:
            said = time.monotonic()
            took = said - started
            print(
                f"\r{done:,} looked at, {finds} finds, slowest {slowest:.2f} s, {took:.0f} s",
                end="",
            )
    print(flush=True)
    return 1 if finds else 0


if __name__ == "__main__":
    sys.exit(main(*(int(one) for one in sys.argv[1:])))
