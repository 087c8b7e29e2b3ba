"""Many files: `kfmenu check` of a thousand menus against libyaml only parsing the same content."""

import json
from typing import Any

import yaml
from installed import installed
from timing import Figure, compare, interleave, own_clock, process

TITLE = "Many files"
ROUNDS = 15
FILES = 1000

PARSE = """
import json, sys, time, yaml
with open(sys.argv[1], encoding="utf-8") as file:
    texts = json.load(file)
start = time.perf_counter()
for text in texts:
    yaml.load(text, yaml.CSafeLoader)
print(time.perf_counter() - start)
"""
"""Parses texts that are in memory already and prints how long that alone took."""


def menu(number: int) -> dict[str, Any]:
    """Give one of the menus as the API's JSON, no two with the same words."""
    page = f"pages/order?orderid={number * 7919}"
    items: list[dict[str, Any]] = [
        {"type": "click", "click": {"id": f"{topic}_{number}", "content": f"{label} {number}"}}
        for topic, label in (
            ("order", "查询订单进度"),
            ("address", "修改收货地址"),
            ("refund", "申请退款或退货"),
            ("invoice", "发票与报销"),
            ("coupons", "优惠券使用规则"),
            ("agent", "转人工客服"),
        )
    ]
    items += [
        {
            "type": "view",
            "view": {"url": f"https://example.com/help/{topic}/{number}", "content": label},
        }
        for topic, label in (("faq", "查看常见问题"), ("app", "下载最新版应用"))
    ]
    items += [
        {
            "type": "miniprogram",
            "miniprogram": {
                "appid": "wx123123123123123",
                "pagepath": page,
                "content": "打开小程序查看更多",
            },
        },
        {"type": "text", "text": {"content": "以上都没有？请直接输入您的问题", "no_newline": 0}},
    ]
    return {
        "msgtype": "msgmenu",
        "msgmenu": {
            "head_content": f"您好，欢迎咨询第 {number} 号小店，请问有什么可以帮您？",
            "list": items,
            "tail_content": "服务时间：每天 9 点到 21 点，节假日不休息",
        },
    }


def as_kfm(payload: dict[str, Any], name: str) -> str:
    """Write a message as `.kfm` text, the way a person would."""
    from kfmenu import dumps, from_dict  # noqa: PLC0415 - only writing the files needs them

    return dumps(from_dict(payload), name)


def measure() -> list[Figure]:
    """Give the whole process of the check in units of the time that libyaml parses."""
    with installed() as env:
        folder = env.folder / "menus"
        folder.mkdir()
        payloads = [menu(number) for number in range(FILES)]
        for number, payload in enumerate(payloads):
            text = as_kfm(payload, f"menu_{number}")
            (folder / f"menu_{number}.kfm").write_text(text, encoding="utf-8")
        texts = [yaml.safe_dump(one, allow_unicode=True, sort_keys=False) for one in payloads]
        assert [yaml.load(text, yaml.CSafeLoader) for text in texts] == payloads
        parsed = env.folder / "texts.json"
        parsed.write_text(json.dumps(texts), encoding="utf-8")
        samples = interleave(
            {
                "yaml": own_clock(env.python, "-c", PARSE, str(parsed), cwd=env.folder),
                "kfmenu": process(env.kfmenu, "check", "menus", cwd=env.folder),
            },
            ROUNDS,
        )
    subject = f"`kfmenu check` of {FILES:,} ten-item files, whole process"
    return [compare(samples, "kfmenu", "yaml", subject, 0.6)]
