"""What a message comes to on a phone: lines of runs, where taps lead, how much of each limit."""

from collections.abc import Mapping

from attrs import frozen

from kfmenu.preview.filling import Filled, Value
from kfmenu.problems import Problem


@frozen
class Tap:
    """What a tap on a link does.

    Args:
        kind: the item's type: `click`, `view` or `miniprogram`.
        target: the id, the url, or appid and pagepath; empty where there is none.
        leads: the message that answers, where the id of a click is its name.
    """

    kind: str
    target: str
    leads: str | None = None


@frozen
class Run:
    """Some text of one line that comes from one field.

    Args:
        text: without line feeds.
        field: JSON pointer of the field.
        tap: what a tap does, where it is a link.
        filled: which of its code points (from, to) are the value of which param.
    """

    text: str
    field: str
    tap: Tap | None = None
    filled: Filled = ()


@frozen
class Line:
    """One line of the bubble; a phone may break it further.

    Args:
        runs: from left to right; one is empty where the text of its field has an empty line.
    """

    runs: tuple[Run, ...] = ()

    @property
    def text(self) -> str:
        """All of its text."""
        return "".join([run.text for run in self.runs])


@frozen
class Meter:
    """How much of a limit a field takes.

    Args:
        field: JSON pointer of the field.
        used: what it takes as it is drawn, in `unit`.
        limit: the most that it may take.
        unit: `byte` of UTF-8, `item`, or `action` (an item that can be tapped).
        longest: what it takes at the most, whatever its params hold; None without params.
        name: the field as the API's page calls it, e.g. `click.content`.
    """

    field: str
    used: int
    limit: int
    unit: str
    longest: int | None
    name: str

    @property
    def most(self) -> int:
        """What it takes at the most."""
        return max(self.used, self.longest or 0)

    @property
    def is_over(self) -> bool:
        """Whether it takes more than it may."""
        return self.most > self.limit

    @property
    def is_tight(self) -> bool:
        """Whether it takes four fifths of its bytes or more, or leaves no room for an item."""
        return self.most * 5 >= self.limit * (4 if self.unit == "byte" else 5)


@frozen
class Bubble:
    """One message as its customer sees it.

    Args:
        name: what the message is called.
        lines: what the bubble shows, from top to bottom.
        meters: each field that has a limit, in the order of the message.
        problems: what is wrong with it.
        params: what is shown for each param, in the order of their first use.
        path: the file that it stands in.
        line: where it begins there, 1-based.
    """

    name: str
    lines: tuple[Line, ...]
    meters: tuple[Meter, ...]
    problems: tuple[Problem, ...] = ()
    params: tuple[Value, ...] = ()
    path: str | None = None
    line: int | None = None

    @property
    def text(self) -> str:
        """What the bubble says."""
        return "\n".join([line.text for line in self.lines])

    @property
    def taps(self) -> Mapping[str, Tap]:
        """What can be tapped, in order: the field of its label → what a tap does."""
        return {run.field: run.tap for line in self.lines for run in line.runs if run.tap}
