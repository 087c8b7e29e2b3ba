"""Many files: `kfmenu check` of a thousand menus against libyaml only parsing as many as YAML."""

import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import yaml
from installed import installed
from timing import Figure, compare, interleave, most_memory, process

TITLE = "Many files"
ROUNDS = 25
FEW_ROUNDS = 5
FILES = 1000
MANY = 10_000

PARSE = """
import os, sys, yaml
for entry in os.scandir(sys.argv[1]):
    with open(entry.path, encoding="utf-8") as file:
        yaml.load(file.read(), yaml.CSafeLoader)
"""
"""Reads and parses all files of a folder, and does nothing else with them."""


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


SHARED = "part closing\n  text: 以上都没有？请直接输入您的问题\n"
"""What the menus with values share."""


def with_values(text: str, number: int) -> str:
    """Give a menu in `.kfm` a param, a part in the place of its text, and a button to the next."""
    following = f"menu_{(number + 1) % FILES}"
    text = text.replace("  head: 您好", "  param: name cut(32)\n  head: {name}，您好", 1)
    text = text.replace(f" -> agent_{number}\n", f" -> @{following}\n", 1)
    before, _, after = text.partition("  text: ")
    return f"{before}  use: closing\n{after.partition(chr(10))[2]}"


def as_person(payload: dict[str, Any]) -> str:
    """Write a message in YAML, as a person would write the API's object."""
    return yaml.safe_dump(payload, allow_unicode=True, sort_keys=False)


def as_json(payload: dict[str, Any]) -> str:
    """Write a message as the API's JSON, which is YAML too, laid out as a build lays it out."""
    return json.dumps(payload, ensure_ascii=False, indent=2) + "\n"


def as_short(payload: dict[str, Any]) -> str:
    """Write a message in a YAML as short as can be, which only a compiler like ours would take."""
    menu = payload["msgmenu"]
    items = []
    for item in menu["list"]:
        body = item[item["type"]]
        rest = {
            name: value for name, value in body.items() if name not in {"content", "no_newline"}
        }
        items.append({item["type"]: body["content"], **rest})
    short = {"head": menu["head_content"], "items": items, "tail": menu["tail_content"]}
    return yaml.safe_dump(short, allow_unicode=True, sort_keys=False)


SHAPES: dict[str, Callable[[dict[str, Any]], str]] = {
    "YAML as a person writes it": as_person,
    "the API's JSON": as_json,
    "YAML as short as can be": as_short,
}
GOALS = ("YAML as a person writes it", "the API's JSON")
"""The shapes that the goals speak of; the third is there so that nobody is flattered."""


def write(folder: Path, texts: Iterable[str], suffix: str) -> str:
    """Write texts into files of a new folder, and give its name."""
    folder.mkdir()
    for number, text in enumerate(texts):
        (folder / f"menu_{number}{suffix}").write_text(text, encoding="utf-8")
    return str(folder)


def measure() -> list[Figure]:
    """Give whole processes: the check against one that reads and parses, and many against few."""
    with installed() as env:
        payloads = [menu(number) for number in range(MANY)]
        parsers = {}
        for shape, made in SHAPES.items():
            folder = write(env.folder / shape, map(made, payloads[:FILES]), ".yaml")
            parsers[shape] = process(env.python, "-c", PARSE, folder, cwd=env.folder)
        kfm = [as_kfm(one, f"menu_{number}") for number, one in enumerate(payloads)]
        folders = {
            count: write(env.folder / f"kfm_{count}", kfm[:count], ".kfm")
            for count in (1, FILES, MANY)
        }
        check = {
            count: process(env.kfmenu, "check", folder, cwd=env.folder)
            for count, folder in folders.items()
        }
        valued = [with_values(text, number) for number, text in enumerate(kfm[:FILES])]
        values = write(env.folder / "values", [*valued, SHARED], ".kfm")
        sides = {
            **parsers,
            "one": check[1],
            "kfmenu": check[FILES],
            "values": process(env.kfmenu, "check", values, cwd=env.folder),
            "fmt": process(env.kfmenu, "fmt", "--check", folders[FILES], cwd=env.folder),
        }
        samples = interleave(sides, ROUNDS)
        many = interleave({"one": check[1], "few": check[FILES], "many": check[MANY]}, FEW_ROUNDS)
        memory = {
            count: most_memory(env.kfmenu, "check", folders[count], cwd=env.folder)
            for count in (FILES, MANY)
        }
    print(f"memory a file: {(memory[MANY] - memory[FILES]) / (MANY - FILES) / 1000:.1f} kB")
    subject = f"`kfmenu check` of {FILES:,} files"
    net = {
        side: [whole - start for whole, start in zip(many[side], many["one"], strict=True)]
        for side in ("few", "many")
    }
    return [
        *(
            compare(samples, side, shape, f"{what} ÷ {shape}", goal if shape in GOALS else None)
            for side, what, goal in (
                ("kfmenu", subject, 0.6),
                ("values", "the same with params, parts and names", 0.8),
            )
            for shape in SHAPES
        ),
        compare(
            samples, "fmt", "kfmenu", f"`kfmenu fmt --check` of {FILES:,} files ÷ `check`", 2.5
        ),
        compare(net, "many", "few", f"{MANY:,} ÷ {FILES:,} files, start subtracted", 10.5),
    ]
