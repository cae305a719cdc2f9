"""Photos that are no documents: a view, with or without people in it."""

from __future__ import annotations

from random import Random

from PIL import Image, ImageDraw, ImageFilter

from tiao.demo.album.canvas import Sheet, face


def scene(people: int, chance: Random) -> Sheet:
    """A view with hills, houses and the sun, and that many people facing us."""
    width, height = chance.choice(((1600, 1200), (1200, 1600), (1600, 900)))
    top = (chance.randrange(90, 180), chance.randrange(140, 200), chance.randrange(200, 250))
    image = Image.new("RGB", (width, height), top)
    draw = ImageDraw.Draw(image)
    for y in range(height):
        part = y / height
        draw.line((0, y, width, y), fill=tuple(int(c + (235 - c) * part * 0.7) for c in top))
    for _ in range(chance.randrange(2, 5)):
        x, y, radius = chance.randrange(width), int(height * chance.uniform(0.55, 0.8)), chance.randrange(200, 700)
        green = (chance.randrange(60, 120), chance.randrange(110, 160), chance.randrange(60, 110))
        draw.ellipse((x - radius, y, x + radius, y + 2 * radius), fill=green)
    for _ in range(chance.randrange(0, 5)):
        x, y, w = chance.randrange(width), int(height * chance.uniform(0.45, 0.7)), chance.randrange(80, 220)
        draw.rectangle((x, y, x + w, height), fill=(chance.randrange(120, 210),) * 3)
    image = image.filter(ImageFilter.GaussianBlur(2))
    if people:
        room = width / people
        for at in range(people):
            size = min(room * 0.62, height * 0.3) * chance.uniform(0.8, 1.0)
            middle, level = room * (at + 0.5), height * chance.uniform(0.42, 0.55)
            colour = tuple(chance.randrange(40, 200) for _ in range(3))
            body = (middle - size * 0.9, level + size * 0.75, middle + size * 0.9, level + size * 3)
            ImageDraw.Draw(image).rounded_rectangle(body, size * 0.5, fill=colour)
            face(image, middle, level, size, chance)
    _grass(ImageDraw.Draw(image), width, height, chance)
    return Sheet(image, faces=people)


def _grass(draw: ImageDraw.ImageDraw, width: int, height: int, chance: Random) -> None:
    """Blades of grass: a view that is in focus has something sharp in it."""
    for _ in range(4000):
        x, y = chance.randrange(width), int(height * chance.uniform(0.72, 1.0))
        tone = chance.choice((20, 60, 110, 150))
        lean = chance.randrange(-8, 9)
        draw.line((x, y, x + lean, y - chance.randrange(12, 40)), fill=(tone, tone + 60, tone), width=4)
