"""Messages as files: free text, and the exports of QQ, WeChat, Telegram and IRC. Senders are no part of any record."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from tiao.demo.talk import Message

RULE = "=" * 64
# The people who talk. Their QQ numbers stand in the heads of messages and are participants, never goods.
SPEAKERS = ("老王", "阿强货源", "小丽")
START = datetime(2023, 5, 1, 9, 0, 0)
Head = Callable[[int], str]


def free_text(messages: Sequence[Message]) -> tuple[bytes, list[int]]:
    """A line each, with a blank line after every seventh. Returns bytes and line numbers."""
    lines: list[str] = []
    numbers = []
    for place, message in enumerate(messages):
        if place and place % 7 == 0:
            lines.append("")
        lines.append(message.text)
        numbers.append(len(lines))
    return _joined(lines), numbers


def qq(messages: Sequence[Message]) -> tuple[bytes, list[int]]:
    """The text export of QQ: a title, rules, then heads with the sender's number in brackets."""
    title = [
        "消息记录（此消息记录为文本格式，不支持重新导入）",
        "",
        RULE,
        "消息分组:我的群聊",
        RULE,
        "消息对象:数据交流",
        RULE,
        "",
    ]
    return _headed(
        title, messages, lambda place: f"{_time(place):%Y-%m-%d %H:%M:%S} {_speaker(place)}({10001 + place % 3})"
    )


def wechat(messages: Sequence[Message]) -> tuple[bytes, list[int]]:
    """WeChat as copied from a computer: name and time, then the text."""
    return _headed([], messages, lambda place: f"{_speaker(place)} {_time(place):%Y-%m-%d %H:%M:%S}")


def telegram(messages: Sequence[Message]) -> tuple[bytes, list[int]]:
    """Telegram as copied from a computer: name, then the time in square brackets."""
    return _headed([], messages, lambda place: f"{_speaker(place)}, [{_time(place):%d.%m.%Y %H:%M}]")


def irc(messages: Sequence[Message]) -> tuple[bytes, list[int]]:
    """A log like those of mIRC: time, sender and text on one line."""
    lines = [f"[{_time(place):%H:%M:%S}] <{_speaker(place)}> {message.text}" for place, message in enumerate(messages)]
    return _joined(lines), list(range(1, len(lines) + 1))


def _headed(title: list[str], messages: Sequence[Message], head: Head) -> tuple[bytes, list[int]]:
    lines = list(title)
    numbers = []
    for place, message in enumerate(messages):
        lines.append(head(place))
        numbers.append(len(lines))
        lines += [*message.text.split("\n"), ""]
    return _joined(lines), numbers


def _time(place: int) -> datetime:
    return START + timedelta(seconds=37 * place)


def _speaker(place: int) -> str:
    return SPEAKERS[place * 7 // 3 % len(SPEAKERS)]


def _joined(lines: Sequence[str]) -> bytes:
    return "".join(f"{line}\n" for line in lines).encode()
