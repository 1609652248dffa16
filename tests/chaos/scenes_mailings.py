"""A scene with a mailing: to everybody, begun by two presses at once, on its way through whatever happens."""

from __future__ import annotations

from collections import Counter

from tests.chaos.cast import VERA
from tests.chaos.company import Company, MissedError

_DRAFT = "select id from mailings where text like :mark"
_BEGUN = "select 1 from mailings where id = :id and state in ('sending', 'sent')"
_SENT = "select 1 from mailings where id = :id and state = 'sent'"


class MailingScenes(Company):
    """Vera's; whoever has begun with the bot gets it."""

    played: Counter[str]

    async def mailed_to_all(self) -> None:
        """Once to each, whoever is killed meanwhile; in the calm it is sent at the end."""
        mark = self.ledger.mailing()
        await self.writes(VERA, f"/announce {mark} the hall opens at ten")
        mailing = int((await self.sees(lambda: self.row(_DRAFT, mark=f"{mark} %"), f"{mark} is drafted"))["id"])
        send = f"mailing_send:{mailing}"
        shown = await self.until(lambda: self.button(VERA, send), f"{mark} is shown")
        if shown is None:
            raise MissedError(f"the draft of {mark} went away")
        for _ in range(2):
            await self.city.try_to(self.city.telegram, "press", person=VERA, message_id=shown["message_id"], data=send)
        await self.sees(lambda: self.row(_BEGUN, id=mailing), f"{mark} is on its way")
        if self.calm:
            await self.sees(lambda: self.row(_SENT, id=mailing), f"{mark} is sent")
        self.played["mailing"] += 1
