"""The catalogue of problems as data: each rule once, with its words and an example of each kind."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal, NamedTuple


class Wording(NamedTuple):
    """What a problem says in one language: what is wrong, and what to do about it."""

    message: str
    hint: str


class Rule(NamedTuple):
    """One kind of problem.

    Args:
        code: `KF` and three digits; the first says where it is found (1 file, 2 line, 3 names,
            4 message, 5 params, 6 full-width, 9 outside world).
        name: the same for people.
        severity: an `error` makes a build, a load or a message fail; a `warning` does not.
        zh: message and hint in Chinese, with named holes.
        en: message and hint in English; `{n:byte}` writes `1 byte`, `2 bytes`.
        bad: an input that has this problem and no other.
        good: the same, mended.
        kind: what the examples are: `.kfm` text, JSON text, or the path of a file.
        hints: better hints for special cases, by variant: (Chinese, English).
        mended: whether the layout mender may set it right.
    """

    code: str
    name: str
    severity: Literal["error", "warning"]
    zh: Wording
    en: Wording
    bad: str | bytes
    good: str
    kind: Literal["kfm", "json", "path"] = "kfm"
    hints: Mapping[str, tuple[str, str]] = MappingProxyType({})
    mended: bool = False

    def wording(self, lang: str) -> Wording:
        """Give message and hint in `lang`, their holes open."""
        return self.zh if lang == "zh" else self.en

    def hint(self, lang: str, variant: str | None) -> str:
        """Give the hint for `variant` in `lang`, or the rule's own."""
        if variant is None:
            return self.wording(lang).hint
        return self.hints[variant][0 if lang == "zh" else 1]


WORDS: Mapping[str, Mapping[str, str]] = {
    "@array": {"zh": "数组", "en": "an array"},
    "@blank": {"zh": "空格", "en": "a blank"},
    "@binary": {"zh": "别的编码", "en": "another encoding"},
    "@boolean": {"zh": "布尔值", "en": "a boolean"},
    "@constant": {"zh": "{text} 不是 JSON 的值", "en": "JSON has no {text}"},
    "@deep": {"zh": "嵌套得太深", "en": "it is nested too deeply"},
    "@duplicate": {"zh": "键 {text} 出现了两次", "en": "the key {text} is there twice"},
    "@first": {"zh": "第一处在这里", "en": "the first one is here"},
    "@foreign": {"zh": "JSON 里没有的值", "en": "a value that JSON does not have"},
    "@line": {"zh": "这一行", "en": "this line"},
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
"""Words that fill holes and differ between the languages."""

_KFM_GOOD = "menu greeting\n  click: 满意 -> 101\n"

_RULES = (
    # ---- KF1xx: the file ------------------------------------------------------------------
    Rule(
        "KF101",
        "not-utf8",
        "error",
        Wording("这里的字节不是 UTF-8，看起来是 {encoding}", "用编辑器另存为 UTF-8 编码"),
        Wording(
            "these bytes are not UTF-8; they look like {encoding}",
            "save the file as UTF-8 in your editor",
        ),
        bad=b"menu greeting\n  click: \xc2\xfa\xd2\xe2 -> 101\n",  # 满意 in GBK
        good=_KFM_GOOD,
    ),
    Rule(
        "KF102",
        "byte-order-mark",
        "warning",
        Wording("文件以字节顺序标记（BOM）开头", "保存为不带 BOM 的 UTF-8"),
        Wording("the file begins with a byte order mark", "save it as UTF-8 without a BOM"),
        bad="\ufeffmenu greeting\n  click: 满意 -> 101\n",
        good=_KFM_GOOD,
        mended=True,
    ),
    Rule(
        "KF103",
        "control-character",
        "error",
        Wording(
            "这里有看不见的控制字符 {char}", "删掉它；确实需要时写成 {escape}，换行写 \\n 或另起 |"
        ),
        Wording(
            "there is an invisible control character {char} here",
            "delete it; where it is really meant write {escape}, and for a line break \\n or a | "
            "line",
        ),
        bad="menu greeting\n  click: 满意\u0007 -> 101\n",
        good=_KFM_GOOD,
        hints={
            "tab": ("把制表符（Tab）换成空格", "write blanks for the TAB"),
        },
    ),
    Rule(
        "KF104",
        "conflict-marker",
        "error",
        Wording("这是 git 合并冲突的标记", "留下要用的那几行，删掉所有标记"),
        Wording(
            "this is a marker of a git merge conflict",
            "keep the lines that you want and delete all the markers",
        ),
        bad="menu greeting\n<<<<<<< HEAD\n  click: 满意 -> 101\n=======\n"
        "  click: 很满意 -> 101\n>>>>>>> theirs\n",
        good=_KFM_GOOD,
    ),
    Rule(
        "KF105",
        "file-too-large",
        "error",
        Wording(
            "文件有 {actual} 字节，超过 1 MiB，没有读", "菜单文件不会这么大；看看是不是给错了文件"
        ),
        Wording(
            "the file has {actual:byte}, over 1 MiB, and was not read",
            "no menu file is that large; see whether it is the right one",
        ),
        bad="#" * (1024 * 1024 + 1),
        good=_KFM_GOOD,
    ),
    # ---- KF2xx: the line ------------------------------------------------------------------
    Rule(
        "KF201",
        "unknown-line",
        "error",
        Wording("看不懂这一行 {text}", "正文的续行要用 | 开头；注释用 # 开头"),
        Wording(
            "kfmenu does not understand this line {text}",
            "begin a line of text with |, a comment with #",
        ),
        bad="menu greeting\n  欢迎光临本店\n  click: 满意 -> 101\n",
        good="menu greeting\n  head: 欢迎光临本店\n  click: 满意 -> 101\n",
        hints={
            "guess": ("是不是想写 {guess}？", "did you mean {guess}?"),
            "blank": (
                "去掉冒号前面的空格：{guess}",
                "take the blank before the colon out: {guess}",
            ),
            "prefix": (
                "去掉行首的 {prefix}，这一行就能读懂",
                "take {prefix} away from the start, and the line can be read",
            ),
            "gutter": (
                "如果它是正文，写成：| {start}",
                "if it is text, write `| {start}`",
            ),
        },
    ),
    Rule(
        "KF202",
        "unknown-keyword",
        "error",
        Wording("没有 {word} 这个关键字", "可以用的有：{known}；正文的续行要用 | 开头"),
        Wording(
            "{word} is no keyword",
            "the keywords are {known}; a further line of text begins with |",
        ),
        bad="menu greeting\n  clikc: 满意 -> 101\n",
        good=_KFM_GOOD,
        hints={
            "guess": (
                "是不是想写 {guess}？这里先按它读",
                "did you mean {guess}? It is read as that",
            ),
            "header": (
                "去掉冒号：{guess} 名称",
                "leave the colon out: {guess} NAME",
            ),
            "glued": (
                "{guess} 和名称之间空一格：{guess} {name}",
                "put a blank between {guess} and its name: {guess} {name}",
            ),
        },
    ),
    Rule(
        "KF203",
        "stray-gutter",
        "error",
        Wording(
            "这个 | 上面没有可以接的正文",
            "| 紧跟在 head、tail、text、inline 或 message 下面；正文里的空行也写成 |",
        ),
        Wording(
            "this | line has no text directly above it",
            "put it right under head, tail, text, inline or message; an empty line of a text is a "
            "| too",
        ),
        bad="menu greeting\n  click: 满意 -> 101\n  | 谢谢\n",
        good="menu greeting\n  click: 满意 -> 101\n  tail: 谢谢\n",
    ),
    Rule(
        "KF204",
        "outside-block",
        "error",
        Wording("这一行不在任何菜单里", "在上面加一行 menu 名称（或：菜单 名称）"),
        Wording("this line stands in no menu", "put a line `menu NAME` above it"),
        bad="click: 满意 -> 101\n",
        good=_KFM_GOOD,
    ),
    Rule(
        "KF205",
        "stray-brace",
        "error",
        Wording("花括号 {text} 不是参数", "要显示花括号本身，写 \\{{ 和 \\}}"),
        Wording("the brace {text} is no placeholder", "to show a brace itself, write \\{{ or \\}}"),
        bad="menu greeting\n  head: 您好 {}，请选择\n  click: 满意 -> 101\n",
        good="menu greeting\n  head: 您好 \\{\\}，请选择\n  click: 满意 -> 101\n",
    ),
    Rule(
        "KF206",
        "unknown-escape",
        "error",
        Wording(
            "没有 {text} 这种转义",
            "可以用 \\\\ \\n \\s \\{{ \\}} \\-> \\@ \\u{{…}}；要显示反斜杠本身，写 \\\\",
        ),
        Wording(
            "{text} is no escape",
            "the escapes are \\\\ \\n \\s \\{{ \\}} \\-> \\@ \\u{{…}}; for a backslash itself "
            "write \\\\",
        ),
        bad="menu greeting\n  head: 文件在 C:\\temp\n  click: 满意 -> 101\n",
        good="menu greeting\n  head: 文件在 C:\\\\temp\n  click: 满意 -> 101\n",
    ),
    Rule(
        "KF207",
        "target-missing",
        "error",
        Wording(
            "{keyword} 缺少目标",
            "写成：{keyword}: 文字 -> 目标（-> 两边各留一个空格）",
        ),
        Wording(
            "this {keyword} has no target",
            "write `{keyword}: label -> target`, with a blank on both sides of ->",
        ),
        bad="menu greeting\n  view: 官网 https://example.com\n",
        good="menu greeting\n  view: 官网 -> https://example.com\n",
        hints={
            "glued": (
                "{arrow} 两边要有空格：文字 -> 目标；它本身是正文时写 {escape}",
                "put a blank on both sides of {arrow}: label -> target; where it is text write "
                "{escape}",
            ),
            "empty": (
                "在 -> 后面写上目标，或者去掉 ->",
                "write the target after ->, or leave -> out",
            ),
        },
    ),
    Rule(
        "KF208",
        "several-arrows",
        "error",
        Wording("一项里有 {count} 个 ->", "只留一个；属于文字的写成 \\->"),
        Wording(
            "there are {count} arrows in one item",
            "keep one; an arrow that is part of the text is written \\->",
        ),
        bad="menu greeting\n  click: 满意 -> 很好 -> 101\n",
        good="menu greeting\n  click: 满意 \\-> 很好 -> 101\n",
    ),
    Rule(
        "KF209",
        "bad-miniprogram-target",
        "error",
        Wording(
            "小程序的目标 {text} 不是“appid 页面路径”",
            "写成：小程序: 文字 -> wx开头的appid 页面路径",
        ),
        Wording(
            "the target {text} is not `appid pagepath`",
            "write `miniprogram: label -> appid pagepath`, with one blank between the two",
        ),
        bad="menu greeting\n  miniprogram: 订单 -> wx123123123123123\n",
        good="menu greeting\n  miniprogram: 订单 -> wx123123123123123 pages/index\n",
    ),
    Rule(
        "KF210",
        "blank-in-target",
        "error",
        Wording("{field} 里有空格", "删掉空格，或者写成 %20"),
        Wording("there is a blank inside the {field}", "delete it, or write %20"),
        bad="menu greeting\n  view: 官网 -> https://example.com/a b\n",
        good="menu greeting\n  view: 官网 -> https://example.com/a%20b\n",
    ),
    Rule(
        "KF211",
        "not-allowed-here",
        "error",
        Wording("{keyword} 不能写在 {block} 里", "message 里只有 | 开头的正文；要按钮请用 menu"),
        Wording(
            "{keyword} cannot stand in {block}",
            "a message has only lines that begin with |; for buttons use a menu",
        ),
        bad="message thanks\n  | 谢谢\n  click: 满意 -> 101\n",
        good="menu thanks\n  head: 谢谢\n  click: 满意 -> 101\n",
        hints={
            "later": (
                "以后的版本才支持；先把内容直接写出来",
                "a later version will read it; until then write the content out",
            ),
        },
    ),
    Rule(
        "KF212",
        "bad-name",
        "error",
        Wording(
            "{text} 不能做名称",
            "名称以文字或字母开头，只用文字、字母、数字、_ 和 -，没有空格，不超过 200 字节",
        ),
        Wording(
            "{text} cannot be a name",
            "a name begins with a letter, has only letters, digits, _ and -, no blank, and at "
            "most 200 bytes",
        ),
        hints={
            "none": ("在后面写上名称：{keyword} 名称", "write its name behind it: {keyword} NAME"),
            "quotes": ("去掉引号：{keyword} {name}", "take the quotes away: {keyword} {name}"),
            "blank": (
                "名称里不能有空格：{keyword} {name}",
                "a name has no blanks: {keyword} {name}",
            ),
        },
        bad="menu 1st\n  click: 满意 -> 101\n",
        good="menu first\n  click: 满意 -> 101\n",
    ),
    # ---- KF3xx: names and order -----------------------------------------------------------
    Rule(
        "KF301",
        "duplicate-name",
        "error",
        Wording("名称 {text} 已经用过", "换一个名称；名称在整个项目里不能重复，不分大小写"),
        Wording(
            "the name {text} is taken",
            "choose another; names are unique in a project, whatever their case",
        ),
        bad="menu same\n  click: 满意 -> 101\n\nmenu same\n  click: 不满意 -> 102\n",
        good="menu same\n  click: 满意 -> 101\n\nmenu other\n  click: 不满意 -> 102\n",
    ),
    Rule(
        "KF302",
        "said-twice",
        "error",
        Wording("{keyword} 写了两次", "合成一处；多行时用 | 接着写"),
        Wording("{keyword} is given twice", "make it one; further lines begin with |"),
        bad="menu twice\n  head: 您好\n  head: 请选择\n  click: 满意 -> 101\n",
        good="menu twice\n  head: 您好\n    | 请选择\n  click: 满意 -> 101\n",
    ),
    Rule(
        "KF306",
        "out-of-order",
        "warning",
        Wording(
            "{keyword} 不在它显示的位置", "head 写在最前面，tail 写在最后面，读起来和看到的一样"
        ),
        Wording(
            "{keyword} does not stand where it is shown",
            "write head first and tail last, so that the file reads as the menu looks",
        ),
        bad="menu order\n  click: 满意 -> 101\n  head: 您好\n",
        good="menu order\n  head: 您好\n  click: 满意 -> 101\n",
        mended=True,
    ),
    # ---- KF4xx: the message ---------------------------------------------------------------
    Rule(
        "KF400",
        "bad-json",
        "error",
        Wording("JSON 读不懂：{reason}", "看看这里和前一行的逗号、引号和括号"),
        Wording(
            "this is not JSON: {reason}",
            "look at the commas, quotes and brackets here and in the line before",
        ),
        bad='{"list": [{"type": "click" "click": {"content": "满意"}}]}',
        good='{"list": [{"type": "click", "click": {"id": "101", "content": "满意"}}]}',
        kind="json",
        hints={
            "duplicate": (
                "同一个对象里一个键只能有一次；留下要用的那一个",
                "an object has each key once; keep the one that you mean",
            ),
            "constant": (
                "写一个数字或字符串",
                "write a number or a string",
            ),
            "trailing": ("删掉这个逗号", "take the comma away"),
            "quotes": ('换成半角的双引号 "', 'write the straight double quote "'),
            "sign": ("换成半角的 {meant}", "write {meant} instead"),
            "comment": ("删掉注释", "take the comment out"),
            "python": ("写成 {meant}", "write {meant}"),
            "end": ("补上缺少的引号或括号", "close the quotes and brackets that are open"),
            "deep": (
                "消息最多只有四五层；看看是不是给错了文件",
                "a message is five levels deep at most; see whether it is the right file",
            ),
        },
    ),
    Rule(
        "KF401",
        "too-many-items",
        "error",
        Wording("菜单有 {actual} 项，上限 {limit} 项", "去掉 {over} 项，或者分成两个菜单"),
        Wording(
            "the menu has {actual:item}, the limit is {limit}",
            "take {over:item} out, or make two menus of it",
        ),
        bad="menu eleven\n" + "".join(f"  click: 选项{n} -> {n}\n" for n in range(1, 12)),
        good="menu ten\n" + "".join(f"  click: 选项{n} -> {n}\n" for n in range(1, 11)),
        hints={
            "actions": (
                "可点的项（click、view、miniprogram）超出 {over} 项；去掉它们或改成 text",
                "{over:item} too many of click, view and miniprogram; take them out or make them "
                "text",
            ),
        },
    ),
    Rule(
        "KF402",
        "too-long",
        "error",
        Wording(
            "{field} {text} 有 {actual} 字节，上限 {limit} 字节，超出 {over} 字节",
            "删去 {chars} 个字（一个汉字 3 字节，一个表情 4 字节）",
        ),
        Wording(
            "{field} {text} has {actual} of {limit:byte}, {over} too many",
            "take away {chars:character} (a Chinese character has 3 bytes, an emoji 4)",
        ),
        bad="menu long\n  click: " + "满" * 43 + " -> 101\n",
        good="menu long\n  click: " + "满" * 42 + " -> 101\n",
    ),
    Rule(
        "KF403",
        "too-short",
        "error",
        Wording("{field} 是空的，至少要 {limit} 字节", "写上内容"),
        Wording("{field} is empty; it takes at least {limit:byte}", "write something there"),
        bad="menu short\n  click: -> 101\n",
        good="menu short\n  click: 满意 -> 101\n",
        hints={
            "optional": (
                "写上内容；不需要时整个 {field} 都不要写",
                "write something there; where it is not needed, leave {field} out altogether",
            ),
        },
    ),
    Rule(
        "KF404",
        "missing",
        "error",
        Wording("缺少 {field}", "加上 {field}"),
        Wording("{field} is missing", "add {field}"),
        bad="message silent\n",
        good="message silent\n  | 欢迎咨询\n",
        hints={
            "renamed": (
                "把 {found} 改名为 {name}",
                "rename {found} to {name}",
            ),
            "flat": (
                '把这一项的字段放进 {field}：{{"type": "{field}", "{field}": {{…}}}}',
                'nest the fields under their type: {{"type": "{field}", "{field}": {{…}}}}',
            ),
            "official": (
                "这像公众号的菜单；微信客服的写法是 "
                '{{"type": "click", "click": {{"id": …, "content": …}}}}',
                "this looks like an Official-Account menu; customer service takes "
                '{{"type": "click", "click": {{"id": …, "content": …}}}}',
            ),
            "other": (
                "加上 {field}；要发的若是 {found}，把 msgtype 改成 {found}",
                "add {field}; if you mean {found}, make that the msgtype",
            ),
            "text": (
                "在下面用 | 开头写正文",
                "write its text below, on lines that begin with |",
            ),
        },
    ),
    Rule(
        "KF405",
        "wrong-type",
        "error",
        Wording("{field} 应当是{expected}，这里是{found}", "写成{expected}"),
        Wording("{field} must be {expected}, and is {found}", "write {expected}"),
        bad='{"list": [{"type": "click", "click": {"id": 101, "content": "满意"}}]}',
        good='{"list": [{"type": "click", "click": {"id": "101", "content": "满意"}}]}',
        kind="json",
        hints={
            "null": (
                "不需要时去掉整个字段，不要写 null",
                "leave the field out where it is not needed; null is not the same",
            ),
            "number": (
                "加上引号，写成字符串",
                "put it in quotes, as a string",
            ),
        },
    ),
    Rule(
        "KF406",
        "unknown-type",
        "error",
        Wording("{field} 不能是 {text}", "可以是：{known}"),
        Wording("{field} cannot be {text}", "it is one of {known}"),
        bad='{"list": [{"type": "button", "click": {"id": "101", "content": "满意"}}]}',
        good='{"list": [{"type": "click", "click": {"id": "101", "content": "满意"}}]}',
        kind="json",
        hints={
            "guess": (
                "是不是想写 {guess}？可以是：{known}",
                "did you mean {guess}? One of {known}",
            ),
        },
    ),
    Rule(
        "KF407",
        "body-mismatch",
        "error",
        Wording("type 是 {type}，却带着 {field}", "去掉 {field}，或者把 type 改成 {field}"),
        Wording(
            "an item of type {type} carries a {field}",
            "take {field} out, or make the type {field}",
        ),
        bad='{"list": [{"type": "click", "view": {"url": "https://example.com", '
        '"content": "官网"}}]}',
        good='{"list": [{"type": "view", "view": {"url": "https://example.com", '
        '"content": "官网"}}]}',
        kind="json",
    ),
    Rule(
        "KF408",
        "bad-character",
        "error",
        Wording(
            "{field} {text} 里有不允许的字符",
            "只用字母、数字、_ 和 -；uuid4().hex 正好 32 字节",
        ),
        Wording(
            "{field} {text} has characters that are not allowed",
            "use only letters, digits, _ and -; uuid4().hex has just 32 bytes",
        ),
        bad='{"code": "CODE", "msgid": "编号 1", "msgtype": "text", "text": {"content": "您好"}}',
        good='{"code": "CODE", "msgid": "no-1", "msgtype": "text", "text": {"content": "您好"}}',
        kind="json",
    ),
    Rule(
        "KF409",
        "bad-choice",
        "error",
        Wording("{field} 只能是 0、1、true 或 false", "换行写 0，不换行写 1"),
        Wording(
            "{field} is 0, 1, true or false and nothing else",
            "write 0 to end the line after the text, 1 not to",
        ),
        bad='{"list": [{"type": "text", "text": {"content": "您好", "no_newline": "1"}}]}',
        good='{"list": [{"type": "text", "text": {"content": "您好", "no_newline": 1}}]}',
        kind="json",
    ),
    Rule(
        "KF410",
        "not-encodable",
        "error",
        Wording(
            "{field} 里有半个字符（孤立的代理项 {char}），写不成 UTF-8",
            "补上另一半，或者删掉；多半是把表情从中间截断了",
        ),
        Wording(
            "{field} holds half a character (a lone surrogate {char}), which UTF-8 cannot write",
            "give the other half or delete it; most often an emoji was cut in two",
        ),
        bad='{"list": [{"type": "click", "click": {"id": "1", "content": "\\ud83d"}}]}',
        good='{"list": [{"type": "click", "click": {"id": "1", "content": "\\ud83d\\ude00"}}]}',
        kind="json",
    ),
    Rule(
        "KF421",
        "unknown-field",
        "warning",
        Wording("接口没有 {text} 这个字段", "看看是不是拼错了；否则去掉它"),
        Wording("the API has no field {text}", "see whether it is misspelt; else take it out"),
        bad='{"list": [{"type": "click", "click": {"id": "101", "content": "满意", '
        '"color": "red"}}]}',
        good='{"list": [{"type": "click", "click": {"id": "101", "content": "满意"}}]}',
        kind="json",
        hints={
            "guess": ("是不是想写 {guess}？", "did you mean {guess}?"),
            "official": (
                "这像公众号的菜单；微信客服的菜单写在 list 里",
                "this looks like an Official-Account menu; customer service takes a list of items",
            ),
        },
    ),
    Rule(
        "KF422",
        "extra-body",
        "warning",
        Wording("msgtype 是 {type}，多带了 {field}", "去掉 {field}"),
        Wording("the msgtype is {type}, and {field} comes along unused", "take {field} out"),
        bad='{"msgtype": "text", "text": {"content": "您好"}, "msgmenu": {}}',
        good='{"msgtype": "text", "text": {"content": "您好"}}',
        kind="json",
    ),
    Rule(
        "KF423",
        "duplicate-click-id",
        "warning",
        Wording("id {text} 在这个菜单里已经用过", "换一个；不然分不清客户点了哪一项"),
        Wording(
            "the id {text} is used in this menu already",
            "choose another, or the answers cannot be told apart",
        ),
        bad="menu ids\n  click: 满意 -> 101\n  click: 不满意 -> 101\n",
        good="menu ids\n  click: 满意 -> 101\n  click: 不满意 -> 102\n",
    ),
    Rule(
        "KF424",
        "empty-menu",
        "warning",
        Wording("菜单里一项也没有", "加上至少一项；只要文字时用 message"),
        Wording("the menu has no items", "add one; for text alone use a message"),
        bad="menu bare\n  head: 您好\n",
        good="menu bare\n  head: 您好\n  click: 满意 -> 101\n",
    ),
    Rule(
        "KF425",
        "click-without-id",
        "warning",
        Wording("click {text} 没有 id", "加上 id，服务收到点击时才认得出是哪一项"),
        Wording(
            "click {text} has no id",
            "give it one, so that your service knows what was clicked",
        ),
        bad="menu greeting\n  click: 满意\n",
        good=_KFM_GOOD,
    ),
    Rule(
        "KF426",
        "html-entity",
        "warning",
        Wording(
            "{field} 里的 {text} 是 HTML 写法，会原样发出去", "写成字符本身，例如 &amp; 写成 &"
        ),
        Wording(
            "{text} in {field} is HTML and will be sent as it stands",
            "write the character itself: & for &amp;",
        ),
        bad="menu greeting\n  view: 官网 -> https://example.com/?a=1&amp;b=2\n",
        good="menu greeting\n  view: 官网 -> https://example.com/?a=1&b=2\n",
        mended=True,
    ),
    Rule(
        "KF427",
        "literal-backslash-n",
        "warning",
        Wording(
            "{field} 里是反斜杠和 n 两个字符，不是换行",
            "要换行时用真正的换行符（.kfm 里写 \\n，JSON 里写 \\n，不是 \\\\n）",
        ),
        Wording(
            "{field} has a backslash and an n, which is no line break",
            "for a line break use a real one (\\n in .kfm and in JSON, not \\\\n)",
        ),
        bad="menu greeting\n  head: 第一行\\\\n第二行\n  click: 满意 -> 101\n",
        good="menu greeting\n  head: 第一行\\n第二行\n  click: 满意 -> 101\n",
    ),
    Rule(
        "KF428",
        "odd-url",
        "warning",
        Wording("url {text} 不是完整的 http(s) 网址", "以 https:// 开头，写完整"),
        Wording(
            "the url {text} is no absolute http(s) URL", "write it whole, beginning with https://"
        ),
        hints={
            "sign": (
                "{char} 是全角的或不属于网址；换成半角，或删掉它",
                "{char} is full-width or no part of it; write it half-width, or take it away",
            ),
        },
        bad="menu greeting\n  view: 官网 -> www.example.com\n",
        good="menu greeting\n  view: 官网 -> https://www.example.com\n",
    ),
    Rule(
        "KF429",
        "odd-appid",
        "warning",
        Wording(
            "{text} 不像小程序的 appid", "appid 是 wx 加数字和小写字母 a–f，在小程序后台可以查到"
        ),
        Wording(
            "{text} does not look like a mini program's appid",
            "it is wx and then digits and a–f; the mini program's console shows it",
        ),
        bad="menu greeting\n  miniprogram: 订单 -> gh_123 pages/index\n",
        good="menu greeting\n  miniprogram: 订单 -> wx123123123123123 pages/index\n",
    ),
    Rule(
        "KF431",
        "empty-optional",
        "warning",
        Wording("{field} 是空的", "写上内容，或者去掉它"),
        Wording("{field} is empty", "write something there, or leave it out"),
        bad="menu greeting\n  head:\n  click: 满意 -> 101\n",
        good=_KFM_GOOD,
    ),
    Rule(
        "KF432",
        "invisible-character",
        "warning",
        Wording("{field} 里有看不见的字符 {char}", "删掉它；多半是从网页或聊天里复制来的"),
        Wording(
            "{field} holds an invisible character {char}",
            "delete it; most often it came along from a web page or a chat",
        ),
        bad="menu greeting\n  click: 满\u200b意 -> 101\n",
        good=_KFM_GOOD,
    ),
    # ---- KF5xx: params --------------------------------------------------------------------
    Rule(
        "KF502",
        "undeclared-param",
        "error",
        Wording(
            "没有声明参数 {text}",
            "这个版本还没有参数：直接写出内容；要显示花括号本身，写 \\{{ 和 \\}}",
        ),
        Wording(
            "the param {text} is not declared",
            "this version has no params yet: write the content out; to show a brace itself, "
            "write \\{{ or \\}}",
        ),
        bad="menu greeting\n  head: 您好 {name}\n  click: 满意 -> 101\n",
        good="menu greeting\n  head: 您好 \\{name\\}\n  click: 满意 -> 101\n",
    ),
    # ---- KF6xx: full-width punctuation ----------------------------------------------------
    Rule(
        "KF601",
        "full-width-structure",
        "warning",
        Wording("这里的 {text} 按 {meant} 来读", "改成{meant}"),
        Wording("{text} is read as {meant} here", "write {meant} instead"),
        bad="menu greeting\n  click：满意 -> 101\n",
        good=_KFM_GOOD,
        mended=True,
    ),
    Rule(
        "KF602",
        "wide-blank",
        "warning",
        Wording("这里有全角或不换行的空格 {char}", "写成普通空格"),
        Wording("there is a wide or no-break blank {char} here", "write an ordinary blank"),
        bad="menu greeting\n\u3000click: 满意 -> 101\n",
        good=_KFM_GOOD,
        mended=True,
    ),
    Rule(
        "KF605",
        "arrow-in-text",
        "warning",
        Wording(
            "{keyword} 不能点，这个 -> 会原样显示", "要能点的请用 click 或 view；否则写成 \\->"
        ),
        Wording(
            "{keyword} cannot be clicked, so this -> will be shown as it is",
            "for something to click use click or view; else write \\->",
        ),
        bad="menu greeting\n  text: 官网 -> https://example.com\n",
        good="menu greeting\n  view: 官网 -> https://example.com\n",
    ),
    Rule(
        "KF608",
        "quoted-value",
        "warning",
        Wording("引号会成为内容的一部分", "去掉两边的引号；.kfm 里的文字不用引号"),
        Wording(
            "the quotes will be part of the value",
            "take them away; texts in .kfm stand without quotes",
        ),
        bad="menu greeting\n  click: “满意” -> 101\n",
        good=_KFM_GOOD,
    ),
    # ---- KF9xx: the outside world ---------------------------------------------------------
    Rule(
        "KF901",
        "cannot-read",
        "error",
        Wording("读不了 {text}：{reason}", "看看路径和权限对不对"),
        Wording("cannot read {text}: {reason}", "see whether path and permissions are right"),
        bad="no-such-file.kfm",
        good="examples/satisfaction.kfm",
        kind="path",
        hints={
            "nothing": (
                "给一个 .kfm 文件、.json 文件，或里面有 .kfm 的文件夹",
                "name a .kfm file, a .json file, or a folder that holds .kfm files",
            ),
        },
    ),
)

RULES: Mapping[str, Rule] = MappingProxyType({rule.code: rule for rule in _RULES})
"""Every rule by its code, in order."""
