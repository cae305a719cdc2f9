"""What a line of the ledger counts as: in total, in low, in high, in which class, and about whom."""

from __future__ import annotations

from typing import Any

import numpy as np

from tiao.compiled import jit, lean

CLASSES = 10
_U = np.uint64
_ONE = np.uint64(1)


# What a line counts as, in 16 bits: level (2), class (4), class in high (4), person (5), full content differs (1).
LEVEL_HIGH, LEVEL_TOTAL, LEVEL_LOW = 1, 2, 3
CODE_LOW, CODE_HIGH, CODE_PERSON, CODE_FULL = 2, 6, 10, 15
# Persons: the content stands for one; the nth value kind does, from 1; a struck value behind the record does. Further
# values of the record before: struck and whom it is about, struck, valid.
NOBODY, BEHIND, STRUCK_PERSON, STRUCK, FURTHER = 0, 28, 29, 30, 31


@lean
def identifies(kinds: Any, identity: Any) -> bool:
    for k in range(len(identity)):
        if kinds & identity[k] == identity[k]:
            return True
    return False


@lean
def class_of(kinds: Any, classes: Any, any_of: Any, all_of: Any) -> int:
    for k in range(len(classes)):
        if kinds & all_of[k] != all_of[k]:
            continue
        if any_of[k] == 0 or kinds & any_of[k] != 0:
            return int(classes[k])
    return CLASSES - 1


@jit
def judge(
    kinds: Any, struck: Any, doubts: Any, more: Any, identity: Any, classes: Any, any_of: Any, all_of: Any,
    striking: int, low_of: Any, high_of: Any, where: Any, rows: Any, excluded: Any,
) -> int:  # fmt: skip
    """Says of each line of the ledger what its record is.

    Args:
        striking: how many doubts strike.
        low_of, high_of: uint8 output: class for total and low, and for high.
        where: uint8 output: bit 0 in total, bit 1 in low, bit 2 in high. Further values take over their record's.
        rows: int64, shape (3, classes): records in total, low and high, added up.
        excluded: int64, shape (striking,): records in high that are not in total, by reason.

    Returns:
        Records with a kind that are not even in high.
    """
    last_kinds = ~_U(0)
    last_struck = ~_U(0)
    base = 0
    low = 0
    high = 0
    nothing = 0
    for r in range(len(kinds)):
        if more[r]:
            low_of[r] = low_of[r - 1]
            high_of[r] = high_of[r - 1]
            where[r] = where[r - 1]
            continue
        if kinds[r] != last_kinds or struck[r] != last_struck:
            last_kinds = kinds[r]
            last_struck = struck[r]
            every = last_kinds | last_struck
            base = 0
            if identifies(last_kinds, identity):
                base = 5
            elif identifies(every, identity):
                base = 4
            low = class_of(last_kinds, classes, any_of, all_of)
            high = class_of(every, classes, any_of, all_of)
        flags = base
        if base == 5 and doubts[r] == 0:
            flags |= 2
        low_of[r] = low
        high_of[r] = high
        where[r] = flags
        if flags & 1:
            rows[0, low] += 1
        if flags & 2:
            rows[1, low] += 1
        if flags & 4:
            rows[2, high] += 1
            if not flags & 1:
                for reason in range(striking):
                    if doubts[r] >> reason & 1:
                        excluded[reason] += 1
                        break
        if flags == 0:
            nothing += 1
    return nothing


@jit
def codes(
    kinds: Any, struck: Any, doubts: Any, more: Any, identity: Any, classes: Any, any_of: Any, all_of: Any,
    striking: int, value_bits: Any, code: Any, struck_lines: Any, reasons: Any, rows: Any, excluded: Any,
) -> Any:  # fmt: skip
    """Says of each line of the ledger, in one code, what its record counts as and whom it is about.

    Args:
        striking: how many doubts strike.
        value_bits: int64, the bits of the value kinds, strongest first.
        code: uint16 output; 0 for what counts nowhere.
        struck_lines, reasons: int64 and uint8 output: further lines of struck values, and 1 + their striking doubt.
        rows: int64, shape (3, classes): records in total, low and high, added up.
        excluded: int64, shape (striking,): records in high that are not in total, by reason.

    Returns:
        (records with a kind that are not even in high, struck lines, records whose full content differs).
    """
    last_kinds = ~_U(0)
    last_struck = ~_U(0)
    base = 0
    person = 0
    nothing = 0
    n_struck = 0
    n_full = 0
    main = 0
    strongest = 0
    low = 0
    high = 0
    for r in range(len(kinds)):
        if more[r]:
            if not main & 3:
                code[r] = 0
                continue
            if not struck[r]:
                code[r] = (main & 1023) | (FURTHER << CODE_PERSON)
                continue
            reason = 1
            while reason < 31 and not doubts[r] >> (reason - 1) & 1:
                reason += 1
            struck_lines[n_struck] = r
            reasons[n_struck] = reason
            n_struck += 1
            who = STRUCK
            if main & 3 == LEVEL_HIGH and strongest and struck[r] == _ONE << _U(value_bits[strongest - 1]):
                # A record that is in high only stands for its strongest struck value, the first of them.
                who = STRUCK_PERSON
                strongest = 0
            code[r] = (main & 1023) | (who << CODE_PERSON)
            continue
        if kinds[r] != last_kinds or struck[r] != last_struck:
            last_kinds = kinds[r]
            last_struck = struck[r]
            every = last_kinds | last_struck
            base = 0
            if identifies(last_kinds, identity):
                base = LEVEL_TOTAL
            elif identifies(every, identity):
                base = LEVEL_HIGH
            low = class_of(last_kinds, classes, any_of, all_of)
            high = class_of(every, classes, any_of, all_of)
            # Whom the record is about: its strongest valid value. One in total keeps its person, and its class with
            # it, so that high is never below total.
            person = _strongest(last_kinds if base == LEVEL_TOTAL else last_struck, value_bits)
        level = base
        if base == LEVEL_TOTAL and doubts[r] == 0:
            level = LEVEL_LOW
        strongest = person
        main = level | (low << CODE_LOW) | (high << CODE_HIGH)
        if base == LEVEL_TOTAL:
            main |= person << CODE_PERSON
        elif person:
            main |= BEHIND << CODE_PERSON
        if level == 0:
            nothing += 1
            main = 0
        else:
            if last_struck:
                main |= 1 << CODE_FULL
                n_full += 1
            rows[2, high] += 1
            if level == LEVEL_HIGH:
                for why in range(striking):
                    if doubts[r] >> why & 1:
                        excluded[why] += 1
                        break
            else:
                rows[0, low] += 1
                rows[1, low] += level == LEVEL_LOW
        code[r] = main
    return nothing, n_struck, n_full


@lean
def _strongest(kinds: Any, value_bits: Any) -> int:
    """1 + the place of the first value kind of a bit set, or 0."""
    for k in range(len(value_bits)):
        if kinds >> _U(value_bits[k]) & _ONE:
            return k + 1
    return 0
