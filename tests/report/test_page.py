"""What stands on the page: every figure, all sections, nothing from outside, nothing hostile."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from report.page import Page
from report.sample_bundle import sample_bundle
from tiao.errors import Misuse
from tiao.report import render_html
from tiao.report.figures import Lang

SECTIONS = ["sealed", "read", "found", "counted", "overlap", "law", "unread", "explained", "verify"]
LANGS: tuple[Lang, Lang] = ("zh", "en")


def leaves(part: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    if isinstance(part, dict):
        for key, value in part.items():
            yield from leaves(value, f"{path}.{key}")
    elif isinstance(part, list):
        for value in part:
            yield from leaves(value, path)
    else:
        yield path, part


def changed(part: Any, change: Callable[[str], str]) -> Any:
    if isinstance(part, dict):
        return {key: changed(value, change) for key, value in part.items()}
    if isinstance(part, list):
        return [changed(value, change) for value in part]
    return change(part) if isinstance(part, str) else part


@pytest.fixture(scope="module", params=LANGS)
def page(request: pytest.FixtureRequest) -> Page:
    return Page(render_html(sample_bundle(), request.param))


def test_every_figure_of_the_bundle_stands_on_the_page(page: Page) -> None:
    shown = set(re.findall(r"\d[\d,]*(?:\.\d+)?", page.text))
    for path, value in leaves(sample_bundle()):
        if isinstance(value, bool) or not isinstance(value, int):
            continue
        if path.startswith(".assessment.range_months"):
            continue  # Written as years: see test_view.py.
        expected = f"{value // 100:,}.{value % 100:02d}" if path.endswith("_fen") else f"{value:,}"
        assert expected in shown, f"{path}: {expected}"


def test_every_digest_version_place_and_masked_value_stands_on_the_page(page: Page) -> None:
    bundle = sample_bundle()
    for path, value in leaves({key: bundle[key] for key in ("case", "seals", "versions", "digests")}):
        for word in str(value).split():
            assert path.endswith((".at", ".mtime", ".size")) or word in page.text, path
    for line in bundle["explained"]:
        assert line["locator"] in page.text
        assert all(value["shown"] in page.text for value in line["values"])


def test_every_quote_ratio_and_reason_of_the_tree_stands_on_the_page(page: Page) -> None:
    def steps(part: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
        for step in part:
            yield step
            yield from steps(step.get("parts", []))

    tree = list(steps(sample_bundle()["assessment"]["steps"]))
    chinese = "已达到" in page.text
    assert len(tree) == 12
    for step in tree:
        assert " ".join(step["quote"].split()) in page.text
        assert step["because" if chinese else "because_en"] in page.text
        assert step["cite"] in page.text
        over, _, under = step.get("ratio", "").partition("/")
        assert not over or f"{int(over):,}/{int(under):,}" in page.text
    marks = [text for text in page.texts if text in ("✓", "✗", "?")]
    assert {mark: marks.count(mark) for mark in "✓✗?"} == {"✓": 8, "✗": 3, "?": 1}


@pytest.mark.parametrize(
    ("outcome", "zh", "en"),
    [
        ("undetermined", "法定刑 尚不能确定", "Statutory range not settled"),
        ("not_met", "法定刑 无", "Statutory range none"),
    ],
)
def test_a_range_that_is_not_settled_is_not_none(outcome: str, zh: str, en: str) -> None:
    bundle = {"assessment": {"outcome": outcome}}
    assert zh in Page(render_html(bundle, "zh")).text
    assert en in Page(render_html(bundle, "en")).text


def test_the_answer_comes_first(page: Page) -> None:
    first_page = page.text[: page.text.index("tiao verify")].split("SHA-256")[0]
    for figure in ("4,460,677", "4,172,338", "4,171,955", "4,190,516", "1,392", "298,406", "3,872,540"):
        assert figure in first_page
    assert "已达到“情节特别严重”的标准" in first_page or "“especially serious circumstances” is met" in first_page
    assert "第五条第二款第（三）项" in first_page or "Fa Shi [2017] No. 10 art. 5(2)(3)" in first_page


def test_sections_stand_in_order_and_the_contents_lead_to_them(page: Page) -> None:
    assert page.ids == SECTIONS
    assert [value for tag, name, value in page.attributes if tag == "a" and name == "href"] == [
        f"#{s}" for s in SECTIONS
    ]
    assert page.tags.count("h1") == 1
    assert page.tags.count("table") == page.tags.count("caption") == page.tags.count("thead")
    assert page.tags.count("figure") == page.tags.count("svg") == page.tags.count("figcaption") == 5


def test_the_page_needs_nothing_from_outside(page: Page) -> None:
    assert not {"script", "link", "img", "iframe", "object", "embed", "use", "image"}.intersection(page.tags)
    assert not re.search(r"https?:|//|@import|url\s*\(", page.html.replace("<!DOCTYPE", ""), re.IGNORECASE)
    assert not [name for _, name, _ in page.attributes if name.startswith("on") or name in ("src", "srcset")]


def test_the_page_is_laid_out_for_a4_paper(page: Page) -> None:
    for rule in ("size: A4", "counter(page)", "counter(pages)", "table-header-group", "break-inside: avoid"):
        assert rule in page.style
    assert "RUNNING HEAD" not in page.style
    assert "PAGE NUMBER" not in page.style


def test_it_never_says_guilty(page: Page) -> None:
    said = page.text.replace("不作有罪或者无罪的判断", "")
    assert not re.search("有罪|构成侵犯公民个人信息罪|guilty", said, re.IGNORECASE)


HOSTILE = "<script>alert(1)</script></style></title>\"'><img src=x onerror=alert(2)>{{ 7*7 }}&lt;b&gt;"


@pytest.mark.parametrize("lang", LANGS)
def test_hostile_text_in_every_place_stays_text(lang: Lang) -> None:
    plain, hostile = sample_bundle(), changed(sample_bundle(), lambda text: text + HOSTILE)
    hostile["count"]["methods"] = {name + HOSTILE: method for name, method in plain["count"]["methods"].items()}
    for file in hostile["files"]:
        file["kinds"] = {kind + HOSTILE: n for kind, n in file["kinds"].items()}
        file["skipped"] = {cause + HOSTILE: n for cause, n in file["skipped"].items()}
    page = Page(render_html(hostile, lang))
    assert not {"script", "img", "b"}.intersection(page.tags)
    assert page.tags.count("style") == page.tags.count("title") == 1
    assert not [name for _, name, _ in page.attributes if name.startswith("on")]
    assert page.text.count("{{ 7*7 }}") > 100
    assert "<script>" not in page.style
    assert page.ids == SECTIONS


def test_signs_that_turn_or_hide_text_are_shown() -> None:
    bundle = sample_bundle()
    bundle["files"][0]["shown"] = "a\u202excod.exe\u200b\x07\udcff.csv"
    html = render_html(bundle, "en")
    assert "a⟨U+202E⟩xcod.exe⟨U+200B⟩⟨U+0007⟩⟨U+DCFF⟩.csv" in html
    assert not re.search("[\u202e\u200b\x07\udcff]", html)
    html.encode("utf-8")


@pytest.mark.parametrize("lang", LANGS)
def test_a_case_with_nothing_in_it_says_what_has_not_been_done(lang: Lang) -> None:
    page = Page(render_html({}, lang))
    assert page.ids == SECTIONS
    assert page.tags.count("svg") == 0
    expected = {
        "zh": ["尚未计数", "未作评估", "没有封存记录", "没有计算重合"],
        "en": ["not counted yet", "not assessed", "There is no record of sealing", "Overlap was not computed"],
    }
    assert all(text in page.text for text in expected[lang])
    assert "everything was read" not in page.text
    assert "全部读取" not in page.text


def test_null_counts_as_left_out() -> None:
    nulls = dict.fromkeys(sample_bundle())
    assert render_html(nulls, "zh") == render_html({}, "zh")
    bundle = sample_bundle()
    bundle["seals"][0]["signature_key"] = None
    bundle["files"][0]["skipped"] = None
    assert "表 1" in render_html(bundle, "zh")


@pytest.mark.parametrize(("people", "zh", "en"), [
    ([], "无人署名为检查人", "Nobody is named as examiner"),
    (["示例甲"], "只有一人署名", "Only one person is named"),
])  # fmt: skip
def test_a_seal_that_too_few_people_sign_is_said_in_red(people: list[str], zh: str, en: str) -> None:
    bundle = sample_bundle()
    bundle["seals"][0]["by"] = people
    for lang, words in zip(LANGS, (zh, en), strict=True):
        html = render_html(bundle, lang)
        warned = html[html.index('class="warnings"') : html.index("<nav>")]
        assert words in warned
        assert "seal-0001" in warned


def test_figures_that_do_not_balance_are_said_in_red() -> None:
    bundle = sample_bundle()
    bundle["count"]["methods"]["by_person@1"]["excluded"][0]["pieces"] += 1
    text = Page(render_html(bundle, "zh")).text
    assert text.count("✓ 平") == 2
    assert text.count("✗ 不平") == 1
    assert "按人（一人一类只计一次）：总数加排除数不等于按行计数的上限" in text


def test_a_case_of_ten_thousand_files_is_cut_to_size_and_says_so() -> None:
    bundle = sample_bundle()
    item, file = bundle["seals"][0]["items"][0], bundle["files"][0]
    bundle["seals"][0]["items"] = [{**item, "id": f"E{n}"} for n in range(1, 10_001)]
    bundle["files"] = [{**file, "exhibit": f"E{n}", "shown": f"f{n}.csv"} for n in range(1, 10_001)]
    bundle["unread"] = [bundle["unread"][0]] * 10_000
    bundle["explained"] = [bundle["explained"][0]] * 10_000
    size = 300
    matrix = [[9 if i == j else 1 for j in range(size)] for i in range(size)]
    bundle["overlap"] = {"exhibits": [f"E{n}" for n in range(size)], "matrix": matrix}
    begun = time.perf_counter()
    html = render_html(bundle, "en")
    assert time.perf_counter() - begun < 20
    assert len(html) < 2_000_000
    page = Page(html)
    # Items, tables read, found by file, unread, explained: 10,000 each; 5 columns each; 300 * 299 / 2 pairs.
    assert page.text.count("The first 500 rows stand here; 9,500 more are in the JSON report") == 5
    assert "The first 500 rows stand here; 49,500 more" in page.text
    assert "The first 500 rows stand here; 44,350 more" in page.text
    assert "41,200,000,000" in page.text  # all rows are in the sum, shown or not
    assert "10,000 files, 3,388,410,070,000 bytes" in page.text


def test_the_same_bundle_gives_the_same_page() -> None:
    assert render_html(sample_bundle(), "zh") == render_html(sample_bundle(), "zh")


def test_an_unknown_language_is_a_misuse() -> None:
    with pytest.raises(Misuse, match="Give zh or en"):
        render_html({}, "fr")  # type: ignore[arg-type]
