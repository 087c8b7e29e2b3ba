"""Arrows: however an item's arrow is spelled, no other menu comes of it, and the line is told."""

from typing import NamedTuple

import pytest

from kfmenu.project.inputs import Input
from kfmenu.project.project import read_project


class Honest(NamedTuple):
    """An item as it should be written."""

    keyword: str
    label: str
    target: str

    @property
    def line(self) -> str:
        """The whole line."""
        return f"{self.keyword}: {self.label} -> {self.target}"


LABELS = """\
满意|不满意|很满意，谢谢！|转人工|转人工服务（9:00-18:00）|查订单|我的订单 / 物流
退款进度|申请退款|退货、换货|修改收货地址|发票与报销|优惠券怎么用？|会员等级|开通 VIP
iPhone 15 的价格|WiFi 套餐|A/B 测试|100 元以下|24 小时客服|1. 常见问题|① 新手指南
【活动】双十一|“618”大促|《用户手册》|首页|返回上一级|← 返回|👍 很好|👎 不好|😀
👨‍👩‍👧‍👦 亲子套餐|❤️ 收藏|联系我们：电话|时间：9 点到 21 点|价格：99 元起|全国 → 海外
北京 → 上海|第 1 步 → 第 2 步|更多>>|查看更多 >|点这里 👉|5-10 元|3～5 天|下载 App
Apple Pay|Yes|No|Check my order|Talk to a human|C++ 课程|50% 折扣|#话题|@小助手
我的（收藏）|余额￥|其他…|还有问题吗|a|好""".replace("\n", "|").split("|")
"""Labels of all kinds; none is a mistake."""

TARGETS = {
    "回复": [
        "101",
        "rate:5",
        "refund_more",
        "order.list",
        "human-2",
        "-",
        "@售后",
        "@after_sales",
        "A",
        "v2:b",
    ],
    "click": ["102", "-", "@help", "agent_1", "rate:1"],
    "链接": ["https://example.com/help?a=1&b=2", "http://example.com", "https://例子.中国/帮助#一"],
    "view": ["https://shop.example.com/o/1-2_3"],
    "小程序": ["wx123123123123123 pages/index", "wx1a2b3c4d5e6f7081 pages/o?id=1&t=a"],
    "miniprogram": ["wx0123456789abcdef pages/a/b.html"],
}

ITEMS = [
    Honest(keyword, label, targets[(at * 7 + step) % len(targets)])
    for at, label in enumerate(LABELS)
    for step, (keyword, targets) in enumerate(TARGETS.items())
]

SIGNS = [
    "->",
    "→",
    "⇒",
    "➔",
    "➜",
    "➡",
    "➡️",
    "=>",
    "＝＞",
    "－＞",
    "—>",
    "——>",
    "-->",
    "-》",
    "==>",
    "–>",
    ">",
    "》",
    ">>",
    "»",
    "⟶",
    "►",
    "👉",
    "👉🏻",
    "：",
    ":",
    "，",
    ",",
    "、",
    "；",
    ";",
    "=",
    "＝",
    "|",
    "｜",
    "～",
    "~",
    "-",
    "—",
    "－",
]
BLANKS = ["", " ", "   ", "\t", "\u3000", "\u00a0", "\u2003 "]
SPELLINGS = [
    *(f"{before}{sign}{after}" for sign in SIGNS for before, after in [("", ""), (" ", " ")]),
    *(
        f"{before}{sign}{after}"
        for sign in SIGNS[:8]
        for before, after in [(" ", ""), ("", "\u3000")]
    ),
    *(f"\u3000{sign}\t" for sign in SIGNS[:8]),
    "- >",
    " - > ",
    *BLANKS,
]
"""What people write for ` -> `: signs glued and between blanks of any width, and none at all."""

MENUS = "".join(f"消息 {name}\n  | 您好\n" for name in ("售后", "after_sales", "help"))


class Made(NamedTuple):
    """What came of a menu with one item: its items, and what the hints of its errors say."""

    items: list[object]
    hints: str


def made(line: str) -> Made:
    """Compile a menu of one item."""
    content = f"{MENUS}菜单 甲\n  开头: 您好\n  {line}\n"
    project = read_project([Input("x.kfm", content, is_json=False)])
    assert {one.line for one in project.problems} <= {content.count("\n")}
    errors = [one for one in project.problems if one.severity == "error"]
    return Made(
        project.drafts[-1].message()["msgmenu"]["list"],
        " ".join(one.wording("zh").hint for one in errors),
    )


def test_many() -> None:
    """There are enough items and spellings for what is said of them."""
    assert len({item.line for item in ITEMS}) >= 200
    assert len(set(SPELLINGS)) == len(SPELLINGS) >= 40


@pytest.mark.slow
def test_no_spelling_builds_another_menu() -> None:
    """Any arrow is read rightly or is an error, and 95 in 100 of these spell the right line."""
    errors, right = 0, 0
    for item in ITEMS:
        honest, hints = made(item.line)
        assert len(honest) == 1
        assert not hints
        for spelling in SPELLINGS:
            items, hints = made(f"{item.keyword}: {item.label}{spelling}{item.target}")
            if hints:
                assert not items
                errors += 1
                right += item.line in hints
            else:
                assert items == honest, spelling
    print(f"{len(ITEMS)} items, {len(SPELLINGS)} spellings: {right} of {errors} lines are right")
    assert errors > len(ITEMS) * 40
    assert right >= errors * 0.95


ENTRIES = [
    *(f"{item.keyword}{colon}{item.label}{arrow}{item.target}"
      for item in ITEMS[::3] for colon, arrow in [("：", " -> "), (":", "→"), (": ", " —> ")]),
    *(f"{word}{colon}您好" for word in ("开头", "结尾", "文本", "行内") for colon in "：:"),
    *(f"{word}: hello" for word in ("head", "tail", "text", "inline")),
    "参数：name 文字(20)",
    "param: name? text（20）",
    "| 满意 | 101 |",
    "满意 | 101 |",
    "--- | ---",
    "| --- | --- |",
    "回复 | 满意 | 101 |",
]  # fmt: skip


def test_no_gutter_swallows_an_entry() -> None:
    """Behind a `| ` no entry passes for text, whether the text is a head, an item or a message."""
    for entry in ENTRIES:
        for above in ("菜单 甲\n  开头：您好\n", "菜单 甲\n  文本：\n", "消息 甲\n"):
            for gutter in ("| ", "    ｜", "|"):
                content = f"{above}{gutter}{entry}\n"
                project = read_project([Input("x.kfm", content, is_json=False)])
                codes = [(one.code, one.line) for one in project.problems if one.code != "KF424"]
                assert codes == [("KF213", content.count("\n"))], content


HONEST = (
    "链接：https://example.com",
    "小程序：搜索“好店”",
    "回复：满意请按 1",
    "参数：见下文",
    "微信 -> 我 -> 设置",
    "价格 | 数量",
    "----------",
    "\\u{56de}复：满意 -> 101",
)


def test_honest_gutters() -> None:
    """Texts that only look a little like an entry stay texts."""
    for text in HONEST:
        content = f"消息 甲\n  | 您好\n  | {text}\n"
        assert not read_project([Input("x.kfm", content, is_json=False)]).problems, text
