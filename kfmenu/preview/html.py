"""The picture as HTML: a page in one file, without scripts and requests, or a notebook's cell."""

from collections.abc import Iterator, Mapping, Sequence
from html import escape

from kfmenu.preview.bubble import Bubble, Meter, Run, Tap
from kfmenu.preview.ink import (
    WORDS,
    address,
    amount,
    drawable,
    kind_word,
    numbered,
    origin,
    place,
    subject,
    verdict,
)
from kfmenu.preview.style import HASH, STYLE
from kfmenu.problems import Lang, Problem, has_errors

_NONE: Mapping[int, Bubble] = {}

_CSP = f"default-src 'none'; style-src 'sha256-{HASH}'; base-uri 'none'; form-action 'none'"


def page(
    bubbles: Sequence[Bubble],
    lang: Lang,
    problems: Sequence[Problem] = (),
    longest: Mapping[int, Bubble] = _NONE,
) -> str:
    """Give a whole page: each message in its bubble, with its targets, meters and problems.

    Args:
        bubbles: the messages, in order.
        lang: the language of what is not the messages' own.
        problems: those that belong to no message.
        longest: the same message with its longest values, for some of them by index.
    """
    return "\n".join([*_page(bubbles, lang, problems, longest), ""])


def cell(bubble: Bubble, lang: Lang) -> str:
    """Give one bubble for a notebook, which may keep style attributes or strip them.

    Args:
        bubble: the message.
        lang: the language of what is not the message's own.
    """
    name = escape(drawable(bubble.name))
    stream = _stream(bubble, {}, feed="<br>", link=f' style="{_LINK}"')
    parts = [
        f'<div data-message="{name}" style="{_BUBBLE}">{stream}</div>',
        *_taps(bubble, {}, lang),
    ]
    parts += [*_params(bubble, lang), *_meters(bubble, lang)]
    parts += _problems(bubble.problems, lang)
    return "\n".join([*parts, f"<small>{WORDS[lang]['likeness']}</small>"])


def _page(
    bubbles: Sequence[Bubble],
    lang: Lang,
    problems: Sequence[Problem],
    longest: Mapping[int, Bubble],
) -> Iterator[str]:
    words = WORDS[lang]
    anchors = [f"m{number}" for number, _ in enumerate(bubbles, 1)]
    places = list(zip(anchors, bubbles, strict=True))
    leads = {one.name: f"#{anchor}" for anchor, one in reversed(places)}
    yield "<!doctype html>"
    yield f'<html lang="{"zh-CN" if lang == "zh" else "en"}">'
    yield "<head>"
    yield '<meta charset="utf-8">'
    yield f'<meta http-equiv="Content-Security-Policy" content="{_CSP}">'
    yield '<meta name="viewport" content="width=device-width">'
    yield '<meta name="referrer" content="no-referrer">'
    yield f"<title>{words['title']}</title>"
    yield f"<style>{STYLE}</style>"
    yield "</head>"
    yield "<body>"
    yield f"<header><h1>{words['title']}</h1>"
    yield f'<p class="soft">{words["likeness"]} · {words["sizes"]}</p>'
    if len(bubbles) > 1:
        yield f'<nav aria-label="{words["title"]}"><ol>'
        for anchor, one in places:
            yield f'<li><a href="#{anchor}">{_text(one.name)}</a> {_verdict(one, lang)}</li>'
        yield "</ol></nav>"
    yield "</header>"
    yield "<main>"
    yield from _problems(problems, lang)
    if not bubbles:
        yield f"<p>{words['no message']}</p>"
    for index, (anchor, one) in enumerate(places):
        yield from _article(one, longest.get(index), anchor, leads, lang)
    yield "</main>"
    yield "</body>"
    yield "</html>"


def _article(
    bubble: Bubble,
    longest: Bubble | None,
    anchor: str,
    leads: Mapping[str, str],
    lang: Lang,
) -> Iterator[str]:
    """Draw one message."""
    name = _text(bubble.name)
    stands = f'<span class="soft">{_text(place(bubble))}</span>' if bubble.path else ""
    yield f'<article id="{anchor}">'
    yield f"<header><h2>{name}</h2>{stands}{_verdict(bubble, lang)}</header>"
    yield '<div class="phone">'
    named = _bubble(bubble, leads, f' data-message="{name}"')
    yield f'<div class="chat">{named}</div>'
    if longest:
        yield f'<p class="soft">{WORDS[lang]["longest"]}</p>'
        yield f'<div class="chat">{_bubble(longest, leads)}</div>'
    yield "</div>"
    yield '<div class="facts">'
    yield from _taps(bubble, leads, lang)
    yield from _params(bubble, lang)
    yield from _meters(bubble, lang)
    yield from _problems(bubble.problems, lang)
    yield "</div>"
    yield "</article>"


def _bubble(bubble: Bubble, leads: Mapping[str, str], attribute: str = "") -> str:
    return f'<div class="bubble"{attribute}>{_stream(bubble, leads)}</div>'


def _stream(bubble: Bubble, leads: Mapping[str, str], feed: str = "\n", link: str = "") -> str:
    """Give the text of the bubble, each link as one element, whatever lines it covers."""
    parts: list[str] = []
    field, end, feeds = "", "", ""
    for index, line in enumerate(bubble.lines):
        feeds += feed if index else ""
        for run in line.runs:
            if run.field != field:
                parts += (end, feeds, *_opened(run.tap, leads, link))
                field, end = run.field, "</a>" if run.tap else ""
            else:
                parts.append(feeds)
            feeds = ""
            parts += _inked(run)
    return "".join([*parts, end, feeds])


def _opened(tap: Tap | None, leads: Mapping[str, str], link: str) -> Iterator[str]:
    if tap:
        yield f"<a{_href(tap, leads)}{link}>"


def _href(tap: Tap, leads: Mapping[str, str]) -> str:
    """Give the attribute that lets a link be followed, where it may be."""
    href = leads.get(tap.leads) if tap.leads else address(tap)
    return f' href="{escape(href)}"' if href else ""


def _inked(run: Run) -> Iterator[str]:
    at = 0
    for start, end, param in run.filled:
        yield _text(run.text[at:start])
        yield f'<mark title="{_text(param)}">{_text(run.text[start:end])}</mark>'
        at = end
    yield _text(run.text[at:])


def _taps(bubble: Bubble, leads: Mapping[str, str], lang: Lang) -> Iterator[str]:
    """Tell where each link leads, and how many bytes it takes."""
    if not bubble.taps:
        return
    sizes: dict[int, list[str]] = {}
    numbers = numbered(bubble)
    for meter in bubble.meters:
        if meter.field in numbers:
            said = f"{meter.name.rpartition('.')[2]} {_share(meter, lang)}"
            sizes.setdefault(numbers[meter.field], []).append(said)
    yield '<ol class="taps">'
    for number, tap in enumerate(bubble.taps.values(), 1):
        said = f"<b>{kind_word(tap, lang)}</b> {_target(tap, leads, lang)}"
        yield f"<li>{said}<small>{' · '.join(sizes[number])}</small></li>"
    yield "</ol>"


def _target(tap: Tap, leads: Mapping[str, str], lang: Lang) -> str:
    if tap.leads:
        return f"<a{_href(tap, leads)}>@{_text(tap.leads)}</a>"
    if not tap.target:
        return f'<span class="soft">{WORDS[lang]["no id"]}</span>'
    return f"<code>{_text(tap.target)}</code>"


def _params(bubble: Bubble, lang: Lang) -> Iterator[str]:
    """Tell what each param holds."""
    if bubble.params:
        yield "<ul>"
        for one in bubble.params:
            name = f"<code>{{{_text(one.param.name)}}}</code>"
            value = f"<mark>{_text(one.text)}</mark> " if one.text else ""
            yield f"<li>{name} {value}<small>{_text(origin(one, lang))}</small></li>"
        yield "</ul>"


def _meters(bubble: Bubble, lang: Lang) -> Iterator[str]:
    """Tell what the texts take, and draw a meter of each field that is nearly full."""
    numbers = numbered(bubble)
    others = [meter for meter in bubble.meters if meter.field not in numbers]
    if others:
        said = " · ".join([f"{meter.name} {_share(meter, lang)}" for meter in others])
        yield f"<p><small>{said}</small></p>"
    tight = [meter for meter in bubble.meters if meter.is_tight]
    if tight:
        yield "<ul>"
        for meter in tight:
            grave = "error" if meter.is_over else "tight"
            yield f'<li class="{grave}">{_meter(meter, bubble, lang)}</li>'
        yield "</ul>"


def _share(meter: Meter, lang: Lang) -> str:
    """Say in short what a field takes, and what it takes at the most; bytes need no word."""
    most = "" if meter.longest is None else f"–{meter.longest}"
    unit = "" if meter.unit == "byte" else f" {WORDS[lang][meter.unit]}"
    return f"{meter.used}{most}/{meter.limit}{unit}"


def _meter(meter: Meter, bubble: Bubble, lang: Lang) -> str:
    name = _text(subject(meter, bubble))
    most = max(meter.most, meter.limit)
    bar = (
        f'<meter aria-label="{name}" max="{most}" low="{meter.limit * 4 // 5}" '
        f'high="{meter.limit}" optimum="0" value="{meter.most}"></meter>'
    )
    return f"{bar} {amount(meter, lang)} <small>{name}</small>"


def _problems(problems: Sequence[Problem], lang: Lang) -> Iterator[str]:
    """Say what is wrong, each with its place and its way out."""
    if not problems:
        return
    yield '<ul class="problems">'
    for one in problems:
        said = one.wording(lang)
        yield (
            f'<li class="{one.severity}"><b>{one.severity}[{one.code}]</b> {_text(said.message)}'
            f"<span>{_text(said.hint)}</span><small>{_text(one.place)}</small></li>"
        )
    yield "</ul>"


def _verdict(bubble: Bubble, lang: Lang) -> str:
    said = verdict(bubble, lang)
    grave = "error" if has_errors(bubble.problems) else "warning"
    return f'<span class="{grave}"><b>{said}</b></span>' if said else ""


def _text(text: str) -> str:
    """Escape a text, for an element or an attribute."""
    return escape(drawable(text))


_BUBBLE = (
    "display:inline-block;max-width:22em;padding:8px 12px;border-radius:5px;background:#fff;"
    "border:1px solid #dfe3e8;color:#191919;font-size:16px;line-height:1.42;"
    "white-space:pre-wrap;overflow-wrap:anywhere;unicode-bidi:plaintext"
)
_LINK = "color:#576b95;text-decoration:none;unicode-bidi:isolate"
