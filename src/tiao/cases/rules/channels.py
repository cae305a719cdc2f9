"""Channels (渠道): where the information was got or handed over."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tiao.cases.reading import Reading
from tiao.cases.rules.found import Found, compiled, each

_CHANNELS = compiled(
    (
        ("qq", r"(?:QQ|腾讯QQ|腾迅即时通信|扣扣)(?!(?:账号|号码?)?(?:注册)?(?:信息|密码)|钱包|红包|账号注册)"),
        ("wechat", r"微信(?!转账|支付|红包|收款|钱包|好友信息|账号|零钱|聊天记录截图|账单)"),
        (
            "telegram",
            r"Telegram|telegram|TELEGRAM|纸飞机|电报群|蝙蝠(?:聊天|软件|APP)?|Potato|potato"
            r"|境外(?:加密)?(?:社交|通讯|聊天|即时通讯|社交聊天)(?:软件|平台|工具|应用)"
            r"|飞机(?:软件|群|聊天)|WhatsApp|Discord|推特",
        ),
        ("dark_web", r"暗网"),
        ("netdisk", r"网盘|云盘"),
        ("email", r"电子邮箱|电子邮件|(?:通过|以|用|发送至)[^，。；]{0,8}邮(?:箱|件)"),
        ("forum", r"论坛|贴吧"),
        ("shop", r"(?:通过|在|利用|借助)(?:淘宝|闲鱼|转转|拼多多)"),
        ("website", r"(?:通过|在|从|利用|登录|搭建|建立|设立)[^，。；暗]{0,16}(?<!淘宝)网站|网站平台"),
        ("app", r"(?:通过|利用|在)[^，。；]{0,12}(?:APP|App|小程序)(?!窃取)"),
        ("short_video", r"(?:通过|在|利用)[^，。；]{0,4}(?:抖音|快手|短视频)"),
        ("sms", r"(?:通过|以)(?:手机)?短信(?:方式)?(?:发送|提供|告知)"),
        ("usb", r"(?:通过|用|以|使用|拷贝(?:至|到|入|进)|存入|、)[^，。；]{0,6}(?:U盘|移动硬盘|优盘|u盘)"),
    )
)
_NAMED_ONLY = re.compile(r"(?:扣押|查扣|查获|提取|勘验|鉴定|抓获|搜查)")
_INTERNET = re.compile(
    r"(?:通过|从|在|利用|于)(?:互联网|网络|网上|网路)(?:上|平台|渠道|聊天工具)?[^。；]{0,22}?(?:购买"
    r"|获取|出售|收集|下载|贩卖|倒卖|收购|提供|交易)"
)


def find(reading: Reading) -> Iterator[Found]:
    """Each channel named in a clause of the facts."""
    for clause in reading.facts:
        said = reading.text[clause.start : clause.end]
        if _NAMED_ONLY.search(said):
            continue
        for value, pattern in _CHANNELS:
            match = pattern.search(said)
            if match:
                yield from each(
                    clause.actors, "channel", value, clause.start + match.start(), clause.start + match.end()
                )
        match = _INTERNET.search(said)
        if match:
            yield from each(
                clause.actors, "channel", "internet", clause.start + match.start(), clause.start + match.end()
            )
