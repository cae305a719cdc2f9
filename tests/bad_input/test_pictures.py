"""Broken pictures: each gives pixels within bounds or a sentence; text is looked for in a few of them only."""

from __future__ import annotations

import io
import resource
import time
from functools import cache
from pathlib import Path
from random import Random

import pytest
from PIL import Image

from bad_input.test_readers import MEMORY_KB, outcome
from tiao.content.photo.picture import MOST_PIXELS, pictures
from tiao.errors import Unreadable

WHOLE = 1000
SAMPLE = 60
READ = 6
SECONDS = 10
FORMATS = ("JPEG", "PNG", "GIF", "BMP", "TIFF", "WEBP")


@cache
def sound(form: str) -> bytes:
    """A small picture of a format, with what cameras write beside it; two pages of a TIFF."""
    rng = Random(form)
    first = Image.frombytes("RGB", (48, 32), rng.randbytes(48 * 32 * 3))
    exif = Image.Exif()
    exif[0x0112] = 6
    exif.get_ifd(0x8825).update({1: "N", 2: (31.0, 13.0, 49.5), 3: "E", 4: (121.0, 28.0, 25.2)})
    out = io.BytesIO()
    if form == "TIFF":
        first.save(out, form, save_all=True, append_images=[first.rotate(90, expand=True)])
    elif form in ("JPEG", "WEBP", "PNG"):
        first.save(out, form, exif=exif)
    else:
        first.save(out, form)
    return out.getvalue()


def mutated(index: int) -> bytes:
    """Broken picture number ``index``: the same bytes every time."""
    rng = Random(index)
    data = bytearray(sound(FORMATS[index % len(FORMATS)]))
    way = index // len(FORMATS) % 6
    if way == 0:
        return bytes(data[: rng.randrange(1, len(data))])
    if way == 1:
        # The head, where sizes, offsets and counts stand.
        for _ in range(rng.randrange(1, 5)):
            data[rng.randrange(4, min(len(data), 120))] = rng.choice((0, 1, 0x7F, 0x80, 0xFF, rng.randrange(256)))
    elif way == 2:
        for _ in range(rng.randrange(1, 30)):
            data[rng.randrange(len(data))] = rng.randrange(256)
    elif way == 3:
        at = rng.randrange(8, max(9, min(len(data) - 4, 60)))
        data[at : at + 4] = b"\xff\xff\xff\x7f"
    elif way == 4:
        at = rng.randrange(len(data))
        data[at:at] = rng.randbytes(rng.randrange(1, 400))
    else:
        other = sound(FORMATS[rng.randrange(len(FORMATS))])
        at = rng.randrange(4, len(data))
        return bytes(data[:at]) + other
    return bytes(data)


def check(index: int) -> None:
    before = time.monotonic()
    said = "read"
    try:
        for picture in pictures(io.BytesIO(mutated(index)), "masked"):
            assert picture.pixels.shape[2] == 3
            assert picture.pixels.size <= 3 * MOST_PIXELS
    except Unreadable as problem:
        said = problem.what if problem.hint else ""
    assert said
    assert said.isascii()
    assert time.monotonic() - before < SECONDS
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss < MEMORY_KB


@pytest.mark.parametrize("index", range(SAMPLE))
def test_broken_pictures(index: int) -> None:
    check(index)


@pytest.mark.whole
@pytest.mark.parametrize("index", range(SAMPLE, WHOLE))
def test_a_thousand_broken_pictures(index: int) -> None:
    check(index)


@pytest.mark.parametrize("index", range(0, READ * 7, 7))
def test_broken_pictures_through_the_reader(tmp_path: Path, index: int) -> None:
    (tmp_path / "a.jpg").write_bytes(mutated(index))
    _, said = outcome(tmp_path / "a.jpg")
    assert all(said)


@pytest.mark.parametrize(("width", "height"), [(60_000, 60_000), (2**31 - 1, 2), (1, 2**31 - 1)])
def test_a_picture_that_claims_to_be_huge_is_not_unpacked(width: int, height: int) -> None:
    data = bytearray(sound("PNG"))
    data[16:24] = width.to_bytes(4, "big") + height.to_bytes(4, "big")
    with pytest.raises(Unreadable):
        list(pictures(io.BytesIO(bytes(data)), "masked"))
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss < MEMORY_KB


@pytest.mark.parametrize("form", FORMATS)
def test_a_sound_picture_is_seen_as_it_is(form: str) -> None:
    sizes = [one.size for one in pictures(io.BytesIO(sound(form)), "masked")]
    upright = (32, 48) if form in ("JPEG", "WEBP", "PNG") else (48, 32)
    assert sizes == ([(48, 32), (32, 48)] if form == "TIFF" else [upright])
