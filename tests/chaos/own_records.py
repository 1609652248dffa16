"""The CRM's own records: it changes them, and sends each change once or several times and in any order, through every
kill. In the end the desk has what the CRM said last, and has sent none of it back."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Mapping
from typing import Any

from sandbox.crm import CrmCalls
from tests.chaos.city import City
from tests.chaos.integrations import CRM, Systems
from tests.chaos.ledger import Ledger

_ORGANIZATIONS = ("own-1", "own-2")


class OwnRecords:
    """Two organizations with a contact each. `newest`: the name that the CRM gave last, by path; None: removed."""

    def __init__(self, city: City, systems: Systems, ledger: Ledger, seed: int) -> None:
        self._city, self._systems, self._ledger = city, systems, ledger
        self._dice = random.Random(f"own records {seed}")
        self._calls = CrmCalls(self._send, self._dice)
        self._seconds = 0
        self.newest: dict[str, str | None] = {}

    async def pass_by(self, over: asyncio.Event, *, pause: float) -> None:
        """Change and send until the day is over, as soon as the desk works with organizations."""
        while (await self._systems.asks(CRM, "GET", "/organizations")).status_code != 200:
            await asyncio.sleep(pause)
        while not over.is_set():
            for _ in range(self._dice.randint(1, 6)):
                self._change()
            await self._calls.deliver()
            await asyncio.sleep(self._dice.expovariate(1 / pause))

    def _change(self) -> None:
        """An organization or its contact has a new name, or the contact is gone; seconds pass in the CRM."""
        self._seconds += 1
        at = f"2026-01-02T{self._seconds // 3600:02}:{self._seconds // 60 % 60:02}:{self._seconds % 60:02}Z"
        own_id, name = self._dice.choice(_ORGANIZATIONS), f"Version {self._seconds}"
        contact = f"/contacts/{own_id}"
        match self._dice.choice(("organization", "contact", "contact", "gone")):
            case "organization":
                self._put(f"/organizations/{own_id}", {"name": name}, at)
            case "gone" if self.newest.get(contact) is not None:
                self.newest[contact] = None
                self._calls.remove(contact, at)
            case _ if f"/organizations/{own_id}" in self.newest:
                self._put(contact, {"organization": own_id, "name": name}, at)

    def _put(self, path: str, body: dict[str, Any], at: str) -> None:
        self.newest[path] = body["name"]
        self._calls.put(path, body, at)

    async def in_the_calm(self) -> None:
        """Look whether the desk has what was said last."""
        for _ in range(3):
            self._change()
        await self._calls.deliver()
        for path, name in self.newest.items():
            got = await self._systems.asks(CRM, "GET", path)
            has = got.json()["name"] if got.status_code == 200 else None
            if has != name:
                self._ledger.complaints.append(f"{path} is {has}, and the CRM said last {name}")
        back = [kind for kind, _, body in self._city.crm.log if body.get("ref") in _ORGANIZATIONS]
        if back:
            self._ledger.complaints.append(f"the CRM got its own changes back: {back}")

    async def _send(self, method: str, path: str, body: Mapping[str, Any] | None) -> int:
        return (await self._systems.asks(CRM, method, path, body)).status_code
