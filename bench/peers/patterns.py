"""One list of patterns for the tools that bring an engine and no rules of their own; as good as we could write them.

``LOOK`` is for engines with look-around (``re``, Presidio's ``regex``). ``EDGE`` is for those without (RE2, Hyperscan,
ripgrep, DuckDB), whose ``\\b`` knows ASCII only and so stands between a Han character and a digit. A match is a
candidate: ``taken`` says what of it is a value.
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


def taken(kind: str, text: str) -> str:
    """What of a match of the pattern of a kind is a value of it; "" if nothing is."""
    if kind == "resident_id":
        return text if resident_id_holds(text.upper()) else ""
    if kind == "bank_card":
        number = plain(kind, text)
        if issuer_known(number) and luhn_holds(number):
            return text
        # Sixteen digits, and three more that belong to what stands behind them.
        short = text[:-4] if text[-4] in " -" else ""
        return short if short and taken(kind, short) else ""
    if kind == "ip":
        return text if ip_holds(text) else ""
    if kind == "plate":
        return text if sum(char.isdigit() for char in text) >= 2 else ""
    return text


def holds(kind: str, text: str) -> bool:
    """Whether a match is a value as it stands."""
    return taken(kind, text) == text
