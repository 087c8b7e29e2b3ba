"""Params: declarations, references, budgets, values: the words and examples of KF5xx."""

from kfmenu.rules.rule import Rule, Wording

RULES = (
    Rule(
        "KF502",
        "undeclared-param",
        "error",
        Wording(
            "没有声明参数 {text}",
            "这个版本还没有参数：直接写出内容；要显示花括号本身，写 \\{{ 和 \\}}",
        ),
        Wording(
            "the param {text} is not declared",
            "this version has no params yet: write the content out; to show a brace itself, "
            "write \\{{ or \\}}",
        ),
        bad="menu greeting\n  head: 您好 {name}\n  click: 满意 -> 101\n",
        good="menu greeting\n  head: 您好 \\{name\\}\n  click: 满意 -> 101\n",
    ),
)
