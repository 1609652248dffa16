"""Money that Telegram took is in the ledger, each payment once; and nothing is there that nobody paid."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from tests.chaos.city import City
from tests.chaos.facts import Facts

_TAKEN = "paid"


def complaints(city: City, facts: Facts) -> Iterator[str]:
    """Everything that is not as promised."""
    taken = {f"charge-{one.query_id}" for one in city.telegram_world.checkouts.values() if one.state == _TAKEN}
    booked = Counter(row["charge_id"] for row in facts.rows["payments"] if row["charge_id"] is not None)
    yield from (f"{charge} was paid, and the ledger does not have it" for charge in taken - booked.keys())
    yield from (f"{charge} is in the ledger, and nobody paid it" for charge in booked.keys() - taken)
    yield from (f"{charge} counts {times} times" for charge, times in booked.items() if times > 1)
    known = {own_id for kind, own_id in city.crm.records if kind == "payments"}
    for own_id in known ^ {row["id"] for row in facts.rows["payments"]}:
        yield f"the CRM and the ledger disagree whether there is a payment {own_id}"
