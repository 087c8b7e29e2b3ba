"""The tables of docs/sending.md and its Chinese sister."""

from kfmenu.problems import Lang
from kfmenu.sending.errcodes import ERRCODES
from kfmenu.sending.errors import ERRORS
from kfmenu.sending.protocol import DELAYS, TABLE

_WAITS = " ".join(f"{delay:g}" for delay in DELAYS)
_WORDS = {
    "en": {
        "table": "| outcome | looks like | then | at most | in the end | claim |",
        "codes": "| errcode | exception | meaning | what to do |",
        "done": "",
        "token": "another token",
        "wait": f"wait {_WAITS} s",
        "stop": "",
        "back": "given back",
        "kept": "kept",
    },
    "zh": {
        "table": "| 结果 | 表现 | 然后 | 最多 | 最终 | code 的占用 |",
        "codes": "| errcode | 异常 | 含义 | 处理 |",
        "done": "",
        "token": "换一个 token",
        "wait": f"等待 {_WAITS} 秒",
        "stop": "",
        "back": "退还",
        "kept": "保留",
    },
}
_LOOKS = {
    "-1: in doubt from now on": "-1：此后结果存疑",
    "any other errcode": "其他 errcode",
    "no byte has left": "一个字节也没有发出",
    "no whole answer": "没有完整的回答",
    "not WeCom's answer": "不是企业微信的回答",
}


def retry_table(lang: Lang) -> str:
    """Write the retry table."""
    words = _WORDS[lang]
    lines = [words["table"], "|---|---|---|---:|---|---|"]
    for rule in TABLE.values():
        looks = _LOOKS.get(rule.looks, rule.looks) if lang == "zh" else rule.looks
        times = rule.times or ""
        claim = words["back" if rule.back else "kept"]
        lines.append(
            f"| {rule.kind} | {looks} | {words[rule.then]} | {times} | `{rule.end}` | {claim} |"
        )
    return "\n".join(lines) + "\n"


def errcode_table(lang: Lang) -> str:
    """Write the table of errcodes."""
    lines = [_WORDS[lang]["codes"], "|---:|---|---|---|"]
    for row in ERRCODES.values():
        if row.kind != "ok":
            meaning, hint = row.said(lang)
            lines.append(f"| {row.code} | `{ERRORS[row.kind].__name__}` | {meaning} | {hint} |")
    return "\n".join(lines) + "\n"


TABLES = {"retry-table": retry_table, "errcode-table": errcode_table}
