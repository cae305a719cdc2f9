"""Both languages whole, and in step with the catalogues that the names come from."""

from __future__ import annotations

import ast
import re
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml

from tiao.model import CLASSES
from tiao.report.view import tier_of_class
from tiao.report.words import Words, catalogue, groups

REFERENCE = Path(__file__).parents[2] / "docs" / "reference" / "counting.md"


def data(name: str) -> Any:
    return yaml.safe_load(files("tiao").joinpath(name).read_text(encoding="utf-8"))


def test_every_word_stands_in_both_languages() -> None:
    for group, entries in groups().items():
        for key, words in entries.items():
            assert set(words) == {"zh", "en"}, f"{group}.{key}"
            assert all(isinstance(text, str) and text.strip() for text in words.values()), f"{group}.{key}"


def test_both_languages_fill_in_the_same_blanks() -> None:
    for group, entries in groups().items():
        for key, words in entries.items():
            blanks = [set(re.findall(r"\{(\w+)\}", text)) for text in words.values()]
            assert blanks[0] == blanks[1], f"{group}.{key}"


def test_chinese_is_chinese_and_english_holds_no_han() -> None:
    han = re.compile("[一-鿿]")
    same = {"page.generated", "page.listing", "page.number", "counted.tier", "version.tiao", "version.python"}
    for group, entries in groups().items():
        for key, words in entries.items():
            assert not han.search(words["en"]), f"{group}.{key}"
            assert han.search(words["zh"]) or f"{group}.{key}" in same or words["zh"] != words["en"], f"{group}.{key}"


def test_every_kind_has_its_name_and_the_chinese_is_the_catalogue_s() -> None:
    kinds = {entry["kind"]: entry["zh"] for entry in data("findings/kinds.yaml")["kinds"]}
    assert {key: words["zh"] for key, words in groups()["kind"].items()} == kinds


def test_every_class_has_its_name_and_its_tier() -> None:
    assert tuple(groups()["class"]) == CLASSES
    assert {name: tier_of_class()[name] for name in CLASSES} == data("pieces/classes.yaml")["tiers"]


def test_every_doubt_of_the_counting_rules_has_its_name_and_effect() -> None:
    line = next(
        line for line in REFERENCE.read_text(encoding="utf-8").splitlines() if line.startswith("Doubts in order.")
    )
    striking, keeping = re.fullmatch(r"Doubts in order\. Striking: (.+?)\. Keeping: (.+?)\.", line).groups()  # type: ignore[union-attr]
    assert catalogue()["striking"] == striking.split(", ")
    assert list(groups()["doubt"]) == striking.split(", ") + keeping.split(", ")


def test_every_method_has_a_name_and_a_meaning() -> None:
    names = ["by_row@1", "by_record@1", "by_person@1", "by_value@1", "by_person@2"]
    assert list(groups()["method"]) == list(groups()["meaning"]) == names


def test_every_word_that_a_template_asks_for_is_there() -> None:
    asked = set()
    for file in files("tiao.report").joinpath("templates").iterdir():
        text = file.read_text(encoding="utf-8")
        asked |= set(re.findall(r'\bt\("(\w+\.\w+)"', text))
    assert len(asked) > 100
    for key in asked:
        group, name = key.split(".")
        assert name in groups()[group], key


def test_what_no_word_is_known_for_keeps_its_own_name() -> None:
    words = Words("en")
    assert words.name("kind", "iris_scan") == "iris_scan"
    assert words.role("iris_scan") == "iris_scan"
    assert words.role("resident_id") == "Resident ID number"
    assert words.role("open") == "open (each cell scanned)"
    assert words.reason("duplicate") == "Duplicate"
    assert words.reason("masked") == "Already masked when seized"
    assert words.regime("am9+2017-10") == "Amendment IX (from 2015-11-01), Fa Shi [2017] No. 10"
    assert words.regime("am12") == "am12"


def test_sentences_of_the_engine_are_said_in_chinese() -> None:
    zh = Words("zh")
    assert zh.engine("It is a RAR archive, which is not read here.") == "内容为 RAR 压缩包，此版本不读取。"
    assert zh.engine("700 of 1000 sampled values look like it") == "抽看 1000 个值，700 个相符"
    assert zh.engine("header word 身份证号") == "表头词“身份证号”"
    assert zh.engine("row 17") == "第 17 行"
    assert zh.engine("Something new was said.") == "Something new was said."
    assert Words("en").engine("row 17") == "row 17"


def test_a_sentence_is_written_once_and_carries_over_what_it_holds() -> None:
    entries = data("report/sentences.yaml")["sentences"]
    english = [entry["en"] for entry in entries]
    assert len(english) == len(set(english))
    for entry in entries:
        assert entry["en"].count("{") == entry["zh"].count("{"), entry["en"]


NAMES = re.compile(
    "macOS|PKZIP|password-file|libarchive|archives|install|tiao|pip|apt-get|mdbtools|mongorestore|pyarrow|recover|Debian"
    "|Excel|Feather|Parquet|Arrow|SQLite|JSON|Elasticsearch|PDFium|vCard|COPY|xlsx|docx|UPDATE|MERGE|LOAD DATA|INSERT"
    "|SELECT|Word|OLE2|QQ|WeChat|Telegram|gzip|bzip2|BSON|Access|Outlook|Zstandard|Deflate64|RECALL ALL|dBASE"
)


def sayings() -> list[str]:
    """What the readers say: every sentence in their code, and why they take a file; 7 for what is filled in."""
    source = Path(str(files("tiao")))
    found: set[str] = set()
    for path in [*sorted((source / "content").rglob("*.py")), source / "findings" / "fields.py"]:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        inner = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
        bare = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
        for node in ast.walk(tree):
            if (
                isinstance(node, ast.Tuple)
                and len(node.elts) == 2
                and ast.unparse(node.elts[0]).startswith(("Claim.", "registry."))
            ):
                parts = [part for part in ast.walk(node.elts[1]) if id(part) not in inner]
                found |= {text for part in parts if " " in (text := _text(part))}
            elif id(node) not in inner | bare and re.fullmatch("[A-Z].* .*[.]", text := _text(node)):
                found.add(text)
            elif isinstance(node, ast.Assign) and "reason" in ast.unparse(node.targets[0]):
                found |= {
                    text for part in ast.walk(node.value) if id(part) not in inner and " " in (text := _text(part))
                }
    return sorted(found)


def _text(node: ast.AST) -> str:
    if isinstance(node, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else "7" for part in node.values)
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def test_what_the_readers_say_is_said_in_chinese() -> None:
    zh = Words("zh")
    said = [text for text in sayings() if not text.startswith("Known: ")]
    assert len(said) > 250
    english = [text for text in said if re.search("[a-z]{4}", NAMES.sub("", zh.engine(text)))]
    assert english == []
    assert zh.engine("The gzip file is cut short; what came before the cut was read.").startswith("gzip 文件不完整")
    assert zh.engine("The document is damaged; what came before that place was read.").startswith("文档已损坏")
