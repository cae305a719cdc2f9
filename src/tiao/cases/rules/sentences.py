"""The verdict (主文): offence, sentence, suspension, fine, ban from an occupation; each defendant's own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from tiao.cases.numerals import HAN_DIGITS, whole
from tiao.cases.reading import Reading
from tiao.cases.rules.found import Found, number
from tiao.cases.rules.money import MONEY, fen
from tiao.cases.sections import Kind

_N = f"[{HAN_DIGITS}0-9]+"
_LENGTH = rf"(?:(?P<years>{_N})年)?(?:零|又|另)?(?:(?P<months>{_N})个?月)?(?P<half>半)?"
_PROBATION = re.sub(r"\?P<", "?P<p", _LENGTH)
_TOKEN = re.compile(
    rf"(?P<close>[；。\n])|(?P<aside>（[^）]*）)"
    rf"|(?:(?<!侵)犯(?!罪)|构成|以|(?<=罪)[、和及])(?P<crime>(?:侵犯|犯罪(?=活动)"
    rf"|[^，。；：（）犯、及和以]){{2,20}}(?:、(?:侵犯|[^，。；：（）犯]){{2,12}})?罪)(?=[，：（、；。及和]"
    rf"|的?(?:，)?(?:分别)?(?:判处|免予|单处|对|，)|免)"
    rf"|(?P<all>决定执行|合并执行|总和刑期|数罪并罚)"
    rf"|(?P<kind>有期徒刑|拘役|管制)(?P<for>{_LENGTH})"
    rf"|(?:宣告)?缓刑(?:考验期)?(?P<probation>{_PROBATION})"
    rf"|(?P<fine>(?:单处|并处|处)?罚金)|(?P<exempt>免予刑事处罚|免于刑事处罚)|(?P<innocent>(?:宣告)?无罪)"
    rf"|(?P<revoke>撤销)|(?P<instead>改判)|(?P<names>NAMES)(?![某×])|(?P<units>被告单位)"
)
_THIS = re.compile(r"个人信息")
_OF_SEVERAL = re.compile(r"(?:人民币)?[0-9一二三四五六七八九十万千元年个月]{0,8}(?:至|到)[^，。；]{1,16}")
_BAN = re.compile(rf"禁止[^。；]{{0,60}}?(?P<years>{_N})年(?:内|以内|，)?[^。；]{{0,12}}(?:从事|不得)")


@dataclass
class _State:
    """Whose sentence is being told, for which offence."""

    names: list[str] = field(default_factory=list)
    crime: str | None = None
    crime_at: tuple[int, int] = (0, 0)
    charged: set[tuple[str, str]] = field(default_factory=set)
    total: bool = False
    sentenced: bool = False
    end_of_name: int = -9
    skipping: bool = False


def find(reading: Reading) -> Iterator[Found]:
    """The verdict of this court; of the court below where the appeal changes nothing."""
    if not reading.names:
        return
    spans = _spans(reading)
    found: list[Found] = []
    for start, end in spans:
        found += _read(reading, start, end)
    seen: set[tuple[str, str]] = set()
    for one in found:
        single = one.predicate in ("sentence", "fine", "suspension", "sentence_total", "fine_total")
        if single and (one.subject, one.predicate) in seen:
            continue
        seen.add((one.subject, one.predicate))
        yield one
    yield from _charged(reading, found)


def _spans(reading: Reading) -> list[tuple[int, int]]:
    """Runs of sentences of the verdict."""
    kinds: tuple[Kind, ...] = ("below_reasons",) if reading.upheld else ("verdict",)
    if reading.upheld and not any(
        "判处" in reading.text[part.start : part.end] for part in reading.of("below_reasons")
    ):
        # A ruling may tell of the verdict below where it tells how the case came.
        kinds = ("procedure", "below_facts")
    runs: list[tuple[int, int]] = []
    for part in reading.parts:
        if part.kind in kinds:
            if runs and runs[-1][1] == part.start:
                runs[-1] = (runs[-1][0], part.end)
            else:
                runs.append((part.start, part.end))
    if reading.appeal and not reading.upheld and runs:
        runs += [(part.start, part.end) for part in reading.parts if part.kind == "below_reasons"]
    return runs


def _read(reading: Reading, start: int, end: int) -> list[Found]:
    text = reading.text
    names = "|".join(re.escape(name) for name in sorted(reading.names, key=len, reverse=True))
    pattern = re.compile(_TOKEN.pattern.replace("NAMES", names))
    state = _State()
    found: list[Found] = []
    place = start
    while True:
        token = pattern.search(text, place, end)
        if token is None:
            return found
        place = max(token.end(), place + 1)
        if token["crime"]:
            # The name of an offence may hold words that are looked for as well.
            place = token.end("crime")
        found += _step(reading, state, token, text, end)


def _step(reading: Reading, state: _State, token: re.Match[str], text: str, end: int) -> Iterator[Found]:
    if token["close"]:
        state.total = state.skipping = False
        if token["close"] != "；" or state.sentenced:
            state.sentenced = False
            state.crime = (
                state.crime
                if token["close"] == "；" and state.crime and "犯" not in text[token.end() : token.end() + 20]
                else None
            )
    elif token["revoke"] or token["instead"]:
        state.skipping = bool(token["revoke"])
    elif token["names"] or token["units"]:
        _name(reading, state, token, text)
    elif state.skipping:
        return
    elif token["crime"]:
        state.crime, state.total, state.sentenced = _crime(token["crime"]), False, False
        state.crime_at = token.span("crime")
        if not re.match(
            r"罪?(?:，)?(?:分别)?(?:判处|对)[^。；]{0,10}(?:被告|上诉|原审)", text[token.end("crime") :][:40]
        ):
            yield from _charge(state)
    elif not state.names:
        return
    elif token["all"]:
        state.total = True
    elif _OF_SEVERAL.match(text, token.end()):
        # 判处八人有期徒刑七个月至二年三个月不等: nobody's own sentence.
        return
    elif token["kind"] or token["probation"] or token["fine"] or token["exempt"] or token["innocent"]:
        state.sentenced = True
        yield from _punished(state, token, text, end)


def _name(reading: Reading, state: _State, token: re.Match[str], text: str) -> None:
    found = [token["names"]] if token["names"] else [person.name for person in reading.people if person.unit]
    if token["units"] and any(text.startswith(name, token.end()) for name in reading.names):
        return
    joined = (
        re.fullmatch(
            r"(?:（[^）]*）)?(?:、|和|及|与|以及)?(?:原审|同案)?(?:被告人|上诉人|被告单位)?(?:（[^）]*）)?",
            text[state.end_of_name : token.start()],
        )
        if state.end_of_name >= 0
        else None
    )
    if joined and not state.sentenced:
        state.names = [*state.names, *(name for name in found if name not in state.names)]
    else:
        # 以某罪判处被告人甲: the offence stands before the name.
        before = text[max(0, token.start() - 40) : token.start()]
        if not re.search(r"以[^。；]{2,30}罪(?:分别)?(?:，)?(?:判处|对)[^。；]{0,6}$|^", before) and not state.crime:
            state.crime = None
        state.names = found
        state.total = False
    state.sentenced = False if not joined else state.sentenced
    state.end_of_name = token.end()


def _charge(state: _State) -> Iterator[Found]:
    """The offence, once for each of those of whom it is told."""
    for name in state.names:
        if state.crime and (name, state.crime) not in state.charged:
            state.charged.add((name, state.crime))
            yield Found(f"defendant:{name}", "charge", state.crime, *state.crime_at)


def _crime(name: str) -> str:
    return name.removeprefix("了").removeprefix("犯")


def _punished(state: _State, token: re.Match[str], text: str, end: int) -> Iterator[Found]:
    yield from _charge(state)
    this = state.crime is None or _THIS.search(state.crime) is not None
    for name in state.names:
        subject = f"defendant:{name}"
        if token["kind"]:
            months = _months(token["years"], token["months"], token["half"])
            kind = {"有期徒刑": "imprisonment", "拘役": "detention", "管制": "control"}[token["kind"]]
            if months:
                predicate = "sentence_total" if state.total else "sentence" if this else "other_sentence"
                yield Found(subject, predicate, str(months), *token.span(), months, months)
                yield Found(subject, "sentence_kind", kind, *token.span("kind"))
        elif token["probation"]:
            months = _months(token["pyears"], token["pmonths"], token["phalf"])
            if months:
                yield Found(subject, "suspension", str(months), *token.span(), months, months)
        elif token["exempt"]:
            yield Found(subject, "sentence_kind", "exempted", *token.span())
        elif token["innocent"]:
            yield Found(subject, "sentence_kind", "not_guilty", *token.span())
        else:
            yield from _fine(state, token, text, end, subject, this)


def _fine(state: _State, token: re.Match[str], text: str, end: int, subject: str, this: bool) -> Iterator[Found]:
    money = MONEY.search(text, token.end(), min(end, token.end() + 24))
    if not money or re.search(r"[；。，（]", text[token.end() : money.start()]):
        return
    sum_ = fen(money)
    if sum_ is None:
        return
    predicate = "fine_total" if state.total else "fine" if this else "other_fine"
    yield number(subject, predicate, sum_, money.start(), money.end())
    before = text[max(0, token.start() - 12) : token.start()]
    if token["fine"].startswith("单处") or (
        re.search(r"罪，(?:判)?$|罪，判处$|判处$", before) and not token["fine"].startswith("并处")
    ):
        yield Found(subject, "sentence_kind", "fine_only", token.start(), money.end())


def _months(years: str | None, months: str | None, half: str | None) -> int:
    return (whole(years) * 12 if years else 0) + (whole(months) if months else 0) + (6 if half else 0)


def _charged(reading: Reading, found: list[Found]) -> Iterator[Found]:
    """An excerpt may name the offence alone (罪名：), a ban may stand in an item of its own."""
    text = reading.text
    if not any(one.predicate == "charge" for one in found):
        named = re.search(r"罪名：(?P<crime>[^，。；\n]{2,24}?)(?:罪)?(?=[，。；\n]|$)", text)
        if named:
            for name in reading.names:
                yield Found(
                    f"defendant:{name}", "charge", named["crime"].removesuffix("罪") + "罪", *named.span("crime")
                )
    for part in reading.of("verdict"):
        for ban in _BAN.finditer(text, part.start, part.end):
            months = whole(ban["years"]) * 12
            names = [name for name in reading.names if name in ban.group()] or (
                reading.names if len(reading.names) == 1 else []
            )
            for name in names:
                yield Found(f"defendant:{name}", "occupational_ban", str(months), *ban.span(), months, months)
