"""A synthetic bundle as a real case would give it: invented names, digests of labels, sums that add up.

Nothing in it belongs to a person: mobile and ID numbers are masked inventions.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any


def _hex(label: str) -> str:
    return hashlib.sha256(label.encode()).hexdigest()


def _item(number: int, shown: str, size: int, media_type: str) -> dict[str, Any]:
    return {
        "id": f"E{number}",
        "shown": shown,
        "size": size,
        "sha256": _hex(f"sha256 of exhibit {number}"),
        "sm3": _hex(f"sm3 of exhibit {number}"),
        "mtime": f"2020-09-{number:02d}T09:15:00Z",
        "type": media_type,
    }


def _columns(*roles: tuple[str, str]) -> list[dict[str, Any]]:
    return [{"n": n, "role": role, "reason": reason} for n, (role, reason) in enumerate(roles, 1)]


_FILES: list[dict[str, Any]] = [
    {
        "exhibit": "E1",
        "shown": "U盘/社工库/全国_合并.csv",
        "table": "",
        "layout": "table",
        "reader": "delimited@1",
        "encoding": "gb18030",
        "separator": ",",
        "reason": "lines divided by ,",
        "header": 1,
        "rows": 4_120_000,
        "records": 4_120_000,
        "skipped": {"header": 1, "header_repeated": 2, "blank": 3},
        "columns": _columns(
            ("name", "header word 姓名"),
            ("resident_id", "header word 身份证号"),
            ("mobile", "header word 手机"),
            ("address", "header word 家庭住址"),
            ("serial", "header word 编号"),
        ),
        "kinds": {"name": 4_119_870, "resident_id": 4_098_002, "mobile": 3_987_411, "address": 3_640_118},
        "doubts": {"resident_id_checksum": 12_305, "resident_id_date": 1_204, "truncated": 4_410, "region_unknown": 87},
        "held_back": 120,
        "participants": 0,
    },
    {
        "exhibit": "E2",
        "shown": "U盘/社工库/客户****_3月.xlsx",
        "table": "Sheet1",
        "layout": "table",
        "reader": "spreadsheet@1",
        "encoding": None,
        "separator": None,
        "reason": "a ZIP container with an Excel workbook in it",
        "header": 2,
        "rows": 312_480,
        "records": 312_480,
        "skipped": {"title": 1, "header": 1, "total": 1},
        "columns": _columns(
            ("name", "header word 收货人"),
            ("mobile", "header word 联系电话"),
            ("address", "header word 收货地址"),
            ("goods", "header word 商品名称"),
            ("payment", "header word 实付金额"),
        ),
        "kinds": {"name": 312_301, "mobile": 311_876, "address": 310_920, "goods": 312_480, "payment": 312_455},
        "doubts": {"mobile_malformed": 441, "mobile_range": 63},
        "held_back": 0,
        "participants": 0,
    },
    {
        "exhibit": "E3",
        "shown": "手机/QQ/群聊_138****5678.txt",
        "table": "",
        "layout": "chat",
        "reader": "chat@1",
        "encoding": "utf-8",
        "separator": None,
        "reason": "412 heads of messages in the style of QQ",
        "header": None,
        "rows": 26_911,
        "records": 9_877,
        "skipped": {"header": 4},
        "columns": _columns(("open", "no header word; values are read as they stand")),
        "kinds": {"resident_id": 5_210, "mobile": 9_120, "name": 4_871, "bank_card": 612, "password": 120},
        "doubts": {"bank_card_luhn": 14, "masked": 233},
        "held_back": 0,
        "participants": 37,
    },
    {
        "exhibit": "E4",
        "shown": "电脑/D盘/轨迹/kk_2020.txt",
        "table": "",
        "layout": "table",
        "reader": "delimited@1",
        "encoding": "utf-8",
        "separator": "----",
        "reason": "lines divided by ----",
        "header": 1,
        "rows": 1_286,
        "records": 1_286,
        "skipped": {"header": 1},
        "columns": _columns(
            ("plate", "header word 号牌号码"), ("checkpoint", "header word 卡口名称"), ("time", "header word 过车时间")
        ),
        "kinds": {"plate": 1_281, "checkpoint": 1_286, "time": 1_286},
        "doubts": {"plate_malformed": 5},
        "held_back": 0,
        "participants": 0,
    },
]

# excluded of by_row: 12,305 + 1,204 + 4,410 + 441 + 14 + 5 = 18,379, so by_row.high = 4,420,021 + 18,379 = 4,438,400.
_STRUCK = [
    {"reason": "resident_id_checksum", "pieces": 12_305},
    {"reason": "resident_id_date", "pieces": 1_204},
    {"reason": "truncated", "pieces": 4_410},
    {"reason": "mobile_malformed", "pieces": 441},
    {"reason": "bank_card_luhn", "pieces": 14},
    {"reason": "plate_malformed", "pieces": 5},
]


def _classes(whereabouts: int, property_: int, transaction: int, general: int) -> dict[str, Any]:
    names = ("whereabouts", "communication_content", "credit", "property", "lodging")
    names += ("communication_record", "health", "transaction", "other_sensitive", "general")
    classes = dict.fromkeys(names, 0)
    classes |= {"whereabouts": whereabouts, "property": property_, "transaction": transaction, "general": general}
    return {
        "total": whereabouts + property_ + transaction + general,
        "classes": classes,
        "tiers": {"1": whereabouts + property_, "2": transaction, "3": general},
    }


_COUNT: dict[str, Any] = {
    "format": "tiao.count/1",
    "run": _hex("run"),
    "rows": 4_460_677,
    "unreadable": 2,
    "default_method": "by_record@1",
    "not_identifying": 5_243,
    "methods": {
        "by_row@1": {
            **_classes(1_281, 120, 312_039, 4_106_581),
            "low": 4_419_638,
            "high": 4_438_400,
            "excluded": _STRUCK,
        },
        "by_record@1": {
            **_classes(1_274, 118, 298_406, 3_872_540),
            "low": 4_171_955,
            "high": 4_190_516,
            "excluded": [*_STRUCK, {"reason": "duplicate", "pieces": 247_683}],
        },
        "by_person@1": {
            **_classes(402, 117, 251_880, 3_689_914),
            "low": 3_941_930,
            "high": 3_960_002,
            "excluded": [*_STRUCK, {"reason": "duplicate", "pieces": 477_708}],
        },
        "by_value@1": {
            **_classes(402, 731, 252_004, 7_204_118),
            "low": 7_456_802,
            "high": 7_475_634,
            "excluded": [
                {"reason": "duplicate", "pieces": 956_257},
                {"reason": "resident_id_checksum", "pieces": 11_980},
            ],
            "kinds": {"resident_id": 3_689_001, "mobile": 3_767_254, "bank_card": 598, "plate": 402},
        },
    },
}

_FIVE = "法释〔2017〕10号 第五条"


def _position(question: str, position: str, zh: str, en: str, **more: Any) -> dict[str, Any]:
    row = {
        "id": question,
        "question": {"order": "网购订单是否属于交易信息？", "phone": "光秃号码是否计数？"}[question],
        "question_en": {"order": "Is an order row transaction information?", "phone": "Does a bare number count?"}[
            question
        ],
        "cite": f"{_FIVE}第一款第（四）项",
        "position": position,
        "position_zh": zh,
        "position_en": en,
        "default": False,
        "outcome": "especially_serious",
        "max_months": 84,
        "could_be": None,
        "changes": False,
        "known": True,
        "pieces": {"general": {"low": 123_456, "high": 123_456}},
        "items": {
            "3": {"low": 0, "high": 0},
            "4": {"low": 765_432, "high": None},
            "5": {"low": 123_456, "high": 234_567},
        },
        "checked": position == "columns",
        "sources": ["示例案"],
    }
    return {**row, **more}


def _step(cite: str, quote: str, met: bool | None, because: str, because_en: str, **more: Any) -> dict[str, Any]:
    return {
        "rule": cite,
        "cite": cite,
        "quote": quote,
        "met": met,
        "because": because,
        "because_en": because_en,
        **more,
    }


_ASSESSMENT: dict[str, Any] = {
    "format": "tiao.assessment/1",
    "regime": "am9+2017-10",
    "outcome": "especially_serious",
    "range_months": {"min": 36, "max": 84, "criminal_detention_possible": False},
    "fine": {"rule": "1x-5x illegal income", "low_fen": 1_158_400, "high_fen": 5_792_000},
    "steps": [
        _step(
            "刑法第二百五十三条之一（修正案（九）第十七条）",
            "违反国家有关规定，向他人出售或者提供公民个人信息，情节严重的，处三年以下有期徒刑或者拘役，并处或者单处罚金；"
            "情节特别严重的，处三年以上七年以下有期徒刑，并处罚金。",
            True,
            "行为于2020-06-01至2020-10-01，适用修正案（九）文本；行为方式为窃取、提供。",
            "The acts run from 2020-06-01 to 2020-10-01, under Amendment IX; they are stealing and providing.",
            parts=[
                _step(
                    f"{_FIVE}第一款",
                    "非法获取、出售或者提供公民个人信息，具有下列情形之一的，应当认定为刑法第二百五十三条之一规定的“情节严重”：",
                    True,
                    "第（三）、（四）、（五）、（七）项已达到。",
                    "Items (3), (4), (5) and (7) are met.",
                    parts=[
                        _step(
                            f"{_FIVE}第一款第（一）项",
                            "出售或者提供行踪轨迹信息，被他人用于犯罪的；",
                            None,
                            "是否被他人用于犯罪，事实中没有写明。",
                            "Whether another used it for a crime is not among the facts.",
                        ),
                        _step(
                            f"{_FIVE}第一款第（三）项",
                            "非法获取、出售或者提供行踪轨迹信息、通信内容、征信信息、财产信息五十条以上的；",
                            True,
                            "行踪轨迹信息1,274条，财产信息118条，合计1,392条，标准50条。",
                            "Whereabouts 1,274 and property 118 make 1,392; the line is 50.",
                            ratio="696/25",
                        ),
                        _step(
                            f"{_FIVE}第一款第（四）项",
                            "非法获取、出售或者提供住宿信息、通信记录、健康生理信息、交易信息等其他可能影响人身、财产安全的公民个人信息五百条以上的；",
                            True,
                            "交易信息298,406条，标准500条。",
                            "Transactions 298,406; the line is 500.",
                            ratio="149203/250",
                        ),
                        _step(
                            f"{_FIVE}第一款第（五）项",
                            "非法获取、出售或者提供第三项、第四项规定以外的公民个人信息五千条以上的；",
                            True,
                            "其余公民个人信息3,872,540条，标准5,000条。",
                            "Other personal information 3,872,540; the line is 5,000.",
                            ratio="193627/250",
                        ),
                        _step(
                            f"{_FIVE}第一款第（七）项",
                            "违法所得五千元以上的；",
                            True,
                            "违法所得11,584元，标准5,000元。",
                            "Illegal income 11,584 yuan; the line is 5,000 yuan.",
                            ratio="1448/625",
                        ),
                        _step(
                            f"{_FIVE}第一款第（九）项",
                            "曾因侵犯公民个人信息受过刑事处罚或者二年内受过行政处罚，又非法获取、出售或者提供公民个人信息的；",
                            False,
                            "没有前科，二年内没有受过行政处罚。",
                            "No conviction before, and no administrative penalty within two years.",
                        ),
                    ],
                ),
                _step(
                    f"{_FIVE}第二款",
                    "实施前款规定的行为，具有下列情形之一的，应当认定为刑法第二百五十三条之一第一款规定的“情节特别严重”：",
                    True,
                    "第（三）项已达到。",
                    "Item (3) is met.",
                    parts=[
                        _step(
                            f"{_FIVE}第二款第（一）项",
                            "造成被害人死亡、重伤、精神失常或者被绑架等严重后果的；",
                            False,
                            "没有上述后果。",
                            "No such consequence.",
                        ),
                        _step(
                            f"{_FIVE}第二款第（三）项",
                            "数量或者数额达到前款第三项至第八项规定标准十倍以上的；",
                            True,
                            "第（五）项信息3,872,540条，十倍标准50,000条。",
                            "Information of item (5): 3,872,540; ten times the line is 50,000.",
                            ratio="193627/2500",
                        ),
                    ],
                ),
            ],
        ),
        _step(
            "法释〔2017〕10号 第十条",
            "实施侵犯公民个人信息犯罪，不属于“情节特别严重”，行为人系初犯，全部退赃，并确有悔罪表现的，可以认定为情节轻微，不起诉或者免予刑事处罚；确有必要判处刑罚的，应当从宽处罚。",
            False,
            "属于“情节特别严重”，本条不适用。",
            "The circumstances are especially serious, so this article does not apply.",
        ),
    ],
    "readings": {
        "holds": False,
        "answer": "结论取决于争议口径。网购订单是否属于交易信息？——订单均属其他公民个人信息：情节严重",
        "answer_en": "The outcome depends on a disputed reading. Are order rows transactions? None is: serious",
        "deciding": [
            {"questions": ["order"], "choice": {"order": "general"}, "outcome": "serious", "max_months": 36},
            {
                "questions": ["order", "phone"],
                "choice": {"order": "some", "phone": "out"},
                "outcome": "not_met",
                "max_months": None,
            },
        ],
        "table": [
            _position("order", "columns", "有价款的属交易信息", "With a price it is", default=True),
            _position("order", "general", "均不属交易信息", "None is", outcome="serious", changes=True),
            _position("order", "some", "部分属交易信息", "Some are", changes=False),
            _position("phone", "counted", "光秃号码计数", "A bare number counts", default=True),
            _position(
                "phone",
                "out",
                "光秃号码不计",
                "A bare number does not count",
                outcome="undetermined",
                changes=None,
                could_be={"outcome": "not_met", "max_months": None},
                items=None,
            ),
        ],
        "combinations": [
            {
                "choice": {"order": "some", "phone": "out"},
                "outcome": "not_met",
                "max_months": None,
                "known": False,
                "changes": True,
            }
        ],
        "far": None,
        "largest": 2,
        "bounded": True,
        "absent": [],
    },
    "flips": [
        {
            "question": "行为完成的日期（从旧兼从轻，刑法第十二条）",
            "question_en": "The date of the acts (the older, lighter law: art. 12 of the Criminal Law)",
            "from": "2020-10-01",
            "to": "2015-10-31",
            "outcome": "serious",
        }
    ],
    "open_questions": ["出售行踪轨迹信息的，是否被他人用于犯罪，卷中没有材料。"],
}

_BUNDLE: dict[str, Any] = {
    "case": {
        "number": "示例公（网）勘字〔2021〕第0017号",
        "unit": "示例市公安局网络安全保卫支队",
        "tiao_version": "0.1.0",
    },
    "seals": [
        {
            "id": "seal-0001",
            "at": "2021-03-05T08:09:10Z",
            "by": ["示例甲", "示例乙"],
            "authority": "示例公（网）调证字〔2021〕0031号 调取证据通知书",
            "items": [
                _item(1, "U盘/社工库/全国_合并.csv", 338_841_007, "text/csv"),
                _item(
                    2,
                    "U盘/社工库/客户****_3月.xlsx",
                    24_110_882,
                    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                ),
                _item(3, "手机/QQ/群聊_138****5678.txt", 3_008_114, "text/plain"),
                _item(4, "电脑/D盘/轨迹/kk_2020.txt", 81_530, "text/plain"),
                _item(5, "电脑/D盘/备份/旧库.rar", 9_204_118, "application/vnd.rar"),
            ],
            "signature_key": _hex("key"),
        }
    ],
    "files": _FILES,
    "unread": [
        {
            "exhibit": "E5",
            "where": "",
            "what": "It is a RAR archive, which is not read here.",
            "hint": "Unpack it, and seal the unpacked folder as well.",
            "rows": 0,
        },
        {
            "exhibit": "E2",
            "where": "sheet 2",
            "what": "The workbook is protected by a password.",
            "hint": "Ask for the password, save it without one, and seal that copy as well.",
            "rows": 1_200,
        },
    ],
    "count": _COUNT,
    "overlap": {
        "exhibits": ["E1", "E2", "E3", "E4"],
        "matrix": [
            [3_868_001, 0, 4_812, 0],
            [0, 298_406, 310, 0],
            [4_812, 310, 9_779, 0],
            [0, 0, 0, 1_274],
        ],
    },
    "assessment": _ASSESSMENT,
    "explained": [
        {
            "locator": "E1!R17",
            "class": "general",
            "values": [
                {"kind": "name", "shown": "李**"},
                {"kind": "resident_id", "shown": "110***********1234"},
                {"kind": "mobile", "shown": "138****5678"},
            ],
            "doubts": [],
        },
        {
            "locator": "E2!Sheet1!R204",
            "class": "transaction",
            "values": [{"kind": "mobile", "shown": "139****0021"}, {"kind": "payment", "shown": "1**.00"}],
            "doubts": ["mobile_range"],
        },
        {
            "locator": "E4!R88",
            "class": "whereabouts",
            "values": [{"kind": "plate", "shown": "沪A***8"}, {"kind": "checkpoint", "shown": "示例******"}],
            "doubts": [],
        },
    ],
    "versions": {
        "tiao": "0.1.0",
        "python": "3.11.2",
        "readers": ["delimited@1", "spreadsheet@1", "chat@1", "text@1"],
        "recognisers": "resident_id@1 mobile@1 bank_card@1 email@1 plate@1 name@1 address@1",
        "methods": ["by_row@1", "by_record@1", "by_person@1", "by_value@1"],
        "classes_yaml": _hex("classes.yaml"),
    },
    "digests": {
        "run": _hex("run"),
        "ledger": _hex("ledger"),
        "log_root": _hex("root"),
        "checkpoint": f"tiao.example/case\n42\n{_hex('root')[:44]}\n\n— tiao.example/case {_hex('signature')[:60]}",
    },
}


def sample_bundle() -> dict[str, Any]:
    """A fresh copy, free to be changed: no part of it stands in two places."""
    copied: dict[str, Any] = json.loads(json.dumps(_BUNDLE))
    return copied
