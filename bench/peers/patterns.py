"""One list of patterns for the tools that bring an engine and no rules of their own; as good as we could write them.

``LOOK`` is for engines with look-around (``re``, Presidio's ``regex``). ``EDGE`` is for those without (RE2, Hyperscan,
ripgrep, DuckDB), whose ``\\b`` knows ASCII only and so stands between a Han character and a digit. A match is a
candidate: ``holds`` says whether it is a value.
"""

from __future__ import annotations

from common import PROVINCES, ip_holds, issuer_known, luhn_holds, plain, resident_id_holds

_BODIES = {
    "resident_id": r"[1-9][0-9]{5}(?:19|20)[0-9]{9}[0-9Xx]",
    "mobile": r"(?:(?:00)?86[- ]?)?1[3-9][0-9][- ]?[0-9]{4}[- ]?[0-9]{4}",
    "bank_card": r"(?:62|4[0-9]|5[1-5])[0-9]{2}[- ]?[0-9]{4}[- ]?[0-9]{4}[- ]?[0-9]{4}(?:[- ]?[0-9]{3})?",
    "ip": r"[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3}",
}
# No `-` twice in a row: in a list cut by `----` an address would take in what stands before it.
EMAIL = r"[A-Za-z0-9](?:[A-Za-z0-9._%+]|-[A-Za-z0-9._%+])*@[A-Za-z0-9]+(?:[.-][A-Za-z0-9]+)*\.[A-Za-z]{2,24}"
# Alternatives and no class of Han characters: Hyperscan reads bytes.
PLATE = (
    f"(?:{'|'.join(PROVINCES)})[A-HJ-Za-hj-z](?:·)?"
    "(?:[0-9A-HJ-NP-Za-hj-np-z]{5}|[DFdf][0-9A-HJ-NP-Za-hj-np-z][0-9]{4}|[0-9]{5}[DFdf])"
)

LOOK = {
    **{kind: rf"(?<![0-9A-Za-z]){body}(?![0-9A-Za-z])" for kind, body in _BODIES.items()},
    "email": EMAIL,
    "plate": rf"{PLATE}(?![0-9A-Za-z])",
}
LOOK["ip"] = rf"(?<![0-9A-Za-z.]){_BODIES['ip']}(?![0-9A-Za-z]|\.[0-9])"
EDGE = {
    **{kind: rf"\b{body}\b" for kind, body in _BODIES.items()},
    "email": EMAIL,
    "plate": rf"{PLATE}\b",
}


def holds(kind: str, text: str) -> bool:
    """Whether a match of the pattern of a kind is a value of it."""
    if kind == "resident_id":
        return resident_id_holds(text.upper())
    if kind == "bank_card":
        number = plain(kind, text)
        return issuer_known(number) and luhn_holds(number)
    if kind == "ip":
        return ip_holds(text)
    if kind == "plate":
        return sum(char.isdigit() for char in text) >= 2
    return True
