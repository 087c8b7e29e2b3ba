"""Rendering a template of two params: to a dict, and to JSON text."""

import json
from functools import partial
from typing import Any

from timing import Figure, compare, interleave, timed

from kfmenu import Menu, Template, loads

TITLE = "Rendering a template"
ROUNDS = 300
TIMES = 30

HEAD = "{name}，您好，请问有什么可以帮您？"
URL = "https://example.com/orders?id={order}"
VALUES = {"name": "张三丰", "order": "2024-11-25-000123"}

_FIRST = f"""menu m
  param: name text(1..20)
  param: order id(32)
  head: {HEAD}
"""
THREE = f"""{_FIRST}  click: 满意 -> 101
  view: 查看订单 -> {URL}
  click: 转人工客服 -> agent
"""
TEN = f"""{_FIRST}  click: 查询订单进度 -> order_status
  click: 修改收货地址 -> change_address
  click: 申请退款或退货 -> refund
  click: 发票与报销 -> invoice
  click: 优惠券使用规则 -> coupons
  click: 转人工客服 -> agent
  view: 查看常见问题 -> https://example.com/help/faq?from=kf
  view: 查看订单 -> {URL}
  miniprogram: 打开小程序查看更多 -> wx123123123123123 pages/index?userid=zhangsan&orderid=123
  text: 以上都没有？请直接输入您的问题
  tail: 服务时间：每天 9:00 到 21:00，节假日不休息
"""


def _floor(message: dict[str, Any]) -> None:
    """Do what a service does without any library: two formats, and one dump of the result."""
    HEAD.format(**VALUES)
    URL.format(**VALUES)
    json.dumps(message)


def _to_dict(template: Template) -> dict[str, Any]:
    return template.render(**VALUES).to_dict()


def _to_json(template: Template) -> str:
    return template.render(**VALUES).to_json()


def measure() -> list[Figure]:
    """Give a rendering in units of two `str.format` and one `json.dumps`."""
    sides = {}
    subjects = []
    for name, text, most in (("ten items", TEN, (1.0, 0.4)), ("three items", THREE, (1.5, 0.7))):
        template = loads(text)["m"]
        message = template.render(**VALUES)
        assert isinstance(message, Menu)
        assert json.loads(message.to_json()) == message.to_dict()
        sides[f"{name} floor"] = timed(partial(_floor, message.to_dict()), TIMES)
        for what, render, limit in (("dict", _to_dict, most[0]), ("JSON", _to_json, most[1])):
            sides[f"{name}, {what}"] = timed(partial(render, template), TIMES)
            subjects.append((name, f"{name}, {what}", limit))
    samples = interleave(sides, ROUNDS)
    return [
        compare(samples, side, f"{name} floor", f"template of two params, {side}", limit)
        for name, side, limit in subjects
    ]
