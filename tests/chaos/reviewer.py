"""Rex, who reviews at the panel: draws solved tickets, marks them, and sends each form twice. Other things are not his:
he tries them all the same."""

from __future__ import annotations

import asyncio
import random
import re
from collections import Counter
from contextlib import suppress

import httpx

from tests.chaos.cast import REX, SEAN, buttons
from tests.chaos.company import Company
from tests.chaos.panel import Panel

_LINK = re.compile(r'href="(/reviews/\d+)"')
_MARK = re.compile(r'name="(mark-\d+)"')
_FORBIDDEN = ("claim", "resolve", "priority")
_ANSWERED = "select 1 from reviews where id = :id and answer is not null"
_ASKED = "select message_id from messages where chat_id = :chat and slot = :slot"
_SOLVED = "select number from tickets where status in ('resolved', 'closed') order by random() limit 1"


class ReviewScenes(Company):
    """Rex at the panel, and Sean who answers what is said of his work."""

    played: Counter[str]
    panel: Panel

    async def reviews(self) -> None:
        """Draw two, open what waits, mark one; the form is sent twice at once, and comes once."""
        self.panel.goes_anywhere()
        browser = self.panel.browser
        with suppress(httpx.HTTPError):  # a page that does not come is looked at again
            await browser.opens("/reviews")
            await browser.sends("/reviews", what="draw", reason="random", n="2")
            await browser.opens("/reviews")
            found = _LINK.findall(browser.page)
            if browser.status != 200 or not found:
                return
            at = self.dice.choice(found)
            await browser.opens(at)
            marks = {name: self.dice.choice(("met", "partly", "not")) for name in _MARK.findall(browser.page)}
            form = browser.form
            await asyncio.gather(*(browser.sends(at, form=form, **marks, comment="Well said") for _ in range(2)))
            self.played["reviewed"] += 1

    async def tries_what_is_not_his(self) -> None:
        """By command and at the panel."""
        found = await self.asked(_SOLVED)
        number = found.get("number", 1)
        await self.writes(REX, f"/{self.dice.choice(_FORBIDDEN)} {number}")
        with suppress(httpx.HTTPError):
            self.panel.goes_anywhere()
            await self.panel.browser.opens(f"/tickets/{number}")
            await self.panel.browser.sends(f"/tickets/{number}/do", verb="reopen")
        self.played["tried in vain"] += 1

    async def answered(self) -> None:
        """Sean answers a review of his work, if there is one that he has not answered."""
        shown = [b for m in self.city.from_bot(SEAN) for b in buttons(m) if b.startswith("review:")]
        for data in shown:
            if not await self.asked(_ANSWERED, id=int(data.partition(":")[2])):
                await self._answers_review(data, int(data.partition(":")[2]))
                return

    async def _answers_review(self, data: str, key: int) -> None:
        await self.presses(SEAN, data)
        slot = f"reviewask:{key}"
        asked = await self.sees(lambda: self.row(_ASKED, chat=SEAN, slot=slot), f"Sean is asked: {slot}")
        await self.writes(SEAN, "I was on the phone", to=asked["message_id"])
        await self.sees(lambda: self.row(_ANSWERED, id=key), f"review {key} is answered")
        self.played["review answered"] += 1


def make_dice(seed: int) -> random.Random:
    """Those of the team."""
    return random.Random(f"team {seed}")
