"""A project to start from: a menu, its test, and what looks at both before they are merged."""

from collections.abc import Iterator
from typing import NamedTuple

from kfmenu import __version__

MENUS = "menus"
"""The folder of the menus."""

_MENU_ZH = """\
# 客户进入会话时发送
菜单 welcome
  开头: 您好，请问有什么可以帮您？
  回复: 查订单 -> order
  回复: 营业时间 -> @hours
  链接: 帮助中心 -> https://example.com/help
  结尾: 也可以直接说出您的问题

消息 hours
  | 我们每天 9:00 到 21:00 在线。
"""

_MENU_EN = """\
# Sent when a customer enters the session
menu welcome
  head: Hello! What can we do for you?
  click: My order -> order
  click: Opening hours -> @hours
  view: Help -> https://example.com/help
  tail: Or just type your question.

message hours
  | We are here from 9:00 to 21:00, every day.
"""

_TEST = '''\
"""{about}"""

from pathlib import Path

from kfmenu import Click, Menu, load

MENUS = load(Path(__file__).parent.parent / "menus")
ANSWERED = {{"order"}}  # {answered}


def test_buttons() -> None:
    """{promise}"""
    for template in MENUS.values():
        message = template.render()
        for item in message.items if isinstance(message, Menu) else ():
            if isinstance(item, Click) and item.id:
                assert item.id in MENUS or item.id in ANSWERED
'''

_TEST_ZH = _TEST.format(
    about="菜单和服务对得上。",
    answered="服务会处理的编号",
    promise="每个按钮都引到一条消息，或者引到服务会处理的编号。",
)

_TEST_EN = _TEST.format(
    about="Menus and service fit together.",
    answered="the ids that the service knows what to do with",
    promise="Every button leads to a message, or to an id that the service answers.",
)

_CONFIG = """\
paths = ["menus"]
strict = true
"""

_HOOKS = f"""\
repos:
  - repo: local
    hooks:
      - id: kfmenu-fmt
        name: kfmenu fmt
        entry: kfmenu fmt
        language: python
        additional_dependencies: [kfmenu=={__version__}]
        files: \\.kfm$
        require_serial: true
      - id: kfmenu-check
        name: kfmenu check
        entry: kfmenu check
        language: python
        additional_dependencies: [kfmenu=={__version__}]
        files: (\\.kfm|kfmenu\\.toml)$
        pass_filenames: false
"""

_WORKFLOW = f"""\
name: menus
on:
  pull_request:
  push:
    branches: [main, master]
permissions:
  contents: read
jobs:
  menus:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
        with:
          fetch-depth: 0
      - uses: actions/setup-python@v5
        with:
          python-version: "3.13"
      - run: python -m pip install kfmenu=={__version__}
      - run: kfmenu fmt --check
      - run: kfmenu check --output-format github
      - run: python -m pip install pytest
      - run: python -m pytest tests/test_menus.py
      - if: github.event_name == 'pull_request'
        run: kfmenu breaking --against "origin/$GITHUB_BASE_REF" --output-format github
      - if: always()
        run: kfmenu preview --html menus.html
      - if: always()
        uses: actions/upload-artifact@v4
        with:
          name: menus
          path: menus.html
"""

_TESTED = """\
      - run: python -m pip install pytest
      - run: python -m pytest tests/test_menus.py
"""


class Starter(NamedTuple):
    """One file of the project.

    Args:
        path: where it is, `/` between the names.
        zh: what it is for, in Chinese.
        en: the same in English.
        text_zh: all of it, with Chinese words.
        text_en: the same with English ones.
    """

    path: str
    zh: str
    en: str
    text_zh: str
    text_en: str


def starter(*, sample: bool) -> Iterator[Starter]:
    """Give the files of the project.

    Args:
        sample: whether it comes with a menu and its test.
    """
    if sample:
        yield Starter(
            f"{MENUS}/welcome.kfm",
            "一个菜单，和它引到的一条消息", "a menu, and a message that it leads to",
            _MENU_ZH, _MENU_EN,
        )  # fmt: skip
        yield Starter(
            "tests/test_menus.py",
            "测试：每个按钮都有着落", "a test: every button leads somewhere",
            _TEST_ZH, _TEST_EN,
        )  # fmt: skip
    workflow = _WORKFLOW if sample else _WORKFLOW.replace(_TESTED, "")
    for path, zh, en, text in (
        ("kfmenu.toml", "配置", "the configuration", _CONFIG),
        (".pre-commit-config.yaml", "提交前的检查", "what is checked before a commit", _HOOKS),
        (".github/workflows/menus.yml", "合并前的检查", "what is checked before a merge", workflow),
    ):
        yield Starter(path, zh, en, text, text)
