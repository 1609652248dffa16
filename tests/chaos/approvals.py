"""A trainee answers, in Telegram and on the board; seniors send, change and return it, sometimes two at once.

Which words reached whom in the end is looked up by `verdict_team`.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from typing import Any

from tests.chaos.cast import OLGA, SEAN, SUE, TESS, buttons
from tests.chaos.company import Company
from tests.chaos.ledger import Draft, Means

Row = dict[str, Any]
_OF_WORDS = """
select a.id, a.state from approvals a join entries e on e.id = a.entry_id where e.body ~ :mark
"""
_HEARD = """
select 1 from approvals a where a.id = :id and (a.state in ('sent', 'changed') or exists (
  select from entries e where e.ticket_id = a.ticket_id and e.content_line like '%"remark-draft-unread"%'))
"""
_STATE = "select 1 from approvals where id = :id and state = any(:wanted)"
_SENT = ("sent", "changed")


class ApprovalScenes(Company):
    """Tess, Sean and Sue, on the board Olga; `accounts`: on the board, by Telegram id."""

    played: Counter[str]
    accounts: dict[int, str]

    async def two_decide_at_once(self) -> None:
        """Both seniors press Send in the same moment: it is sent once."""
        draft, key = await self._drafts()
        await self._has_button(SUE, key, "send")
        await asyncio.gather(*(self._presses(person, key, "send") for person in (SEAN, SUE)))
        await self._arrives(draft, key)
        self.played["two decided at once"] += 1

    async def sent_and_withdrawn_at_once(self) -> None:
        """Its author takes it back in the moment in which it is sent: one of both."""
        _, key = await self._drafts()
        await self._has_button(TESS, key, "withdraw")
        await asyncio.gather(self._presses(SEAN, key, "send"), self._presses(TESS, key, "withdraw"))
        await self._becomes(key, *_SENT, "withdrawn")
        self.played["sent and withdrawn"] += 1

    async def words_meanwhile(self) -> None:
        """The requester writes while a senior presses Send: what they wrote is shown first, or it is sent already."""
        draft, key = await self._drafts()
        last = await self._has_button(SEAN, key, "send")
        await asyncio.gather(self.says(draft.to, Means.ASKED), self._presses(SEAN, key, "send"))
        end = asyncio.get_running_loop().time() + self.patience
        while not await self.asked(_STATE, id=key, wanted=list(_SENT)) and asyncio.get_running_loop().time() < end:
            newest = self._button(SEAN, key, "send") or last
            if newest != last:  # it shows what was written since
                last = newest
                await self._presses(SEAN, key, "send")
            await asyncio.sleep(0.3)
        await self._arrives(draft, key)
        self.played["words meanwhile"] += 1

    async def edited_while_it_is_sent(self) -> None:
        """Its author edits it in the moment in which a senior presses Send: nothing is sent that he has not seen."""
        draft, key = await self._drafts()
        mine = next(one for one in reversed(self.city.chat(TESS)) if draft.mark in str(one.get("text")))
        given = {"person": TESS, "message_id": mine["message_id"], "text": f"{draft.mark} you broke it"}
        self.ledger.team.unseen[draft.mark] = "you broke it"
        await asyncio.gather(self._presses(SEAN, key, "send"), self.city.telegram.do("edit", **given))
        self.played["edited while it is sent"] += 1

    async def changed(self) -> None:
        """A senior sends other words: the trainee's never arrive."""
        draft, key = await self._drafts()
        await self._presses(SEAN, key, "change")
        asked = await self._question(SEAN, key, "change")
        other = self.ledger.mark()
        self.ledger.team.instead[draft.mark].append(other)
        await self.writes(SEAN, f"{other} please turn the knob", to=asked["message_id"])
        await self._becomes(key, "changed")
        await self.until(lambda: self.has(draft.to, other), f"{other} reaches {draft.to}")
        self.played["changed"] += 1

    async def returned(self) -> None:
        """It goes back, its author edits it, and the other senior sends that."""
        draft, key = await self._drafts()
        first = await self._has_button(SUE, key, "send")
        await self._presses(SEAN, key, "return")
        asked = await self._question(SEAN, key, "return")
        await self.writes(SEAN, "say please", to=asked["message_id"])
        await self._becomes(key, "returned")
        mine = next(one for one in reversed(self.city.chat(TESS)) if draft.mark in str(one.get("text")))
        await self.city.telegram.do("edit", person=TESS, message_id=mine["message_id"], text=f"{draft.mark} please")
        await self._becomes(key, "waiting")
        await self.until(
            lambda: self._button(SUE, key, "send") not in (None, first), f"Sue is shown {draft.mark} again"
        )
        await self._presses(SUE, key, "send")
        await self._arrives(draft, key)
        self.played["returned"] += 1

    async def on_the_board(self) -> None:
        """Her comment under the task waits, and a senior's thumb sends it."""
        person, number = await self._taken()
        task, mark = await self.task_of(number), self.ledger.mark()
        given = {"as": self.accounts[TESS], "task_id": task, "content": f"{mark} turn the knob"}
        comment = str((await self.city.todoist.do("comment/add", **given))["id"])
        draft = Draft(mark, TESS, person, number)
        self.ledger.team.drafts.append(draft)
        key = await self._waits(mark)
        for sign in ("👍", "✅"):  # the other one if the first came before what the task had still to show
            await self.city.todoist.do("comment/react", **{"as": self.accounts[OLGA], "id": comment, "reaction": sign})
            await self.sees(lambda: self.row(_HEARD, id=key), f"the {sign} on approval {key} is heard")
            if await self.asked(_STATE, id=key, wanted=list(_SENT)):
                break
        await self._arrives(draft, key)
        self.played["drafted on the board"] += 1

    async def solved(self) -> None:
        """She answers and resolves: both wait, and happen together."""
        draft, key = await self._drafts()
        await self.presses(TESS, f"resolve:{draft.number}")
        both = "select 1 from approvals where id = :id and verb = 'resolve'"
        await self.sees(lambda: self.row(both, id=key), f"the solution of #{draft.number} waits")
        await self._presses(SUE, key, "send")
        await self._arrives(draft, key)
        await self.becomes(draft.number, "resolved")
        self.played["solved with approval"] += 1

    # ------------------------------------------------------------------ parts

    async def _taken(self) -> tuple[int, int]:
        person = await self.newcomer()
        number = await self.files(person, "the radio hums")
        await self.takes(number, TESS)
        return person, number

    async def _drafts(self) -> tuple[Draft, int]:
        """Tess answers a new request of somebody's; what waits, and its key."""
        person, number = await self._taken()
        card = await self.card(number, TESS)
        draft = Draft(self.ledger.mark(), TESS, person, number)
        self.ledger.team.drafts.append(draft)
        await self.writes(TESS, f"{draft.mark} turn the knob", to=card["message_id"])
        key = await self._waits(draft.mark)
        await self._has_button(SEAN, key, "send")
        return draft, key

    async def _waits(self, mark: str) -> int:
        found = await self.sees(lambda: self.row(_OF_WORDS, mark=rf"\m{mark}\M"), f"{mark} waits for approval")
        return int(found["id"])

    def _button(self, person: int, key: int, decision: str) -> tuple[int, str] | None:
        begins = f"appr:{key}:{decision}"
        shown = ((m["message_id"], b) for m in reversed(self.city.from_bot(person)) for b in buttons(m))
        return next((one for one in shown if one[1].startswith(begins)), None)

    async def _has_button(self, person: int, key: int, decision: str) -> tuple[int, str]:
        found: tuple[int, str] = await self.until(
            lambda: self._button(person, key, decision), f"{person} may {decision} {key}"
        )
        return found

    async def _presses(self, person: int, key: int, decision: str) -> None:
        """The newest button; one that goes away meanwhile is left."""
        on = await self._has_button(person, key, decision)
        await self.city.try_to(self.city.telegram, "press", person=person, message_id=on[0], data=on[1])

    async def _question(self, person: int, key: int, what: str) -> Row:
        """The message that asks for words, once the desk knows it."""
        slot = f"approvalask:{what}.{key}"
        query = "select message_id from messages where chat_id = :chat and slot = :slot"
        return await self.sees(lambda: self.row(query, chat=person, slot=slot), f"{person} is asked: {slot}")

    async def _becomes(self, key: int, *wanted: str) -> None:
        await self.sees(
            lambda: self.row(_STATE, id=key, wanted=list(wanted)), f"approval {key} is {' or '.join(wanted)}"
        )

    async def _arrives(self, draft: Draft, key: int) -> None:
        await self._becomes(key, *_SENT)
        await self.until(lambda: self.has(draft.to, draft.mark), f"{draft.mark} reaches {draft.to}")
