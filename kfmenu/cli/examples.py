"""What help shows of each command: lines to try, and what its exit code means."""

from collections.abc import Mapping

Said = tuple[str, str]
"""The same in Chinese and in English."""

EXAMPLES: Mapping[str, tuple[tuple[str, Said], ...]] = {
    "kfmenu": (
        ("kfmenu check menus", ("检查一个文件夹里的 .kfm", "look at the .kfm files of a folder")),
        (
            "kfmenu build menus -o dist",
            ("写成 JSON，一条消息一个文件", "write JSON, a file a message"),
        ),
        ("kfmenu explain KF402", ("一条规则是什么意思", "what a rule means")),
    ),
    "init": (
        ("kfmenu init", ("在当前文件夹里", "in the current folder")),
        ("kfmenu init shop --lang en", ("在另一个文件夹里，用英文", "elsewhere, in English")),
    ),
    "check": (
        ("kfmenu check menus", ("一个文件夹", "a folder")),
        ("kfmenu check", ("配置里的 paths", "the paths of the configuration")),
        ("kfmenu check menus --strict", ("有警告也算失败", "warnings fail, too")),
        ("kfmenu check --as menu -", ("标准输入里的 JSON", "JSON from the standard input")),
        ("kfmenu check --show-config", ("哪些设置有效，从哪里来", "what is configured, and where")),
    ),
    "build": (
        ("kfmenu build menus -o dist", ("一条消息一个文件", "a file a message")),
        ("kfmenu build", ("配置里的 paths，写到 out", "the configured paths, into out")),
        ("kfmenu build menus -o dist --check", ("已过期时失败", "fail when out of date")),
        ("kfmenu build menus/a.kfm", ("打印出来", "print it")),
    ),
    "fmt": (
        ("kfmenu fmt menus", ("改文件", "change the files")),
        ("kfmenu fmt menus --check", ("不改；没排好时失败", "fail where it would change one")),
        ("kfmenu fmt menus --diff", ("不改；显示会改什么", "show what would change")),
        ("kfmenu fmt menus --keywords zh", ("关键字都用中文", "all keywords in Chinese")),
    ),
    "fix": (
        ("kfmenu fix menus", ("改文件，报告剩下的", "mend the files, report what is left")),
        ("kfmenu fix - < a.kfm", ("改好的写到标准输出", "mend the standard input")),
    ),
    "import": (
        ("kfmenu import a.json > a.kfm", ("一条消息", "a message")),
        ("kfmenu import a.json --name 评价", ("给它一个名称", "give it a name")),
    ),
    "breaking": (
        ("kfmenu breaking menus --against main", ("和一个分支比", "compare with a branch")),
        ("kfmenu breaking menus --against dist", ("和编译好的比", "compare with what was built")),
    ),
    "preview": (
        ("kfmenu preview a.kfm", ("在终端里看", "in the terminal")),
        ("kfmenu preview menus --html a.html", ("写成一个网页", "as a page")),
        ("kfmenu preview a.kfm --set 姓名=小明", ("给参数一个值", "give a param a value")),
    ),
    "explain": (
        ("kfmenu explain KF402", ("一条规则", "a rule")),
        ("kfmenu explain KF4", ("一组规则", "a group of rules")),
        ("kfmenu explain", ("所有规则", "all rules")),
    ),
    "send": (
        ("kfmenu send a.kfm --dry-run", ("显示会发送什么", "show what would be sent")),
        (
            "KFMENU_CODE=… kfmenu send a.kfm 评价",
            ("发送其中一条；令牌从环境变量来", "send one of it; the token is in the environment"),
        ),
    ),
}
"""Of the program and of each command."""

_FINE = ("0", ("没有错误", "fine"))
_FOUND = ("1", ("有错误，或已过期", "problems found, or out of date"))
_USAGE = (
    "2",
    (
        "用法或配置不对，或读不了、写不了",
        "usage, configuration, or a file that cannot be read or written",
    ),
)
_FAILED = ("3", ("发送失败", "sending failed"))
_INTERRUPTED = ("130", ("被中断", "interrupted"))

_USUAL = (_FINE, _FOUND, _USAGE, _INTERRUPTED)
_OTHERS = {
    "kfmenu": (_FINE, _FOUND, _USAGE, _FAILED, _INTERRUPTED),
    "init": (_FINE, _USAGE, _INTERRUPTED),
    "explain": (_FINE, _USAGE),
    "send": (_FINE, _FOUND, _USAGE, _FAILED, _INTERRUPTED),
}


def exits(command: str) -> tuple[tuple[str, Said], ...]:
    """Give the exit codes of a command, and what each means."""
    return _OTHERS.get(command, _USUAL)
