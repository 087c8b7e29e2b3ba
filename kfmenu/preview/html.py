"""The picture as HTML: a page in one file, without scripts and requests, or a notebook's cell."""

from collections.abc import Iterator, Mapping, Sequence
from html import escape

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
from kfmenu.preview.picture import Meter, Picture, Run, Tap
from kfmenu.preview.style import HASH, STYLE
from kfmenu.problems import Lang, Problem, has_errors

_NONE: Mapping[int, Picture] = {}

_CSP = f"default-src 'none'; style-src 'sha256-{HASH}'; base-uri 'none'; form-action 'none'"


def page(
    pictures: Sequence[Picture],
    lang: Lang,
    problems: Sequence[Problem] = (),
    longest: Mapping[int, Picture] = _NONE,
) -> str:
    """Give a whole page: each message in its bubble, with its targets, meters and problems.

    Args:
        pictures: the messages, in order.
        lang: the language of what is not the messages' own.
        problems: those that belong to no message.
        longest: the same message with its longest values, for some of them by index.
    """
    return "\n".join([*_page(pictures, lang, problems, longest), ""])


def cell(picture: Picture, lang: Lang) -> str:
    """Give one bubble for a notebook, which may keep style attributes or strip them.

    Args:
        picture: the message.
        lang: the language of what is not the message's own.
    """
    name = escape(drawable(picture.name))
    stream = _stream(picture, {}, feed="<br>", link=f' style="{_LINK}"')
    parts = [
        f'<div data-message="{name}" style="{_BUBBLE}">{stream}</div>',
        *_taps(picture, {}, lang),
    ]
    parts += [*_params(picture, lang), *_meters(picture, lang)]
    parts += _problems(picture.problems, lang)
    return "\n".join([*parts, f"<small>{WORDS[lang]['likeness']}</small>"])


def _page(
    pictures: Sequence[Picture],
    lang: Lang,
    problems: Sequence[Problem],
    longest: Mapping[int, Picture],
) -> Iterator[str]:
    words = WORDS[lang]
    anchors = [f"m{number}" for number, _ in enumerate(pictures, 1)]
    places = list(zip(anchors, pictures, strict=True))
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
    if len(pictures) > 1:
        yield f'<nav aria-label="{words["title"]}"><ol>'
        for anchor, one in places:
            yield f'<li><a href="#{anchor}">{_text(one.name)}</a> {_verdict(one, lang)}</li>'
        yield "</ol></nav>"
    yield "</header>"
    yield "<main>"
    yield from _problems(problems, lang)
    if not pictures:
        yield f"<p>{words['no message']}</p>"
    for index, (anchor, one) in enumerate(places):
        yield from _article(one, longest.get(index), anchor, leads, lang)
    yield "</main>"
    yield "</body>"
    yield "</html>"


def _article(
    picture: Picture,
    longest: Picture | None,
    anchor: str,
    leads: Mapping[str, str],
    lang: Lang,
) -> Iterator[str]:
    """Draw one message."""
    name = _text(picture.name)
    stands = f'<span class="soft">{_text(place(picture))}</span>' if picture.path else ""
    yield f'<article id="{anchor}">'
    yield f"<header><h2>{name}</h2>{stands}{_verdict(picture, lang)}</header>"
    yield '<div class="phone">'
    named = _bubble(picture, leads, f' data-message="{name}"')
    yield f'<div class="chat">{named}</div>'
    if longest:
        yield f'<p class="soft">{WORDS[lang]["longest"]}</p>'
        yield f'<div class="chat">{_bubble(longest, leads)}</div>'
    yield "</div>"
    yield '<div class="facts">'
    yield from _taps(picture, leads, lang)
    yield from _params(picture, lang)
    yield from _meters(picture, lang)
    yield from _problems(picture.problems, lang)
    yield "</div>"
    yield "</article>"


def _bubble(picture: Picture, leads: Mapping[str, str], attribute: str = "") -> str:
    return f'<div class="bubble"{attribute}>{_stream(picture, leads)}</div>'


def _stream(picture: Picture, leads: Mapping[str, str], feed: str = "\n", link: str = "") -> str:
    """Give the text of the bubble, each link as one element, whatever lines it covers."""
    parts: list[str] = []
    field, end, feeds = "", "", ""
    for index, line in enumerate(picture.lines):
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


def _taps(picture: Picture, leads: Mapping[str, str], lang: Lang) -> Iterator[str]:
    """Tell where each link leads, and how many bytes it takes."""
    if not picture.taps:
        return
    sizes: dict[int, list[str]] = {}
    numbers = numbered(picture)
    for meter in picture.meters:
        if meter.field in numbers:
            said = f"{meter.name.rpartition('.')[2]} {_share(meter, lang)}"
            sizes.setdefault(numbers[meter.field], []).append(said)
    yield '<ol class="taps">'
    for number, tap in enumerate(picture.taps.values(), 1):
        said = f"<b>{kind_word(tap, lang)}</b> {_target(tap, leads, lang)}"
        yield f"<li>{said}<small>{' · '.join(sizes[number])}</small></li>"
    yield "</ol>"


def _target(tap: Tap, leads: Mapping[str, str], lang: Lang) -> str:
    if tap.leads:
        return f"<a{_href(tap, leads)}>@{_text(tap.leads)}</a>"
    if not tap.target:
        return f'<span class="soft">{WORDS[lang]["no id"]}</span>'
    return f"<code>{_text(tap.target)}</code>"


def _params(picture: Picture, lang: Lang) -> Iterator[str]:
    """Tell what each param holds."""
    if picture.params:
        yield "<ul>"
        for one in picture.params:
            name = f"<code>{{{_text(one.param.name)}}}</code>"
            value = f"<mark>{_text(one.text)}</mark> " if one.text else ""
            yield f"<li>{name} {value}<small>{_text(origin(one, lang))}</small></li>"
        yield "</ul>"


def _meters(picture: Picture, lang: Lang) -> Iterator[str]:
    """Tell what the texts take, and draw a meter of each field that is nearly full."""
    numbers = numbered(picture)
    others = [meter for meter in picture.meters if meter.field not in numbers]
    if others:
        said = " · ".join([f"{meter.name} {_share(meter, lang)}" for meter in others])
        yield f"<p><small>{said}</small></p>"
    tight = [meter for meter in picture.meters if meter.is_tight]
    if tight:
        yield "<ul>"
        for meter in tight:
            grave = "error" if meter.is_over else "tight"
            yield f'<li class="{grave}">{_meter(meter, picture, lang)}</li>'
        yield "</ul>"


def _share(meter: Meter, lang: Lang) -> str:
    """Say in short what a field takes, and what it takes at the most; bytes need no word."""
    most = "" if meter.longest is None else f"–{meter.longest}"
    unit = "" if meter.unit == "byte" else f" {WORDS[lang][meter.unit]}"
    return f"{meter.used}{most}/{meter.limit}{unit}"


def _meter(meter: Meter, picture: Picture, lang: Lang) -> str:
    name = _text(subject(meter, picture))
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


def _verdict(picture: Picture, lang: Lang) -> str:
    said = verdict(picture, lang)
    grave = "error" if has_errors(picture.problems) else "warning"
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
