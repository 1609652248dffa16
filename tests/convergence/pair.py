"""A desk and its board, each changed by its own people, and a network in between that fails when told to.

What somebody may not do at that moment is simply not done. Knows the simulated board's controls and the desk's verbs.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import timedelta
from typing import Any

import httpx
from sqlalchemy import text

from desk import Refused
from desk.board import gone_tasks
from desk.conversation import thread
from desk.conversation.new_entry import NewEntry
from desk.text import RichText
from desk.tickets import assignment, closing, escalation, fields, lifecycle, promises
from desk.topics import editing
from tests.chaos import verdict_board
from tests.chaos.facts import Facts, gather
from tests.desk.cast import cast
from tests.desk.stage import Someone
from tests.sql import sole
from tests.todoist_sync.table import Table, commands_of
from todoist_sync import board_hint
from todoist_sync.api.rows import TodoistError
from todoist_sync.mirror import loop

Row = dict[str, Any]
SECTIONS = ("New", "Assigned", "In progress", "Pending", "On hold", "Resolved", "Reopened")
_ROUNDS = 30


def _verb(name: str) -> Callable[..., Awaitable[Any]]:
    """Return the verb of that name; `gone/…`: an answer about a task that is gone."""
    if name.startswith("gone/"):
        return getattr(gone_tasks, name.removeprefix("gone/"))  # type: ignore[no-any-return]
    modules = (assignment, closing, escalation, fields, lifecycle, promises, thread)
    found: Callable[..., Awaitable[Any]] = next(getattr(module, name) for module in modules if hasattr(module, name))
    return found


class Pair:
    """Both sides of a desk with a few tickets."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self.accounts: list[str] = []
        self.numbers: list[int] = []
        self._said = 0

    async def open(self) -> None:
        """Two people at the board, one of them Olga; two categories; one ticket that both sides know."""
        self.table.with_rules(targets__enabled=True)
        self.rita, self.olga, self.ivan, vera = await cast(self.table)
        for name in ("Technical", "Access cards"):
            await self.table.does(vera, editing.add_category, name)
        self.accounts = [await self.table.at_board("Olga Board", link="Olga"), await self.table.at_board("Boris")]
        await self.asks()
        await self.table.settle()

    # ---------------------------------------------------------------- here

    async def asks(self) -> None:
        """A new request."""
        self.numbers.append(await self.table.files(self.rita, f"{self._words()} the printer is on fire"))

    async def verb(self, name: str, number: int, **more: Any) -> None:
        """A verb of the desk by whom it suits; refused is fine."""
        who: Someone = self.rita if name in ("confirm", "deny", "cancel", "add_comment") else self.olga
        if name in ("add_comment", "add_reply", "add_note"):
            more = {"said": NewEntry(RichText(self._words()))}
        if "hours" in more:
            more = {"at": self.table.now + timedelta(hours=more["hours"])}
        with suppress(Refused):
            await self.table.does(who, _verb(name), number, **more)

    def _words(self) -> str:
        self._said += 1
        return f"w{self._said}x"

    async def a_day_passes(self) -> None:
        """What was waited for a day for is waited for no longer."""
        self.table.later(hours=25)
        await self.table.ticks()

    # ---------------------------------------------------------------- there

    async def at_board(self, verb: str, number: int, by: int, **more: Any) -> None:
        """Somebody at the board does something with a ticket's task, wherever it stands now; what they do not see there
        they leave."""
        here = {one["id"] for one in self.tasks()}
        tasks = [one for one in self._standing() if str(one["content"]).startswith(f"#{number} ")]
        tasks.sort(key=lambda one: one["id"] not in here)
        if not tasks:
            return
        if verb == "comment/add":
            more = {"content": more.get("mark", "") + self._words()}
        if "section" in more:
            more = {"section_id": next(key for key, name in self.sections().items() if name == more["section"])}
        if "account" in more:
            more = {"responsible_uid": None if more["account"] is None else self.accounts[more["account"]]}
        if "hours" in more:
            more = {"due": self._due(more["hours"])}
        if "line" in more:
            more = {"description": f"{tasks[0]['description']}\n{more['line']}"}
        if "away" in more:
            more = {"project_id": await self._inbox(by)}
        key = "task_id" if verb.startswith("comment/") else "id"
        with suppress(AssertionError):
            await self.table.board.do(verb, **{"as": self.accounts[by], key: tasks[0]["id"], **more})

    def _due(self, hours: float | str | None) -> dict[str, str] | None:
        """So many hours from now, fixed; a text is taken as Todoist takes it."""
        if hours is None:
            return None
        at = self.table.now + timedelta(hours=hours) if isinstance(hours, int | float) else None
        return {"date": f"{at:%Y-%m-%dT%H:%M:%SZ}"} if at is not None else {"string": str(hours)}

    async def brings_back(self, number: int) -> None:
        """A task that was moved away is moved to the project again by who moved it."""
        project = await self.table.project_id()
        for one in self._standing():
            if str(one["content"]).startswith(f"#{number} ") and one["project_id"] != project:
                for by in self.accounts:
                    with suppress(AssertionError):
                        await self.table.board.do("task/move", **{"as": by, "id": one["id"], "project_id": project})

    async def _inbox(self, by: int) -> str:
        users = (await self.table.state())["users"]
        return str(next(one["inbox_project_id"] for one in users if one["id"] == self.accounts[by]))

    async def adds_task(self, by: int) -> None:
        """Somebody adds a task, which becomes a ticket."""
        project = await self.table.project_id()
        content = f"{self._words()} cabling"
        await self.table.board.do("task/add", **{"as": self.accounts[by]}, content=content, project_id=project)

    def tasks(self) -> list[Row]:
        """The tasks on the board."""
        project = next(key for key, one in self.table.world.projects.rows.items() if one["name"] == "Support")
        return [one for one in self._standing() if one["project_id"] == project]

    def _standing(self) -> list[Row]:
        return [one for one in self.table.world.items.rows.values() if not one["is_deleted"]]

    def sections(self) -> dict[str, str]:
        """The board's sections by id."""
        return {one["id"]: one["name"] for one in self.table.world.sections.rows.values()}

    # ---------------------------------------------------------------- in between

    async def cut(self, how: str) -> None:
        """Until healed: requests do not arrive ("before"), their answers do not ("after"), those with commands only."""
        wire = self.table.wire
        wire.before, wire.after = _NEVER, _NEVER
        if how in ("before", "commands before"):
            wire.before = _ALWAYS if how == "before" else commands_of
        elif how in ("after", "commands after"):
            wire.after = _ALWAYS if how == "after" else commands_of
        elif how == "some commands":
            await self.table.board.do("fault", path="sync", reset=True, after=True, commands=1)

    async def heal(self) -> None:
        """Nothing fails any more."""
        await self.cut("")
        await self.table.board.do("fault/clear")

    async def round(self, *, hinted: bool) -> None:
        """One round of the mirror, by timer or by a hint (which may be late, or come twice)."""
        if hinted:
            async with self.table.database.unit_of_work() as session:
                await board_hint.leave_hint(session, now=self.table.now)
        with suppress(TodoistError):
            await self.table.mirror.run_round(read=not hinted)

    async def settle(self) -> None:
        """Heal, and mirror until a whole round does nothing, also when it is time to look for what no reading tells: a
        task that was moved where we do not see it."""
        await self.heal()
        await self._rest()
        self.table.later(seconds=loop.EVERY.total_seconds())
        await self._rest()

    async def _rest(self) -> None:
        for _ in range(_ROUNDS):
            self.table.later(seconds=7)
            await self.table.ticks()
            try:
                if not await self.table.mirror.run_round(read=True) and not await self._owed():
                    return
            except TodoistError:
                continue
        raise AssertionError("the mirror does not come to rest")

    async def _owed(self) -> int:
        query = text(
            "select (select count(*) from jobs where box = 'to_todoist' and state = 'waiting')"
            " + (select count(*) from board_commands where answered_at is null or error = 'answer lost')"
            " + (select count(*) from board_cards where gone is null and (dirty or task_id is null))"
        )
        return int(await sole(self.table, query))

    async def differences(self) -> list[str]:
        """What is not as the contract says: fields, words, and jobs given up on."""
        facts = await gather(self.table.database)
        found = [*verdict_board.complaints(self, facts), *self._words_missing(facts)]
        found += verdict_board.dues(self, facts, self.table.now)
        return found + [f"buried: {row['error']}" for row in facts.rows["buried"]]

    def _words_missing(self, facts: Facts) -> list[str]:
        """Every word stands in one entry, and in one place on the board where its ticket has a task."""
        here = {one["id"] for one in self.tasks()}
        notes = [one for one in self.table.world.notes.rows.values() if one["item_id"] in here]
        places = [str(one["content"]) for one in notes if not one["is_deleted"]]
        places += [str(one["description"]) for one in self.tasks()]
        shown = {str(one["content"]).split(" ")[0] for one in self.tasks()}
        found = []
        for entry in facts.rows["entries"]:
            ticket = facts.tickets.get(entry["ticket_id"])
            if ticket is None or f"#{ticket['number']}" not in shown:
                continue  # cancelled before it had one; open ones without are complained of elsewhere
            for word in str(entry["body"]).split():
                if word.startswith("w") and word.endswith("x") and sum(_holds(one, word) for one in places) != 1:
                    found.append(f"{word} of entry {entry['id']}: {sum(_holds(one, word) for one in places)} times")
        written = [str(one["content"]) for one in notes]
        bodies = " ".join(str(entry["body"]) for entry in facts.rows["entries"])
        return found + [f"{one}: not in the desk" for one in written if not _known(one, bodies)]

    async def counts(self) -> tuple[int, ...]:
        """How much there is of what a cycle without news must not make."""
        names = ("board_commands", "history", "entries", "jobs", "board_comments")
        async with self.table.database.sessions() as session:
            return tuple([(await session.execute(text(f"select count(*) from {n}"))).scalar_one() for n in names])  # noqa: S608


def _holds(place: str, word: str) -> bool:
    return word in place.replace("\n", " ").split()


def _known(comment: str, bodies: str) -> bool:
    words = [word for word in comment.split() if word.startswith("w") and word.endswith("x")]
    return all(word in bodies.split() for word in words)


def _never(_: httpx.Request) -> bool:
    return False


def _always(_: httpx.Request) -> bool:
    return True


_NEVER, _ALWAYS = _never, _always
