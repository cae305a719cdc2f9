"""Which photos the album has: how many of each sort, of whom, and how each is taken."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from tiao.demo.album import cards, companies, papers, scenes, screens
from tiao.demo.album.camera import Shot, Stamp
from tiao.demo.album.canvas import Sheet
from tiao.demo.people import People, Person

PHOTOS = 1751
"""As many as in the case of the stolen albums (指导性案例192号)."""

# What of every 1,751 photos; the rest are views without people.
SHARES: Mapping[str, int] = {
    "id_front": 250,
    "id_back": 110,
    "id_both": 90,
    "bank_card": 150,
    "driving_licence": 80,
    "vehicle_licence": 80,
    "business_licence": 60,
    "household": 100,
    "waybill": 150,
    "listing": 60,
    "chat": 90,
    "contacts": 60,
    "order": 80,
    "people": 180,
    "again": 70,
    "blurred": 40,
}
CAMERAS = ("SM-G9730", "MI 9", "VOG-AL10", "PACM00", "iPhone 11")
SCREENS = ("chat", "contacts", "order")
_SINGLE: Mapping[str, Callable[[Person, Random], Sheet]] = {
    "id_front": cards.id_front,
    "id_back": cards.id_back,
    "bank_card": cards.bank_card,
    "driving_licence": papers.driving_licence,
    "vehicle_licence": papers.vehicle_licence,
    "household": papers.household,
    "business_licence": companies.business_licence,
    "order": screens.order,
}


@dataclass(frozen=True)
class Recipe:
    """One photo to be made.

    Attributes:
        number: from 1; its name is ``IMG_0001``.
        what: the sort, a key of ``SHARES`` or ``view``.
        of: the sort of document shown, where ``what`` does not say it.
        people: whom it shows.
        again: the number of the photo that it shows once more, scaled and kept at another quality; 0 for none.
        legible: False where nobody could read it.
    """

    number: int
    seed: int
    what: str
    of: str
    people: tuple[Person, ...]
    shot: Shot
    stamp: Stamp | None
    again: int = 0
    legible: bool = True

    @property
    def name(self) -> str:
        return f"IMG_{self.number:04}.{'jpg' if self.shot.quality else 'png'}"

    def chance(self) -> Random:
        """Chance of this photo alone, so that each can be made by itself; a photo made again starts from the same."""
        return Random(f"photo {self.seed} {self.again or self.number}")


def plan(photos: int = PHOTOS, seed: int = 1) -> list[Recipe]:
    """The photos of an album, in the order of their numbers. Same seed, same album.

    Args:
        photos: how many; the shares stay as near as whole numbers allow.
    """
    chance = Random(f"album {seed}")
    people = People(seed)
    sorts: list[str] = []
    for what, share in SHARES.items():
        sorts += [what] * (share * photos // PHOTOS)
    sorts += ["view"] * (photos - len(sorts))
    chance.shuffle(sorts)
    # What is shown again must have been shown before.
    while sorts and sorts[0] == "again":
        sorts.append(sorts.pop(0))
    made: list[Recipe] = []
    for number, what in enumerate(sorts, 1):
        if what == "again":
            made.append(_again(number, made, chance))
        else:
            made.append(_new(number, seed, what, people, chance))
    return made


def _new(number: int, seed: int, what: str, people: People, chance: Random) -> Recipe:
    of = chance.choice(("id_front", "bank_card", "household", "waybill")) if what == "blurred" else what
    count = {"view": 0, "waybill": 2, "people": chance.randrange(1, 6)}.get(of, 1)
    if of == "listing":
        count = chance.randrange(100, 131) if chance.random() < 0.35 else chance.randrange(8, 60)
    if of in ("chat", "contacts"):
        count = chance.randrange(4, 13)
    # Faces are drawn and belong to nobody: no person is used up for them.
    whom = tuple(people.draw() for _ in range(count)) if of != "people" else (people.draw(),) * count
    shot = _shot(of, count, chance)
    if what == "blurred":
        shot = Shot(**{**vars(shot), "blur": chance.uniform(7, 12), "long_side": min(shot.long_side, 2400)})
    stamp = _stamp(chance) if shot.quality and of not in SCREENS and chance.random() < 0.6 else None
    return Recipe(number, seed, what, of, whom, shot, stamp, 0, what != "blurred")


def _again(number: int, made: Sequence[Recipe], chance: Random) -> Recipe:
    """A photo that was made before, smaller and at another quality."""
    first = chance.choice(
        [one for one in made if not one.again and one.legible and one.what not in ("view", "listing")]
    )
    side = max(300, int(first.shot.long_side * chance.uniform(0.55, 0.95)))
    shot = Shot(**{**vars(first.shot), "long_side": side, "quality": chance.randrange(40, 91)})
    return Recipe(number, first.seed, "again", first.of, first.people, shot, None, first.number)


def _shot(of: str, count: int, chance: Random) -> Shot:
    quality = chance.randrange(30, 96)
    if of in SCREENS:
        side = chance.choice((1280, 1600, 2200, 2200))
        return Shot(side, quality=0 if chance.random() < 0.4 else max(quality, 50), flat=True)
    if of in ("people", "view"):
        return Shot(
            chance.choice((640, 1080, 1600, 2400, 4000)), quality=quality, flat=True, noise=chance.uniform(0, 5)
        )
    side = int(chance.triangular(700, 4000, 1400))
    if chance.random() < 0.06:
        side = chance.randrange(300, 700)
    if of == "listing":
        side = max(side, min(4000, 900 + 26 * count))
        return Shot(
            side,
            angle=chance.uniform(-3, 3),
            tilt=chance.uniform(0, 0.01),
            glare=chance.choice((0, 0, 0.3)),
            noise=chance.uniform(0, 5),
            quality=max(quality, 40),
            flat=chance.random() < 0.3,
        )
    if chance.random() < 0.2:
        return Shot(side, quality=quality, flat=True, noise=chance.uniform(0, 3))
    return Shot(
        side,
        angle=chance.gauss(0, 6),
        quarters=chance.choice((0, 0, 0, 0, 0, 0, 0, 1, 2, 3)),
        tilt=chance.uniform(0, 0.035),
        glare=chance.uniform(0.2, 0.8) if chance.random() < 0.3 else 0,
        blur=chance.uniform(0.2, 0.9) if chance.random() < 0.3 else 0,
        noise=chance.uniform(0, 8),
        dark=chance.uniform(0.1, 0.45) if chance.random() < 0.2 else 0,
        quality=quality,
    )


def _stamp(chance: Random) -> Stamp:
    time = (
        f"{chance.randrange(2017, 2021)}:{chance.randrange(1, 13):02}:{chance.randrange(1, 29):02} "
        f"{chance.randrange(24):02}:{chance.randrange(60):02}:{chance.randrange(60):02}"
    )
    position = (chance.randrange(22 * 10**7, 40 * 10**7), chance.randrange(104 * 10**7, 122 * 10**7))
    return Stamp(
        time,
        position if chance.random() < 0.5 else None,
        chance.choice(CAMERAS),
        6 if chance.random() < 0.1 else 1,
    )


def sheets(recipe: Recipe, chance: Random) -> list[Sheet]:
    """The flat pictures that the photo shows."""
    of, people = recipe.of, recipe.people
    if of == "id_both":
        return [cards.id_front(people[0], chance), cards.id_back(people[0], chance)]
    if of == "waybill":
        return [papers.waybill(people, chance)]
    if of == "listing":
        return [screens.listing(people, chance.choice(screens.LISTS), chance)]
    if of == "chat":
        return [screens.chat(people, chance)]
    if of == "contacts":
        return [screens.contacts(people, chance)]
    if of in ("people", "view"):
        return [scenes.scene(len(people), chance)]
    return [_SINGLE[of](people[0], chance)]


def settings(shot: Shot) -> dict[str, Any]:
    """How a photo is taken, for the record."""
    return {name: round(value, 2) if isinstance(value, float) else value for name, value in vars(shot).items()}
