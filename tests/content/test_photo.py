"""Photos through the reader: drawn, taken, kept as a file, and read by the models."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from random import Random
from types import ModuleType

import numpy as np
import pytest
from PIL import Image

from content.photos import CLEAR, FLAT, people, photo, turned
from content.reading import source_of
from tiao.content.photo import models
from tiao.content.photo.likeness import far, likeness
from tiao.content.readers.photo import Photo, PhotoTable
from tiao.content.sniff import sniff
from tiao.demo.album import cards, fonts, papers, scenes, screens
from tiao.demo.album.camera import Stamp
from tiao.errors import Misuse, Unreadable
from tiao.model import Unread

ONE, OTHER = people(2)


def read(folder: Path, data: bytes, name: str = "a.jpg") -> tuple[list[PhotoTable], list[Unread]]:
    path = folder / name
    path.write_bytes(data)
    # The digest is the key of what was read before: another file must have another.
    source = source_of(path)
    source = replace(source, exhibit=replace(source.exhibit, sha256=f"{hash(data) & (2**64 - 1):064x}"))
    reader, _ = sniff(source)
    assert isinstance(reader, Photo)
    tables: list[PhotoTable] = []
    unread: list[Unread] = []
    for part in reader.tables(source):
        if isinstance(part, Unread):
            unread.append(part)
        else:
            assert isinstance(part, PhotoTable)
            tables.append(part)
    return tables, unread


def people_in(table: PhotoTable) -> list[dict[str, str]]:
    return [dict(zip(table.columns, row.cells, strict=True)) for row in table.rows]


@pytest.mark.parametrize("quarters", range(4))
def test_an_identity_card_however_it_lies(tmp_path: Path, quarters: int) -> None:
    sheet = cards.id_front(ONE, Random(1))
    tables, unread = read(tmp_path, photo([sheet], turned(CLEAR, quarters)))
    card = tables[0]
    wanted = sheet.shown[0].people[0]
    assert card.name == "身份证人像面"
    assert people_in(card) == [
        {
            "姓名": wanted["name"],
            "性别": wanted["sex"],
            "民族": wanted["nation"],
            "出生日期": wanted["birth"],
            "住址": wanted["address"],
            "公民身份号码": wanted["resident_id"],
        }
    ]
    assert card.details["photo"]["faces"] == 1
    assert not unread


def test_a_bank_card_and_a_list_of_forty_people(tmp_path: Path) -> None:
    card = cards.bank_card(ONE, Random(3))
    tables, _ = read(tmp_path, photo([card]))
    assert people_in(tables[0])[0]["银行卡号"] == ONE.bank_card
    crowd = people(40)
    sheet = screens.listing(crowd, ("name", "resident_id", "mobile"), Random(2))
    tables, _ = read(tmp_path, photo([sheet], replace(FLAT, long_side=2200)), "b.jpg")
    rows = [list(row.cells) for row in tables[0].rows]
    wanted = [[one.name, one.resident_id, one.mobile] for one in crowd]
    assert [row[-3:] for row in rows[1:]] == wanted


def test_where_a_row_stands_is_where_its_values_stand_in_the_file(tmp_path: Path) -> None:
    """Also in a photo so large that it is unpacked at a half, and in one that EXIF turns."""
    stamp = Stamp("2020:06:01 12:00:00", (312304160, 1214737010), "MI 9", orientation=6)
    data = photo([cards.id_front(ONE, Random(1))], replace(CLEAR, long_side=5600), stamp)
    tables, _ = read(tmp_path, data)
    left, top, width, height = map(int, tables[0].details["regions"][0].split(","))
    whole = Image.open(io.BytesIO(data))
    assert (tables[0].details["photo"]["width"], tables[0].details["photo"]["height"]) == whole.size[::-1]
    upright = Image.fromarray(np.rot90(np.asarray(whole), 3))
    out = io.BytesIO()
    upright.crop((left - 60, top - 60, left + width + 60, top + height + 60)).save(out, "JPEG", quality=90)
    again, _ = read(tmp_path, out.getvalue(), "part.jpg")
    cells = {cell for table in again for row in table.rows for cell in row.cells}
    assert any(ONE.resident_id in cell for cell in cells)
    place = next(table for table in tables if table.name == "拍摄位置")
    assert list(place.rows[0].cells) == ["31.2304160", "121.4737010", "2020-06-01 12:00:00"]


def test_a_chat_on_a_screen(tmp_path: Path) -> None:
    sheet = screens.chat(people(6), Random(5))
    tables, _ = read(tmp_path, photo([sheet], replace(FLAT, long_side=2200, quality=0)), "a.png")
    cells = {cell for table in tables for row in table.rows for cell in row.cells}
    for person in sheet.shown[0].people:
        assert set(person.values()) <= cells


def test_a_waybill_names_who_sends_and_who_receives(tmp_path: Path) -> None:
    tables, _ = read(tmp_path, photo([papers.waybill([ONE, OTHER], Random(1))]))
    found = [(one["姓名"], one["手机"], one["地址"]) for one in people_in(tables[0])]
    assert found == [(one.name, one.mobile, one.address) for one in (ONE, OTHER)]


@pytest.mark.parametrize("count", [0, 1, 4])
def test_faces_are_counted(tmp_path: Path, count: int) -> None:
    tables, unread = read(tmp_path, photo([scenes.scene(count, Random(4))], FLAT))
    assert [(table.name, len(table.rows)) for table in tables] == [("", 0)]
    assert tables[0].details["photo"]["faces"] == count
    assert not unread


def test_a_blurred_photo_is_named_and_nothing_is_guessed(tmp_path: Path) -> None:
    tables, unread = read(tmp_path, photo([cards.id_front(ONE, Random(1))], replace(CLEAR, blur=10)))
    assert len(unread) == 1
    assert sum(len(table.rows) for table in tables) == 0


def test_a_photo_that_breaks_off_is_read_as_far_as_it_goes(tmp_path: Path) -> None:
    data = photo([cards.id_front(ONE, Random(1)), cards.id_back(ONE, Random(1))], FLAT)
    tables, unread = read(tmp_path, data[: len(data) * 6 // 10])
    assert "The picture breaks off; what is there was read." in {one.what for one in unread}
    assert people_in(tables[0])[0]["姓名"] == ONE.name


def test_every_page_of_a_tiff(tmp_path: Path) -> None:
    pages = [np.asarray(cards.id_front(one, Random(1)).image) for one in (ONE, OTHER)]
    out = io.BytesIO()
    first, second = map(Image.fromarray, pages)
    first.save(out, "TIFF", save_all=True, append_images=[second], compression="tiff_lzw")
    tables, _ = read(tmp_path, out.getvalue(), "a.tif")
    found = {table.name: people_in(table)[0]["公民身份号码"] for table in tables if "人像面" in table.name}
    assert found == {"第1页!身份证人像面": ONE.resident_id, "第2页!身份证人像面": OTHER.resident_id}


def test_a_package_that_another_thread_is_loading_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    half_loaded = ModuleType("cv2")
    half_loaded.__spec__ = None
    monkeypatch.setitem(sys.modules, "cv2", half_loaded)
    assert models.missing() == []


def test_the_same_picture_at_another_quality_looks_alike_and_another_does_not() -> None:
    chance = Random(1)
    pictures = [photo([cards.id_front(ONE, Random(1))], shot) for shot in (CLEAR, replace(CLEAR, long_side=800))]
    pictures.append(photo([scenes.scene(2, chance)], FLAT))
    first, second, third = (likeness(np.array(Image.open(io.BytesIO(one)).convert("RGB"))) for one in pictures)
    assert far(first, second) <= 24
    assert far(first, third) > 60


def test_the_same_photo_gives_the_same_text_every_time(tmp_path: Path) -> None:
    data = photo([papers.household(ONE, Random(1))], replace(CLEAR, noise=12, quality=35))
    first = [(table.name, table.rows) for table in read(tmp_path, data, "a.jpg")[0]]
    second = [(table.name, table.rows) for table in read(tmp_path, data + b"\0", "b.jpg")[0]]
    assert first == second


def test_without_the_extra_a_photo_is_unread_with_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(models, "NEEDED", (*models.NEEDED, "a_package_that_is_not_there"))
    with pytest.raises(Unreadable) as caught:
        read(tmp_path, photo([cards.id_front(ONE, Random(1))]))
    assert caught.value.what == "Photos are read by an extra that is not installed; this one was not read."
    assert "tiao[ocr]" in caught.value.hint


def test_reading_leaves_nothing_in_the_temporary_folder(tmp_path: Path) -> None:
    """The library that computes would write there, and call home, unless its telemetry is off."""
    (tmp_path / "tmp").mkdir()
    code = "from tiao.content.photo.models import models; models().detect.get_inputs()"
    environment = {**os.environ, "TMPDIR": str(tmp_path / "tmp"), "PYTHONPATH": os.pathsep.join(sys.path)}
    environment.pop("ORT_DISABLE_TELEMETRY", None)
    subprocess.run([sys.executable, "-c", code], env=environment, check=True, timeout=60)
    assert list((tmp_path / "tmp").iterdir()) == []


def test_without_a_chinese_font_the_album_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "FOLDERS", (str(tmp_path),))
    fonts.faces.cache_clear()
    with pytest.raises(Misuse, match="no Chinese font"):
        fonts.faces()
    fonts.faces.cache_clear()
