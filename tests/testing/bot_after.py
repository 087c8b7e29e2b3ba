"""A bot as many are: it hard-codes the host and pulls by hand; kfmenu sends."""

from typing import Any

import requests

from kfmenu import Menu, Sender

HOST = "https://qyapi.weixin.qq.com/cgi-bin"


class Bot:
    """Greets whoever enters, and answers who is not content."""

    def __init__(self, corpid: str, secret: str) -> None:
        self.sender = Sender.from_secret(corpid, secret)
        self.cursor = ""

    def post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        """Call an endpoint."""
        query = {"access_token": self.sender.access_token()}
        answer = requests.post(f"{HOST}/{path}", params=query, json=body, timeout=5).json()
        if answer["errcode"]:
            raise RuntimeError(f"{path}: {answer['errcode']} {answer['errmsg']}")
        return dict(answer)

    def greet(self, msg: dict[str, Any]) -> None:
        """Send the menu to who entered."""
        menu = Menu("您对本次服务是否满意呢?").click("满意", id="101").click("不满意", id="102")
        self.sender.welcome(msg, menu)

    def answer(self, msg: dict[str, Any]) -> None:
        """Answer who tapped 不满意."""
        who = {"touser": msg["external_userid"], "open_kfid": msg["open_kfid"]}
        text = {"content": "很抱歉，请告诉我们哪里不满意"}
        self.post("kf/send_msg", {**who, "msgtype": "text", "text": text})

    def work(self) -> None:
        """Pull what happened since the last time, and do something about it."""
        more = True
        while more:
            page = self.post("kf/sync_msg", {"cursor": self.cursor})
            for msg in page["msg_list"]:
                if "welcome_code" in msg.get("event", {}):
                    self.greet(msg)
                elif msg.get("text", {}).get("menu_id") == "102":
                    self.answer(msg)
            self.cursor, more = page["next_cursor"], page["has_more"]
