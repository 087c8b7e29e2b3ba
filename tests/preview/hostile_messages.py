"""Messages that would break a careless drawer."""

from typing import Any

from kfmenu import Menu, TextMessage

_FAMILY = "👨‍👩‍👧‍👦"

HOSTILE: dict[str, dict[str, Any]] = {
    name: message.wire()
    for name, message in {
        "script": Menu("<script>alert(1)</script>")
        .click("<img src=x onerror=alert(1)>", "\"'><b>")
        .view("</div></article><h1>", "javascript:alert(1)")
        .view("&amp; & &#10; <!-- ]]>", "https://e.cn/?a=\"><script>&b='")
        .tail("</style><style>*{display:none}"),
        "no newline": Menu("问")
        .text("问题可", no_newline=True)
        .click("联系客服", "script")
        .text("一", no_newline=True)
        .text("二", no_newline=True)
        .text("三")
        .text("尾", no_newline=True)
        .tail("接着"),
        "line feeds": Menu("\n一\n\n二\n")
        .text("\n")
        .text("\n", no_newline=True)
        .click("标\n签", "1")
        .view("回\r\n车\r", "https://e.cn")
        .tail("\n"),
        "blanks": Menu("  两头  ")
        .click(" 中  间 ", " ")
        .text("\t表\t格\t")
        .tail("\u3000\u00a0\u2003"),
        "emoji": Menu(_FAMILY * 9)
        .click("☺️👍🏽🇨🇳", _FAMILY)
        .view(_FAMILY, "https://e.cn/" + _FAMILY),
        "right to left": Menu("שלום עולם 您好")
        .click("مرحبا", "1")
        .text("\u202eevil\u202c", no_newline=True)
        .click("\u2067isolated", "2")
        .tail("abc שלום 123"),
        "controls": Menu("\x00\x01\x1b[31m\x7f\x85\u2028\u2029\ufeff\ufffe\uffff\U0001ffff")
        .click("\x0c\x0b\x08", "\x1b]8;;https://e.cn\x1b\\")
        .tail("\ud800"),
        "empty": Menu(""),
        "no label": Menu("看").miniprogram("", "wx1", "p").click("", "1"),
        "long": Menu("满" * 400)
        .click("a" * 300, "b" * 300)
        .view("链接", "https://e.cn/" + "c" * 2100),
        "many": Menu().add([Menu().click(f"第{i}项", str(i)).items for i in range(40)]),
        "text": TextMessage("<b>你好</b>\n再见"),
        "\"'<&> 名": Menu("名").click("回到自己", "\"'<&> 名"),
    }.items()
}
"""Messages by names that are as bad."""
