"""Microsoft Presidio's analyzer without a language model, line by line.

Six pattern recognisers are added, for Chinese (its own list has none for mainland China), with our patterns and our
checks. With ``TIAO_BENCH_STOCK=1``: its own recognisers for cards, e-mail, IP and telephone numbers (region CN).

In its favour: the entities are named, so that it need not collect them at each call; nothing looks for context words;
the list of top-level domains is the one in its package, so that it does not try the network.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Iterable, Iterator

import tldextract
from presidio_analyzer import AnalyzerEngine, Pattern, PatternRecognizer, RecognizerRegistry
from presidio_analyzer.context_aware_enhancers import ContextAwareEnhancer
from presidio_analyzer.nlp_engine import NoOpNlpEngine
from presidio_analyzer.predefined_recognizers import (
    CreditCardRecognizer,
    EmailRecognizer,
    IpRecognizer,
    PhoneRecognizer,
)

from common import Hit, serve
from patterns import LOOK, holds

STOCK = {"CREDIT_CARD": "bank_card", "EMAIL_ADDRESS": "email", "IP_ADDRESS": "ip", "PHONE_NUMBER": "mobile"}


class Chinese(PatternRecognizer):
    """One kind: its pattern, and whether a match holds."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        pattern = Pattern(kind, LOOK[kind], 0.5)
        super().__init__(kind, name=kind, supported_language="zh", patterns=[pattern], global_regex_flags=0)

    def validate_result(self, pattern_text: str) -> bool:
        return holds(self.kind, pattern_text)


class NoContext(ContextAwareEnhancer):
    """Leaves the results as they are."""

    def __init__(self) -> None:
        super().__init__(0, 0, 0, 0)

    def enhance_using_context(self, text, raw_results, nlp_artifacts, recognizers, context=None):  # type: ignore[no-untyped-def]
        return raw_results


def engine(stock: bool) -> AnalyzerEngine:
    if stock:
        own = [
            CreditCardRecognizer(supported_language="zh"),
            EmailRecognizer(supported_language="zh"),
            IpRecognizer(supported_language="zh"),
            PhoneRecognizer(supported_language="zh", supported_regions=("CN",)),
        ]
    else:
        own = [Chinese(kind) for kind in LOOK]
    registry = RecognizerRegistry(recognizers=own, supported_languages=["zh"])
    nlp = NoOpNlpEngine(models=[{"lang_code": "zh", "model_name": "none"}])
    return AnalyzerEngine(registry, nlp, supported_languages=["zh"], context_aware_enhancer=NoContext())


def find(lines: Iterable[str]) -> Iterator[Hit]:
    logging.disable(logging.WARNING)
    stock = bool(os.environ.get("TIAO_BENCH_STOCK"))
    kinds = STOCK if stock else {kind: kind for kind in LOOK}
    tldextract.extract = tldextract.TLDExtract(suffix_list_urls=())
    analyzer, entities = engine(stock), list(kinds)
    for row, line in enumerate(lines):
        for found in analyzer.analyze(line, "zh", entities):
            yield row, kinds[found.entity_type], line[found.start : found.end]


if __name__ == "__main__":
    serve(find)
