"""No noise: nothing is said about honest text, wherever it stands, or about a Chinese keyboard."""

from collections import Counter
from pathlib import Path

import pytest
from beside import shared_folder

from kfmenu import check, dumps, from_dict
from kfmenu.problems import has_errors
from kfmenu.project.inputs import Input
from kfmenu.project.jsontext import read_json
from kfmenu.project.project import read_project

PLACES = {
    "label": "菜单 甲\n  回复: {} -> 1\n",
    "label of a link": "菜单 甲\n  链接：{} -> https://example.com/a?b=1\n",
    "text": "菜单 甲\n  开头：请选择\n  文本：{}\n  回复：好 -> 1\n",
    "line of a text": "消息 甲\n  | 您好\n  | {}\n  | 谢谢\n",
    "head": "菜单 甲\n  开头：{}\n  回复：好 -> 1\n",
    "tail": "菜单 甲\n  回复：好 -> 1\n  结尾：{}\n",
}
LIMITS = {"KF402", "KF403"}


def codes(content: str) -> list[str]:
    """Give the codes of a file's problems, but for limits."""
    problems = read_project([Input("x.kfm", content, is_json=False)]).problems
    return [problem.code for problem in problems if problem.code not in LIMITS]


@pytest.mark.slow
def test_honest_text() -> None:
    """Of a thousand honest texts, each at all its places, fewer than one gives a problem."""
    labels = (shared_folder("honest") / "labels.txt").read_text(encoding="utf-8").split("\n")
    labels = [label for label in labels if label]
    fired = {
        f"{code} {place} {label}": code
        for label in labels
        for place, content in PLACES.items()
        for code in codes(content.format(label.replace("{", "\\{").replace("}", "\\}")))
    }
    print(
        f"{len(labels)} texts at {len(PLACES)} places:", Counter(fired.values()), *fired, sep="\n"
    )
    assert len(labels) > 1000
    assert len({fire.split(" ", 2)[2] for fire in fired}) * 1000 < len(labels)


KEYBOARD = """\
＃ 满意度调查：会话结束后发送
菜单　满意度
　　参数：name　文字（0..20）
　　参数：sex? 任选（男｜女）
　　开头：{name}您好，请问您对“本次”服务满意吗？（１分钟）

　　回复：满意　-> 101
　　回复：不满意 ->　102
　　回复：随便看看 -> -
　　回复：再评一次 -> @满意度
　　链接：官网　->　https://example.com/帮助?a=1&b=2#一
　　小程序：下单 -> wx123123123123123　pages/index?sex={sex}
　　文本：
　　　　｜　第一行，空两格
　　　　｜第二行：价格～￥９９
　　　　｜
　　　　｜——谢谢
　　引用：售后

　　结尾：欢迎再来！\u3000

片段　售后
　　链接：退款进度 -> https://example.com/refund
消息　收到
　　｜已收到，请稍候……
"""


def test_chinese_keyboard() -> None:
    """A file that is typed wholly with a Chinese keyboard has no problem, no warning either."""
    assert codes(KEYBOARD) == []


def test_corpus(corpus: Path) -> None:
    """A real payload that is written as a file gives the lints that it gave itself, and no more."""
    written = 0
    for path in sorted(corpus.glob("*.json")):
        payload = read_json(path.name, path.read_bytes()).value
        problems = check(payload, target="send_msg")
        if payload is None or has_errors(problems):
            continue
        written += 1
        content = dumps(from_dict(payload, target="send_msg"), "x")
        project = read_project([Input("x.kfm", content, is_json=False)], target="send_msg")
        told = {problem.code for problem in project.problems}
        assert told <= {problem.code for problem in problems}, path.name
    assert written
