"""The doors that are nobody's chat with the bot: a colleague's own account, calls from chats without the bot, an
import; and terms that everybody has to agree to for a while."""

from __future__ import annotations

from collections import Counter
from io import BytesIO

from db.models import Origin
from desk import Desk
from desk.importing import people, writing
from desk.importing.records import PastEntry, PastKind, PastPerson, PastTicket
from desk.people.chat_ids import make_chat_id
from sandbox.telegram.chats import Side
from sandbox.telegram.views import list_account_chats
from tests.chaos.cast import SEAN
from tests.chaos.city import VERA, City, now
from tests.chaos.company import Company
from tests.chaos.ledger import Means, Word, marks
from tests.rules import rules_with

_CONNECTED = """
select a.id from own_accounts a join people p on p.id = a.owner_id where p.telegram_id = :owner and a.is_enabled
"""
_FILED = """
select t.number, t.filed_at is not null as is_filed, p.telegram_id as author from entries e
join tickets t on t.id = e.ticket_id join people p on p.id = e.author_id where e.body ~ :mark
"""


def count_there(city: City, mark: str) -> int:
    """Return how often the bot has said a word where it has no chat of its own."""
    world = city.telegram_world
    chats = [*list_account_chats(world), *world.guests.chats.values()]
    said = [one.body for chat in chats for one in chat.messages.values() if one.side is Side.BOT and not one.deleted]
    return sum(mark in marks(str(body.get("text", ""))) for body in said)


class FurtherDoors(Company):
    """Newcomers at these doors, and Sean, who answers them and whose account it is."""

    played: Counter[str]

    async def written_to_an_account(self) -> None:
        """A request, its answer in Sean's name, and a further word."""
        account = await self._connected()
        person = await self.newcomer()
        word = await self._at_the_account(account, person)
        await self.presses(SEAN, f"own_yes:{(await self._found(word.mark, 'is a draft'))['number']}")
        await self._answered_where_asked(word)
        await self.stored(await self._at_the_account(account, person))
        self.played["written to an account"] += 1

    async def called_from_elsewhere(self) -> None:
        """A call, its answer in the one message there, and a reply to it."""
        await self.city.telegram.do("guest", on=True)
        person = await self.newcomer()
        word = await self._calls(person)
        await self._answered_where_asked(word)
        self.played["called from elsewhere"] += 1

    async def imported_twice(self) -> None:
        """The file of an earlier desk is read again, as after a run that was cut."""
        person, mark = await self.newcomer(), self.ledger.mark()
        them, at = PastPerson(f"New{person}", telegram_id=person), now()
        past = PastTicket(mark, "line 2", at, them, [PastEntry(at, PastKind.QUESTION, f"The bell rings {mark} ", them)])

        async def written() -> bool:
            async with self.city.database.unit_of_work() as session:
                desk = Desk(session, Origin.IMPORT, None, now=now(), rules=rules_with(board__enabled=True))
                known = await people.load_known(desk)
                await writing.write_batch(desk, people.Run("old desk", at), [past], known, lambda _: BytesIO())
            return True

        await self.sees(written, f"{mark} is imported")
        self._note(mark, person)
        await self.sees(written, f"{mark} is imported again")
        self.ledger.apart.add(int((await self._found(mark, "is there"))["number"]))
        self.played["imported"] += 1

    async def terms_for_a_while(self) -> None:
        """One agrees, another never does: without terms all of it goes to the team, whatever the clock has read."""
        version = self.ledger.newcomers + 1
        await self.writes(VERA, f"/settings consent {version}")
        try:
            agrees, waits = await self.newcomer(), await self.newcomer()
            words = [await self.says(one, Means.ASKED, before="/new ") for one in (agrees, waits)]
            await self.presses(agrees, f"consent:{version}")
            await self._found(words[0].mark, "is filed", is_filed=True)
        finally:
            await self.writes(VERA, "/settings consent 0")
        for word in words:
            self.ledger.apart.add(int((await self._found(word.mark, "is filed", is_filed=True))["number"]))
        self.played["terms"] += 1

    # ------------------------------------------------------------------ parts

    async def _connected(self) -> int:
        """Sean's account, which is open to all; its id in the desk."""
        if SEAN not in self.city.telegram_world.connections:
            await self.city.telegram.do("account", person=SEAN)
        found = await self.sees(lambda: self.row(_CONNECTED, owner=SEAN), "the account is connected")
        chosen = "select 1 as yes from own_accounts where id = :id and chosen_at is not null"
        if not await self.asked(chosen, id=found["id"]):
            await self.presses(SEAN, "own_all")
        await self.sees(lambda: self.row(chosen, id=found["id"]), "the account is open")
        return int(found["id"])

    async def _at_the_account(self, account: int, person: int) -> Word:
        mark = self.ledger.mark()
        at = {"owner": SEAN, "with": person, "text": f"The gate squeaks {mark} "}
        await self.city.telegram.do("account/message", **at)
        return self._note(mark, make_chat_id(account, person))

    async def _calls(self, person: int) -> Word:
        mark = self.ledger.mark()
        given = {"person": person, "chat": f"Yard {person}", "text": f"@pulldesk_demo_bot the crane hums {mark} "}
        await self.city.telegram.do("guest/message", **given)
        return self._note(mark, person)

    def _note(self, mark: str, by: int) -> Word:
        """Remember what is no message of a chat with the bot, so that nobody edits it."""
        word = Word(mark, by, Means.ASKED, 0)
        self.ledger.words.append(word)
        return word

    async def _found(self, mark: str, what: str, **wanted: bool) -> dict[str, object]:
        async def look() -> dict[str, object]:
            found = await self.row(_FILED, mark=rf"\m{mark}\M")
            return found if all(found.get(name) == value for name, value in wanted.items()) else {}

        return await self.sees(look, f"{mark} {what}")

    async def _answered_where_asked(self, word: Word) -> None:
        number = int(str((await self._found(word.mark, "is filed", is_filed=True))["number"]))
        self.ledger.apart.add(number)
        await self.takes(number, SEAN)
        answer = await self.answers(number, SEAN)
        await self.until(
            lambda: count_there(self.city, answer.mark), f"{answer.mark} is read where #{number} was asked"
        )
