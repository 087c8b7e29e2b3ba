"""The menu of the API page's sample in Python: it prints the JSON of the .kfm beside it."""

from kfmenu import Menu

menu = (
    Menu("您对本次服务是否满意呢? ")
    .click("满意", id="101")
    .click("不满意", id="102")
    .view("点击跳转到自助查询页面", url="https://work.weixin.qq.com")
    .miniprogram(
        "点击打开小程序查询更多",
        appid="wx123123123123123",
        pagepath="pages/index?userid=zhangsan&orderid=123123123",
    )
    .text("纯文本，支持\n换行")
    .tail("欢迎再次光临")
)

print(menu.to_json())
