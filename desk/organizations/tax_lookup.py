"""Looking up organizations by their tax id outside of the desk: what a service has to do, and the jobs for it. Knows no
HTTP; `registration.take_tax_id_answer` takes the answer."""

from typing import Protocol

from db import queue
from db.models import Box
from desk import Desk

KEY = "tax-id"
"""The key of all these jobs: they are done one after another."""


class TaxLookup(Protocol):
    """A service that knows organizations."""

    async def find_name(self, tax_id: str) -> str | None:
        """Return the name of the organization with this tax id; None if there is none."""
        ...


def queue_lookup(desk: Desk, person_id: int, tax_id: str) -> None:
    """Have the organization of a registering person looked up."""
    payload = queue.encode_payload({"kind": KEY, "person_id": person_id, "tax_id": tax_id})
    queue.put_job(desk.session, queue.NewJob(Box.TO_CRM, KEY, payload, desk.now, person_id=person_id))
