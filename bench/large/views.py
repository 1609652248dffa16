"""Times the views of a large desk: each read and rendered as delivery does it, again and again."""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from time import perf_counter, process_time

from sqlalchemy import select

from bench.large.random_tickets import AGENTS, COMMON, RARE, SOME
from bench.wait_times import WaitTimes
from bot.views.renderer import render
from db.database import Database
from db.models import Person, Ticket
from desk import DeskSettings
from desk.canned.solved_alike import find_similar_solved
from desk.outbox import Show

Cpu = Callable[[], float]
_TIMES = 30
_ADMIN, _AGENT, _OFTEN, _REQUESTER = 1, 2, AGENTS + 1, AGENTS + 1000
_WORDS = {"in half of all entries": COMMON, **{f"in {part:.1%}": word for word, part in SOME.items()}, "rare": RARE}


@dataclass(frozen=True, slots=True)
class ViewTime:
    """The times of one view: waits of `_TIMES` readings, milliseconds of CPU each, of the bench and of PostgreSQL."""

    what: str
    waits: WaitTimes
    own: float
    postgres: float


@dataclass(frozen=True, slots=True)
class ViewReader:
    """Reads views of one database. `postgres` returns the server's CPU seconds so far; `tickets`: how many there
    are."""

    database: Database
    settings: DeskSettings
    now: datetime
    postgres: Cpu
    tickets: int

    async def time_views(self) -> list[ViewTime]:
        """Time every view that a list, a search or a card is."""
        found = []
        for what, (viewer, letters) in self._make_letters().items():
            found.append(await self._time_view(what, viewer, letters))
        return found

    async def time_similar(self) -> WaitTimes:
        """Time the search for similar resolved tickets, which is done once for each ticket that is filed."""
        chance, waits = random.Random(2), []  # noqa: S311  (not for secrets)
        async with self.database.reading() as session:
            for _ in range(_TIMES):
                ticket = await session.get_one(Ticket, chance.randint(1, self.tickets))
                began = perf_counter()
                await find_similar_solved(session, ticket)
                waits.append(perf_counter() - began)
        return WaitTimes.from_seconds(waits)

    def _make_letters(self) -> dict[str, tuple[int, Sequence[Show]]]:
        chance = random.Random(1)  # noqa: S311  (not for secrets)
        some = [chance.randint(1, self.tickets) for _ in range(_TIMES)]
        lists = {
            "/open": (_ADMIN, "all", "all"),
            "/queue": (_AGENT, "queue", "queue"),
            "/mine": (_AGENT, "mine", "mine"),
            "/attention": (_ADMIN, "attention", "attention"),
            "/tickets": (_REQUESTER, "list", "list"),
            "/tickets of who asks most": (_OFTEN, "list", "list"),
        }
        found = {f"/find, a word {how}": (_AGENT, _make_search(word)) for how, word in _WORDS.items()}
        found["/find, two words in half of all and in 5%"] = (_AGENT, _make_search(f"{COMMON} {next(iter(SOME))}"))
        found["/find, a beginning of a word in half of all"] = (_AGENT, _make_search(COMMON[:4]))
        asked = {what: (who, [Show(view, slot=slot, fresh=True)]) for what, (who, view, slot) in lists.items()}
        cards = {"a card": "card", "Open": "open", "a thread": "thread", "History": "history"}
        of_tickets = {**cards, "earlier tickets": "earlier"}
        shown = {
            what: (_ADMIN, [Show(view, slot=f"{view}:{number}", fresh=True) for number in some])
            for what, view in of_tickets.items()
        }
        return {**asked, "a page of words of /tickets": (_OFTEN, [_make_own_search()]), **found, **shown}

    async def _time_view(self, what: str, viewer: int, letters: Sequence[Show]) -> ViewTime:
        await self._render_view(viewer, letters[0])
        waits, own, postgres = [], process_time(), self.postgres()
        for n in range(_TIMES):
            began = perf_counter()
            await self._render_view(viewer, letters[n % len(letters)])
            waits.append(perf_counter() - began)
        each = 1000 / _TIMES
        return ViewTime(
            what, WaitTimes.from_seconds(waits), (process_time() - own) * each, (self.postgres() - postgres) * each
        )

    async def _render_view(self, viewer: int, letter: Show) -> None:
        async with self.database.reading() as session:
            person = (await session.scalars(select(Person).where(Person.id == viewer))).one()
            shown = await render(session, letter, person, now=self.now, settings=self.settings, bot_id=1)
            if shown is None:
                raise RuntimeError(f"{letter.view} is not shown")


def _make_search(words: str) -> list[Show]:
    return [Show("found", slot=f"found:?{words}", fresh=True, find=words)]


def _make_own_search() -> Show:
    return Show("list", slot=f"list:?{COMMON}", fresh=True)
