"""The outside world: the words and examples of KF9xx."""

from kfmenu.rules.rule import Rule, Wording

RULES = (
    Rule(
        "KF901",
        "cannot-read",
        "error",
        Wording("读不了：{reason}", "看看路径和权限对不对"),
        Wording("cannot be read: {reason}", "see whether path and permissions are right"),
        bad="no-such-file.kfm",
        good="examples/satisfaction.kfm",
        kind="path",
        hints={
            "key": ("可以写的有：{line}", "what there is: {line}"),
            "key-guess": ("写成：{line}", "write `{line}`"),
            "manifest": (
                "用 kfmenu build 重新写这个文件夹，它会修好",
                "build the folder again: kfmenu build mends it",
            ),
            "template": (
                "用 kfmenu build 重新写它，不要手改",
                "build it again, and do not edit it by hand",
            ),
            "nothing": (
                "给一个 .kfm 文件、.json 文件，或里面有 .kfm 的文件夹",
                "name a .kfm file, a .json file, or a folder that holds .kfm files",
            ),
            "rule": ("kfmenu explain 列出所有规则", "kfmenu explain lists all rules"),
            "setting": ("写成：{line}", "write `{line}`"),
            "toml": ("TOML 这样写：名称 = 值", "TOML is written `name = value`"),
            "git": (
                "在 git 仓库里运行，或者和 kfmenu build 写过的文件夹比",
                "run it in a git repository, or compare with a folder that kfmenu build wrote",
            ),
            "ref": (
                "写一个提交、标签或分支（git branch -a 列出分支），或 kfmenu build 写过的文件夹",
                "name a commit, tag or branch (git branch -a lists those), "
                "or a folder that kfmenu build wrote",
            ),
            "outside": (
                "一次只比一个仓库里的文件",
                "compare the files of one repository at a time",
            ),
            "elsewhere": ("是不是 {guess}？", "did you mean {guess}?"),
            "shallow": (
                "先用 git fetch --unshallow 取全；CI 里 GitHub 写 fetch-depth: 0，"
                "GitLab 写 GIT_DEPTH: 0",
                "fetch the rest with git fetch --unshallow; in CI say fetch-depth: 0 on GitHub, "
                "GIT_DEPTH: 0 on GitLab",
            ),
        },
        messages={
            "key": ("没有 {text} 这个设置", "there is no setting {text}"),
            "key-guess": ("没有 {text} 这个设置", "there is no setting {text}"),
            "manifest": (
                "build 的清单读不懂：{reason}",
                "the manifest of the build cannot be parsed: {reason}",
            ),
            "git": ("没法比：{reason}", "cannot be compared with: {reason}"),
            "outside": (
                "没法比：{text} 不在这个仓库里",
                "cannot be compared with: {text} is not in this repository",
            ),
            "ref": ("git 里没有这个提交", "git knows no such commit"),
            "elsewhere": ("git 里没有这个提交", "git knows no such commit"),
            "shallow": (
                "这份浅克隆里没有这个提交",
                "this shallow clone does not hold that commit",
            ),
            "template": (
                "这条编译好的消息读不懂：{reason}",
                "this compiled message cannot be read: {reason}",
            ),
            "rule": ("没有以 {text} 开头的规则", "no rule begins with {text}"),
            "setting": ("设置 {text} 的值不对", "the setting {text} cannot have this value"),
            "toml": ("不是 TOML：{reason}", "this is no TOML: {reason}"),
        },
    ),
    Rule(
        "KF902",
        "out-of-date",
        "error",
        Wording("和 .kfm 不一致", "运行 kfmenu build（不带 --check），把结果一起提交"),
        Wording("is out of date", "run kfmenu build without --check, and commit what it writes"),
        bad='{\n  "msgtype": "text",\n  "text": {\n    "content": "您好"\n  }\n}\n',
        good='{\n  "msgtype": "text",\n  "text": {\n    "content": "欢迎咨询"\n  }\n}\n',
        kind="built",
        hints={
            "layout": (
                "运行 kfmenu fmt，把结果一起提交",
                "run kfmenu fmt, and commit what it writes",
            ),
        },
        messages={
            "created": ("还没有这个文件", "is not there yet"),
            "layout": ("还没有排好", "is not laid out as kfmenu fmt does"),
            "removed": ("它的菜单已经没有了", "is left over: its menu is gone"),
            "manifest": (
                "build 的清单读不懂：{reason}",
                "the manifest of the build cannot be parsed: {reason}",
            ),
        },
    ),
)
