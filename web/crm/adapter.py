"""Defines what a CRM adapter is: `http_adapter` is one, and any class with this method is another."""

from typing import Protocol

from desk.crm.records import RecordToSend
from desk.crm.sending import CrmAnswer


class CrmAdapter(Protocol):
    """Brings one record into a CRM, which has it once however often it is sent."""

    async def send(self, record: RecordToSend) -> CrmAnswer:
        """Send a record; never raises because the other side fails."""
        ...
