"""How the holes of a message are filled, and the words for it that differ between the languages."""

from collections.abc import Mapping
from string import Formatter
from typing import Any

WORDS: Mapping[str, Mapping[str, str]] = {
    "@url": {"zh": "网址", "en": "a URL"},
    "@program": {"zh": "小程序的 appid 和页面", "en": "a mini program's appid and page"},
    "@name": {"zh": "菜单名", "en": "the name of a menu"},
    "@id": {"zh": "编号", "en": "an id"},
    "@array": {"zh": "数组", "en": "an array"},
    "@blank": {"zh": "空格", "en": "a blank"},
    "@binary": {"zh": "别的编码", "en": "another encoding"},
    "@boolean": {"zh": "布尔值", "en": "a boolean"},
    "@constant": {"zh": "{text} 不是 JSON 的值", "en": "JSON has no {text}"},
    "@damaged": {"zh": "不是完好的 JSON", "en": "it is not sound JSON"},
    "@deep": {"zh": "嵌套得太深", "en": "it is nested too deeply"},
    "@denied": {"zh": "没有权限", "en": "permission denied"},
    "@duplicate": {"zh": "键 {text} 出现了两次", "en": "the key {text} is there twice"},
    "@first": {"zh": "第一处在这里", "en": "the first one is here"},
    "@share": {
        "zh": "{name} {type}：{times} × {each} = {bytes} 字节",
        "en": "{name} {type}: {times} × {each} = {bytes:byte}",
    },
    "@form": {"zh": "和 build 写的不一样", "en": "it is not as a build writes it"},
    "@newer": {"zh": "是更新的 kfmenu 写的", "en": "a newer kfmenu wrote it"},
    "@foreign": {"zh": "JSON 里没有的值", "en": "a value that JSON does not have"},
    "@device": {"zh": "不是普通文件", "en": "it is no regular file"},
    "@huge": {"zh": "超过 64 MiB", "en": "it is over 64 MiB"},
    "@header": {"zh": "菜单从这里开始", "en": "the menu begins here"},
    "@item": {
        "zh": "Click、View、MiniProgram 或 Text",
        "en": "a Click, View, MiniProgram or Text",
    },
    "@fence": {"zh": "``` 不是 JSON", "en": "``` is no JSON"},
    "@line": {"zh": "这一行", "en": "this line"},
    "@malformed": {"zh": "路径里有 NUL", "en": "its path holds a NUL"},
    "@message": {"zh": "message", "en": "a message"},
    "@missing": {"zh": "没有这个文件或文件夹", "en": "there is no such file or folder"},
    "@null": {"zh": " null ", "en": "null"},
    "@nothing": {"zh": "里面没有 .kfm 文件", "en": "there is no .kfm file in it"},
    "@number": {"zh": "数字", "en": "a number"},
    "@object": {"zh": "对象", "en": "an object"},
    "@string": {"zh": "字符串", "en": "a string"},
    "@version": {"zh": "这个版本的 kfmenu", "en": "this version of kfmenu"},
    "@at end": {"zh": "文件到这里就结束了", "en": "the text ends here"},
    "@comment": {"zh": "JSON 里不能写注释", "en": "JSON has no comments"},
    "@python": {"zh": "{text} 是 Python 的写法", "en": "{text} is Python's, not JSON's"},
    "@quotes": {"zh": "这里的引号 {text} 不对", "en": "the quote {text} is of the wrong kind"},
    "@sign": {"zh": "这里是全角的 {text}", "en": "this {text} is full-width"},
    "@trailing comma": {
        "zh": "最后一项后面多了逗号",
        "en": "there is a comma after the last entry",
    },
    # What Python's reader of JSON says, under its own words.
    "@Expecting ',' delimiter": {"zh": "这里应当有逗号", "en": "a comma is expected here"},
    "@Expecting ':' delimiter": {"zh": "这里应当有冒号", "en": "a colon is expected here"},
    "@Expecting property name enclosed in double quotes": {
        "zh": "这里应当是双引号里的键",
        "en": "a key in double quotes is expected here",
    },
    "@Expecting value": {"zh": "这里应当有一个值", "en": "a value is expected here"},
    "@Extra data": {"zh": "后面还有多余的内容", "en": "there is more after its end"},
    "@Invalid \\escape": {"zh": "没有这种转义", "en": "there is no such escape"},
    "@Invalid \\uXXXX escape": {
        "zh": "\\u 后面要有四位十六进制数",
        "en": "\\u takes four hexadecimal digits",
    },
    "@Invalid control character at": {
        "zh": "字符串里有控制字符；换行写 \\n",
        "en": "a string holds a control character; write a line break as \\n",
    },
    "@Unexpected UTF-8 BOM (decode using utf-8-sig)": {
        "zh": "开头有字节顺序标记（BOM）",
        "en": "it begins with a byte order mark",
    },
    "@Unterminated string starting at": {
        "zh": "字符串没有结束的引号",
        "en": "a string has no closing quote",
    },
    "@then": {"zh": "；", "en": "; "},
}


def filled(text: str, holes: Mapping[str, Any], lang: str) -> str:
    """Fill the holes of a message or hint.

    Args:
        text: with named holes.
        holes: what fills them: of a pair the part in `lang`; a key of `WORDS` is said in `lang`,
            its own holes filled.
        lang: `zh` or `en`.
    """
    holes = {name: _spoken(value, lang) for name, value in holes.items()}
    words = {name: WORDS[value][lang] for name, value in holes.items() if value in WORDS}
    said = {name: _FORMAT.vformat(word, (), holes) for name, word in words.items()}
    return _FORMAT.vformat(text, (), {**holes, **said})


def _spoken(value: Any, lang: str) -> Any:
    return getattr(value, lang) if isinstance(value, tuple) else value


class _Counted(Formatter):
    """`str.format` with English plurals: `{chars:character}` gives `1 character`."""

    def format_field(self, value: Any, format_spec: str) -> str:
        if not format_spec:
            return str(value)
        return f"{value} {format_spec}{'' if value == 1 else 's'}"


_FORMAT = _Counted()
