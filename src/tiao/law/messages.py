"""Sentences for people, in Chinese and English, kept apart from what decides (``messages.yaml``)."""

from __future__ import annotations

from functools import lru_cache
from importlib import resources

import yaml

from tiao.law.assessment import Question


@lru_cache(maxsize=1)
def _messages() -> dict[str, dict[str, str]]:
    text = (resources.files("tiao.law") / "messages.yaml").read_text("utf-8")
    messages: dict[str, dict[str, str]] = yaml.safe_load(text)["messages"]
    return messages


def say(key: str, **values: object) -> tuple[str, str]:
    """A sentence in Chinese and in English, with its blanks filled in."""
    message = _messages()[key]
    return message["zh"].format(**values), message["en"].format(**values)


def question(key: str, cite: str, **values: object) -> Question:
    """An open question with the article that it stands under."""
    return Question(*say(key, **values), cite)
