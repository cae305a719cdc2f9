"""Chats and short messages in reports of phone extractions (手机取证报告): tables by form, talk by what they are.

Forensic programs (Cellebrite UFED; 美亚柏科, 盘古石 and others) write what they took from a phone as sheets. A sheet of
messages has a column for the text, one for the time and one for who wrote it, and columns that only such reports have.
Whoever talks is not the goods (出售的信息): such a sheet is read as a chat. Contacts and calls stay tables.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tiao.content.reader import Chunk, Layout, RowsChunk, Table

LOOKED_AT = 12
"""Rows at the top: titles and what the report is about may stand above the names of the columns."""
MARKS_NEEDED = 2

_TEXT_WORDS = "body message content text 内容 消息内容 聊天内容 信息内容 短信内容 短信正文 正文 消息 信息"
# The first that is there: who wrote it stands before who took part.
_SENDER_WORDS = (
    "from sender author 发送者 发送人 发信人 发件人 发送方 发言人 发送者昵称 发送人昵称 sendername talker "
    "对方 对方昵称 对方号码 对方姓名 联系人 parties party participant contact 号码 电话号码 姓名 昵称"
)
_TIME_WORDS = (
    "timestamptime timestamp timestampdate datetime time date createtime 时间 发送时间 消息时间 收发时间 "
    "短信时间 日期时间 日期 时间戳 收发日期 发生时间"
)
# What only a report of an extraction says of a message; one of these at least, and two with the words below.
_SURE_WORDS = (
    "删除状态 是否删除 删除标识 恢复状态 收发类型 收发状态 收发方向 读取状态 阅读状态 是否已读 deleted deletedchat "
    "deletedinstantmessage chat participants identifier starredmessage sourcefileinformation issend"
)
_MARK_WORDS = (
    "数据状态 方向 消息类型 会话 会话id 会话名称 聊天对象 群名称 短信类型 文件夹 来源 数据来源 源文件 folder status "
    "direction source serviceidentifier startedtime instantmessage messagetype readstatus priority service smsc label"
)
_KNOWN_WORDS = (
    "序号 编号 no id msgid 接收者 接收人 收件人 接收方 to recipient recipients receiver account 账号 本机号码 "
    "本机账号 app application 应用 attachment attachments 附件 附件路径 extractionsource startdate enddate "
    "lastactivity"
)
# What WeChat's own table of messages (EnMicroMsg, table `message`) says beside.
_WECHAT_WORDS = (
    "msgsvrid type isshowtimer imgpath reserved lvbuffer transcontent transbrandwording talkerid bizclientmsgid "
    "bizchatid bizchatuserid msgseq flag solitairefoldinfo historyid fromusername bizmsgid"
)
_TEXTS, _SENDERS, _TIMES = (tuple(words.split()) for words in (_TEXT_WORDS, _SENDER_WORDS, _TIME_WORDS))
_SURE, _MARKS = frozenset(_SURE_WORDS.split()), frozenset(_MARK_WORDS.split())
_KNOWN = frozenset(f"{_KNOWN_WORDS} {_WECHAT_WORDS}".split()) | _SURE | _MARKS
_REMARK = re.compile(r"[(（\[【<].*?[)）\]】>]")
_MEMBER = re.compile(r"([A-Za-z][\w-]{4,40}):\n")
_NOT_WORD = re.compile(r"[\W_]+")


@dataclass(frozen=True)
class Columns:
    """Which columns of a sheet hold what.

    Attributes:
        row: of the names of the columns, from 0. time, sender, text: columns. more: those of which nobody knows what
            they hold; they are read with the text. width: how many columns have names.
        sent: the column that says whether this phone wrote it, as WeChat's own table does; -1 if there is none.
    """

    row: int
    time: int
    sender: int
    text: int
    more: tuple[int, ...]
    width: int
    sent: int = -1


def columns_of(rows: Sequence[tuple[int, Sequence[str]]]) -> Columns | None:
    """How the first rows of a sheet, blank ones left out, say that it holds messages; None if they do not."""
    for number, row in rows:
        words = [_NOT_WORD.sub("", _REMARK.sub("", cell).lower()) for cell in row]
        text, sender, time = (_first(names, words) for names in (_TEXTS, _SENDERS, _TIMES))
        sure = sum(word in _SURE for word in words)
        marks = sure + sum(word in _MARKS for word in words)
        if min(text, sender, time) < 0 or not sure or marks < MARKS_NEEDED:
            continue
        known = {text, sender, time} | {place for place, word in enumerate(words) if _is_known(word)}
        more = tuple(place for place in range(len(words)) if place not in known)
        return Columns(number, time, sender, text, more, len(words), _first(("issend",), words))
    return None


def _first(names: Sequence[str], words: Sequence[str]) -> int:
    return next((words.index(name) for name in names if name in words), -1)


def _is_known(word: str) -> bool:
    return not word or word in _KNOWN or word in _SENDERS or word in _TIMES


@dataclass
class MessagesTable:
    """A sheet of messages as a chat; row numbers are the sheet's own."""

    name: str
    sheet: Table
    columns: Columns
    layout: Layout = "chat"

    def chunks(self) -> Iterator[Chunk]:
        before = 0
        for chunk in self.sheet.chunks():
            batch = chunk.batch()
            rows: list[tuple[int, Sequence[str]]] = []
            blank = batch.blank
            for place in range(len(batch)):
                number, cells = int(batch.rows[place]), batch.texts(place)
                if before + number == self.columns.row:
                    # The names of the columns say nothing of anybody; a database has them in no row of its own.
                    blank += number >= 0
                elif before + number < self.columns.row:
                    rows.append((number, ("", "", "\t".join(filter(None, cells)))))
                else:
                    rows.append((number, self._message(cells)))
            before += batch.height
            yield RowsChunk(rows, batch.height, chunk.size, blank, batch.unread)

    def _message(self, cells: Sequence[str]) -> tuple[str, str, str]:
        def cell(place: int) -> str:
            return cells[place] if place < len(cells) else ""

        own = self.columns
        # Cells beyond the last name belong to no column that is known.
        more = [cell(place) for place in (*own.more, *range(own.width, len(cells)))]
        sender, text = cell(own.sender), cell(own.text)
        if own.sent >= 0:
            sender, text = _of_wechat(sender, text, cell(own.sent))
        return cell(own.time), sender, "\n".join(filter(None, [text, *more]))


def _of_wechat(talker: str, text: str, sent: str) -> tuple[str, str]:
    """Who wrote a message of WeChat's table, and the text: in a group the text begins with who wrote it."""
    if sent == "1":
        return "本机", text
    member = _MEMBER.match(text) if talker.endswith("@chatroom") else None
    return (member.group(1), text[member.end() :]) if member else (talker, text)


def as_messages(table: Table, first: Sequence[tuple[int, Sequence[str]]]) -> Table:
    """A sheet as a chat if it holds the messages of an extraction, else as it is.

    Args:
        first: its first rows with their numbers from 0, blank ones left out; names that stand in no row have -1.
    """
    found = columns_of(first)
    if found is None:
        return table
    return MessagesTable(table.name, table, found)
