"""Exhibits are compared with their seals while they are read; of what is not as it was sealed nothing stays."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future

from tiao.case import Case
from tiao.errors import IntegrityBroken
from tiao.evidence.vault import Vault
from tiao.findings.exhibit import Done, Workers, read_exhibit
from tiao.model import Exhibit

# Up to so many bytes an exhibit is compared by the thread that reads it, when it is read: all else takes longer.
SMALL = 1 << 20


def read_as_sealed(
    case: Case, item: Exhibit, vault: Vault, year_max: int, workers: Workers, advance: Callable[[str, int], None]
) -> Done:
    """Reads one exhibit while its bytes are compared with the seal.

    Raises:
        IntegrityBroken: they are not those that were sealed; nothing of it stays in the ledger.
    """
    witness = vault.witness(item) if item.size > SMALL else None
    check: Future[bool] | None = None

    def out_of_order() -> None:
        # The witness will not see it all: somebody else reads it beside.
        nonlocal check
        if check is None and item.size > SMALL:
            check = workers.aside.submit(vault.is_as_sealed, item)

    if witness is None:
        out_of_order()
    done = read_exhibit(case, item, vault, year_max, workers, advance, witness, out_of_order)
    verdict = witness.verdict() if witness and check is None else None
    if verdict is None:
        verdict = check.result() if check else vault.is_as_sealed(item)
    if not verdict:
        raise not_as_sealed(case, item)
    return done


def not_as_sealed(case: Case, item: Exhibit) -> IntegrityBroken:
    """The error for an exhibit that is not what was sealed, once nothing of it stays in the ledger."""
    for old in case.ledger.glob(f"{item.id}[.-]*"):
        old.unlink()
    return IntegrityBroken("The bytes are not those that were sealed.", item.shown, "Run `tiao verify --case DIR`.")
