"""Scenes with threads: two requests made one and gone on with from an old message, a message split off, an answer to
many."""

from __future__ import annotations

from collections import Counter
from typing import Any

from tests.chaos.cast import DAN, FAY, NORA, VERA, buttons
from tests.chaos.company import Company
from tests.chaos.ledger import Means, Word, marks

_FILED = """
select t.number from entries e join tickets t on t.id = e.ticket_id
where e.body ~ :mark and t.filed_at is not null and t.id not in (select ticket_id from history where field = 'merged')
"""
_PART_OF = """
select 1 from tickets t join tickets m on m.id = t.merged_into_id where t.number = :number and m.number = :into
"""
_STANDS_ON = "select t.number from entries e join tickets t on t.id = e.ticket_id where e.body ~ :mark"
_TOGETHER = "select 1 from tickets where number = any(:numbers) and group_id is not null having count(*) = :n"
_ALSO = "select count(*) as n from entries where body ~ :mark and also_of_id is not null"
_EXEMPT = """
select 1 from settings s join people p on s.value @> to_jsonb(array[p.id])
where s.key = 'exempt_people' and p.telegram_id = :person
"""
_JAMS = "the turnstile by the lake jams"


class ThreadScenes(Company):
    """Dan's and Fay's tickets."""

    played: Counter[str]

    async def merged_and_split(self) -> None:
        """What is said to an old message of a merged ticket goes to the other; it is split off again."""
        first = await self.ready(FAY)
        second = await self._has_filed(FAY)
        await self.writes(NORA, f"/merge {second} into {first}")
        await self.sees(lambda: self.row(_PART_OF, number=second, into=first), f"#{second} is part of #{first}")
        old = await self.until(lambda: self._about(FAY, second), f"a message about #{second}")
        word = await self.says(FAY, Means.ASKED, to=old["message_id"])
        await self._stands_on(word, first)
        relayed = await self.until(lambda: self._passed_on(word), f"{word.mark} reaches Nora")
        await self.writes(NORA, "/split", to=relayed["message_id"])
        query, mark = f"{_STANDS_ON} and t.number <> :first", rf"\m{word.mark}\M"
        own = await self.sees(lambda: self.row(query, mark=mark, first=first), f"{word.mark} is split off")
        self.ledger.apart.add(own["number"])
        self.played["merged and split"] += 1

    async def answered_to_many(self) -> None:
        """Three say the same; an answer to one goes to the others by a press, which is pressed again."""
        numbers = [await self._has_filed(person, _JAMS) for person in (DAN, FAY, DAN)]
        last = numbers[-1]
        await self.writes(NORA, f"/claim {last}")
        await self.presses_on_card(NORA, last, f"alike:{last}")
        await self.presses(NORA, f"join:{last}")
        await self.sees(lambda: self.row(_TOGETHER, numbers=numbers, n=len(numbers)), f"{numbers} are joined")
        page = await self.until(lambda: self.button(NORA, f"leave:{last}"), f"those like #{last}")
        word = await self.says(NORA, Means.ANSWERED, to=page["message_id"])
        also = f"also_to:{await self.stored(word)}"
        await self.presses(NORA, also)
        mark = rf"\m{word.mark}\M"
        await self.sees(lambda: self._went_to(mark, len(numbers)), f"{word.mark} went to {len(numbers)}")
        for number in numbers:  # so that the next ones are not like these
            await self.writes(NORA, f"/resolve {number}")
        self.played["answered to many"] += 1

    async def _has_filed(self, person: int, tail: str = "") -> int:
        """A request of their own, filed; its number."""
        word = await self._asked(person, tail) if tail else await self.says(person, Means.ASKED, before="/new ")
        found = await self.sees(lambda: self.row(_FILED, mark=rf"\m{word.mark}\M"), f"{word.mark} is filed")
        self.ledger.apart.add(found["number"])
        if not await self.asked(_EXEMPT, person=person):  # they ask more often than anybody may
            await self.writes(VERA, f"/settings exempt_people #{found['number']}")
        return int(found["number"])

    async def _asked(self, person: int, tail: str) -> Word:
        mark = self.ledger.mark()
        done = await self.city.telegram.do("message", person=person, text=f"/new {mark} {tail}")
        word = Word(mark, person, Means.ASKED, int(done["message_ids"][0]))
        self.ledger.words.append(word)
        return word

    async def _stands_on(self, word: Word, number: int) -> None:
        await self.stored(word)
        found = (await self.asked(_STANDS_ON, mark=rf"\m{word.mark}\M"))["number"]
        if found != number:
            self.ledger.complaints.append(f"{word} to an old message of a merged ticket: on #{found}, not #{number}")

    async def _went_to(self, mark: str, n: int) -> bool:
        return bool((await self.row(_ALSO, mark=mark)).get("n", 0) >= n)

    def _about(self, person: int, number: int) -> dict[str, Any] | None:
        found = (m for m in reversed(self.city.from_bot(person)) if f"#{number} " in f"{m.get('text', '')} ")
        return next((m for m in found if f"#{number} is part of" in str(m.get("text", ""))), None)

    def _passed_on(self, word: Word) -> dict[str, Any] | None:
        mine = (m for m in reversed(self.city.from_bot(NORA)) if word.mark in marks(str(m.get("text", ""))))
        return next((m for m in mine if buttons(m) and str(m["text"]).startswith("#")), None)
