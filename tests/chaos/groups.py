"""Groups whose messages become requests: people who never started the bot ask there, and are answered there, while the
group becomes a supergroup or throws the bot out."""

from __future__ import annotations

import asyncio
from collections import Counter

from desk.groups import chats
from tests.chaos.cast import SEAN
from tests.chaos.city import VERA
from tests.chaos.clients import make_desk
from tests.chaos.company import Company
from tests.chaos.ledger import Means, Word

_KNOWN = """
select c.id from chats c join people p on p.id = c.person_id where p.telegram_id = :chat
"""
_FILED = """
select t.number from entries e join tickets t on t.id = e.ticket_id where e.body ~ :mark and t.filed_at is not null
"""
_OUT_SECONDS = 1.0


class GroupScenes(Company):
    """Groups of their own, newcomers who write there, and Sean."""

    played: Counter[str]

    async def asked_and_answered(self) -> None:
        """A request, its answer, and further words as a reply to the receipt."""
        group = await self._new_group()
        person, number = await self._asks(group)
        await self._answered(number, group)
        receipt = await self.until(lambda: self._receipt(group, number), f"the receipt of #{number}")
        await self.stored(await self._says_there(person, group, "it still hums", to=receipt))
        self.played["asked in a group"] += 1

    async def made_by_an_agent(self) -> None:
        """Sean makes a request of what somebody wrote."""
        group = await self._new_group()
        person = await self.newcomer()
        word = await self._says_there(person, group, "nobody answers at the desk")
        await self.city.telegram.do("message", person=SEAN, chat=group, text="/ticket", reply_to=word.said)
        await self._answered(await self._number_of(word), group)
        self.played["made by an agent"] += 1

    async def becomes_a_supergroup(self) -> None:
        """In the middle of a request; people go on writing there at once."""
        group = await self._new_group()
        _, number = await self._asks(group)
        await self.takes(number, SEAN)
        about = await self.city.telegram.do("group/migrate", person=VERA, chat=group)
        self.ledger.team.groups[-1].append(int(about["id"]))
        later = await self._says_there(await self.newcomer(), int(about["id"]), "@pulldesk_demo_bot the stage is dark")
        await self._answered(number, int(about["id"]))
        await self._answered(await self._number_of(later), int(about["id"]))
        self.played["became a supergroup"] += 1

    async def throws_the_bot_out(self) -> None:
        """What is answered meanwhile comes when the bot is back."""
        group = await self._new_group()
        _, number = await self._asks(group)
        await self.takes(number, SEAN)
        await self.city.telegram.do("group/kick", person=VERA, chat=group)
        try:
            answer = await self.answers(number, SEAN)
            await self.stored(answer)
            await asyncio.sleep(_OUT_SECONDS)
        finally:
            await self.city.telegram.do("group/kick", person=VERA, chat=group, undo=True)
        await self.until(lambda: self.has(group, answer.mark), f"{answer.mark} reaches the group {group}")
        self.played["thrown out"] += 1

    # ------------------------------------------------------------------ parts

    async def _new_group(self) -> int:
        """Vera makes a group with the bot and allows it."""
        group = int(
            (await self.city.telegram.do("group", person=VERA, title=f"Hall {len(self.ledger.team.groups)}"))["id"]
        )
        self.ledger.team.groups.append([group])
        found = await self.sees(lambda: self.row(_KNOWN, chat=group), f"the group {group} is known")

        async def allowed() -> bool:
            async with self.city.database.unit_of_work() as session:
                await chats.set_allowed(await make_desk(session), int(found["id"]), allowed=True)
            return True

        await self.sees(allowed, f"the group {group} is allowed")
        return group

    async def _asks(self, group: int) -> tuple[int, int]:
        person = await self.newcomer()
        word = await self._says_there(person, group, "@pulldesk_demo_bot the loudspeaker hums")
        return person, await self._number_of(word)

    async def _says_there(self, person: int, group: int, said: str, *, to: int | None = None) -> Word:
        mark = self.ledger.mark()
        given = {"person": person, "chat": group, "text": f"{said} {mark} ", "reply_to": to}
        done = await self.city.telegram.do("message", **given)
        word = Word(mark, person, Means.ASKED, int(done["message_ids"][0]))
        self.ledger.words.append(word)
        return word

    async def _number_of(self, word: Word) -> int:
        found = await self.sees(lambda: self.row(_FILED, mark=rf"\m{word.mark}\M"), f"{word.mark} is filed")
        self.ledger.apart.add(int(found["number"]))
        return int(found["number"])

    async def _answered(self, number: int, group: int) -> None:
        await self.takes(number, SEAN)
        answer = await self.answers(number, SEAN)
        await self.until(lambda: self.has(group, answer.mark), f"{answer.mark} reaches the group {group}")

    def _receipt(self, group: int, number: int) -> int | None:
        found = (one for one in self.city.from_bot(group) if f"#{number}" in str(one.get("text")))
        return next((int(one["message_id"]) for one in found), None)
