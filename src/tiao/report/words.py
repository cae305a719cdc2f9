"""The words of the report in one language, from ``words.yaml`` and ``sentences.yaml``."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from tiao.report.citation import articles_en, cite_en
from tiao.report.figures import Lang

_FIRST = "format"
_LISTS = ("striking",)


def _load(name: str) -> dict[str, Any]:
    text = files("tiao.report").joinpath(name).read_text(encoding="utf-8")
    # The compiled loader reads the same in a tenth of the time; not every build of PyYAML has it.
    loaded: dict[str, Any] = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    return loaded


@cache
def catalogue() -> dict[str, Any]:
    """``words.yaml`` as it stands: group -> key -> language -> text, and the list ``striking``."""
    return _load("words.yaml")


def groups() -> dict[str, dict[str, dict[str, str]]]:
    """The groups of translated words, without the format line and the lists."""
    return {name: group for name, group in catalogue().items() if name != _FIRST and name not in _LISTS}


@cache
def _engine_sentences() -> list[tuple[re.Pattern[str], str]]:
    entries = _load("sentences.yaml")["sentences"]
    # One that stands whole goes before one with room for other words.
    return [
        (re.compile(re.escape(entry["en"]).replace(re.escape("{}"), "(.+?)"), re.DOTALL), entry["zh"])
        for entry in sorted(entries, key=lambda entry: "{}" in entry["en"])
    ]


class Words:
    """All words in one language.

    ``words("cover.rows")`` is a sentence of the report itself and must exist; the names of things that come from the
    case (kinds, classes, doubts) fall back to the bare name, so that a newer catalogue never breaks an older report.
    """

    def __init__(self, lang: Lang) -> None:
        self.lang: Lang = lang
        self._striking = frozenset(catalogue()["striking"])

    def __call__(self, key: str, **blanks: object) -> str:
        group, _, name = key.partition(".")
        text: str = groups()[group][name][self.lang]
        return text.format(**blanks) if blanks else text

    def name(self, group: str, name: str) -> str:
        """The name of a thing, or the bare name where no word is known for it."""
        entry = groups()[group].get(name)
        return entry[self.lang] if entry else name

    def role(self, name: str) -> str:
        """What a column was taken to hold: a kind, or ``open``, ``serial``."""
        return self.name("role", name) if name in groups()["role"] else self.name("kind", name)

    def reason(self, name: str) -> str:
        """Why a piece was left out: a doubt, or ``duplicate``."""
        return self.name("excluded", name) if name in groups()["excluded"] else self.name("doubt", name)

    def strikes(self, doubt: str) -> bool:
        """Whether the doubt proves its value invalid; others only doubt it."""
        return doubt in self._striking

    def engine(self, text: str) -> str:
        """A sentence of the reading engine, which speaks English, in the language of the report where it is known."""
        if self.lang == "en":
            return text
        for pattern, answer in _engine_sentences():
            if found := pattern.fullmatch(text):
                return answer.format(*(self.engine(part) for part in found.groups()))
        return text

    def regime(self, name: str) -> str:
        """``am9+2017-10`` as the texts that it stands for."""
        return self("page.listing").join(self.name("regime", part) for part in name.split("+"))

    def cite(self, cite: str) -> str:
        """A citation: the official Chinese, or the same in English where every part of it is known."""
        return (cite_en(cite) if self.lang == "en" else "") or cite

    def told(self, sentence: str) -> str:
        """A sentence of the law's engine; in English the articles that it names are named in English."""
        return articles_en(sentence) if self.lang == "en" else sentence
