"""A bot as many are: it hard-codes the host, fetches its own token, and posts by hand."""

import time
from typing import Any

import requests

HOST = "https://qyapi.weixin.qq.com/cgi-bin"


class Bot:
    """Greets whoever enters, and answers who is not content."""

    def __init__(self, corpid: str, secret: str) -> None:
        self.corpid, self.secret = corpid, secret
        self.token, self.ends_at = "", 0.0
        self.cursor = ""

    def access_token(self) -> str:
        """Give the token, fetched anew when it has expired."""
        if time.time() > self.ends_at:
            query = {"corpid": self.corpid, "corpsecret": self.secret}
            answer = requests.get(f"{HOST}/gettoken", params=query, timeout=5).json()
            self.token = answer["access_token"]
            self.ends_at = time.time() + answer["expires_in"] - 300
        return self.token

    def post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        """Call an endpoint."""
        query = {"access_token": self.access_token()}
        answer = requests.post(f"{HOST}/{path}", params=query, json=body, timeout=5).json()
        if answer["errcode"]:
            raise RuntimeError(f"{path}: {answer['errcode']} {answer['errmsg']}")
        return dict(answer)

    def greet(self, msg: dict[str, Any]) -> None:
        """Send the menu to who entered."""
        items = [
            {"type": "click", "click": {"id": "101", "content": "满意"}},
            {"type": "click", "click": {"id": "102", "content": "不满意"}},
        ]
        menu = {"head_content": "您对本次服务是否满意呢?", "list": items}
        body = {"code": msg["event"]["welcome_code"], "msgtype": "msgmenu", "msgmenu": menu}
        self.post("kf/send_msg_on_event", body)

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
