"""jionlp: its extractors for identity numbers, mobiles, e-mail, plates and IP, line by line. It has none for cards.

Its dependency jiojio is GPL-3.0: in the benchmark's own environment only.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable, Iterator

from common import Hit, plain, serve

with open(os.devnull, "w") as nowhere, contextlib.redirect_stdout(nowhere):
    # It greets on stdout.
    import jionlp

EXTRACTORS = {
    "resident_id": jionlp.extract_id_card,
    "mobile": jionlp.extract_phone_number,
    "email": jionlp.extract_email,
    "plate": jionlp.extract_motor_vehicle_licence_plate,
    "ip": jionlp.extract_ip_address,
}


def find(lines: Iterable[str]) -> Iterator[Hit]:
    for row, line in enumerate(lines):
        for kind, extract in EXTRACTORS.items():
            for value in extract(line):
                # Landlines come with the mobiles.
                if kind != "mobile" or plain("mobile", value)[0] == "1":
                    yield row, kind, value


if __name__ == "__main__":
    serve(find)
