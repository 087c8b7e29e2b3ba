"""The outside world: the words and examples of KF9xx."""

from kfmenu.rules.rule import Rule, Wording

RULES = (
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
