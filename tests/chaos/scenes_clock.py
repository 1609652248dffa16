"""Scenes of a moved clock: the doors' is set ahead and put back; two hours pass while the board is out."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import datetime, timedelta

from tests.chaos.cast import NORA
from tests.chaos.city import now
from tests.chaos.ledger import Means, Word
from tests.chaos.scenes_meanwhile import MeanwhileScenes

_APART_SECONDS = 2.2
_AHEAD_SECONDS = 8.0
_AHEAD, _OUT = timedelta(hours=5), timedelta(hours=2)
_LAST_REMINDER = timedelta(hours=9)  # a quarter of an hour after the eight that are promised, as the targets are
_PROMISED = "select 1 from tickets where number = :number and promised_at is not null and policy_version is not null"
_WAITS = "select needs_answer, first_response_at from tickets where number = :number"
_ANSWERED = "select 1 from tickets where number = :number and not needs_answer"
_TRIED = """
select 1 from jobs j join people p on p.id = j.person_id
where p.telegram_id = :person and j.box = 'to_telegram' and j.state = 'waiting' and j.attempts > 0
"""
_FAR = """
select 'tickets' as what from tickets where number = any(:numbers)
  and (greatest(remind_at, escalate_at) > :reminders
    or greatest(file_at, tell_at, broadcast_due_at, broadcast_at, filed_at, requester_spoke_at) > :now)
union all select 'timers' from timers r join tickets t on t.id = r.ticket_id
  where t.number = any(:numbers) and r.kind = 'wave' and r.due_at > :then
union all select 'jobs' from job_keys where due_at > :then
"""


class ClockScenes(MeanwhileScenes):
    """Newcomers' tickets, when nothing else goes on: everybody's time is moved."""

    played: Counter[str]

    async def clock_set_ahead_and_back(self) -> None:
        """For some seconds the doors believe that it is five hours later, and work on. Put back, they read the board by
        their own timer, pass words on, and nothing waits for a time that is far off."""
        person, other = await self.newcomer(), await self.newcomer()
        number = await self._taken(person, "the door of the store stays open")
        task = await self.task_of(number)
        await self.writes(NORA, f"/promise {number} in 2 hours")
        await self.sees(lambda: self.row(_PROMISED, number=number), f"a time is promised for #{number}")
        await self.city.todoist.do("webhooks", mode="lose")
        try:
            first, failing, filed = await self._ahead(person, other, number=number, task=task)
            await self._put_back(person, number=number, task=task)
            await self.until(lambda: self.has(NORA, failing.mark), f"{failing.mark} reaches Nora")
            await self.until(lambda: self.has(person, first.mark), f"{first.mark} reaches them")
            await self.task_of(filed)
            await self.sees(lambda: self._nothing_is_far(number, filed), "nothing waits for a time that is far off")
        finally:
            await self.city.todoist.do("webhooks", mode="on")
        self.played["clock set ahead and back"] += 1

    async def _ahead(self, person: int, other: int, *, number: int, task: str) -> tuple[Word, Word, int]:
        """What happens meanwhile: a comment, a letter that fails, a request that is filed, a label."""
        self.city.set_doors(_AHEAD)
        failing = (await self.city.telegram.do("fault", chat_id=NORA, status=503, html=True, times=None))["id"]
        try:
            first = await self._answers_under(task)
            word = await self.says(person, Means.ASKED)
            await self.sees(lambda: self.row(_TRIED, person=NORA), f"{word.mark} was tried in vain")
            filed = await self.files(other, "the window of the store is broken")
            await self.until(lambda: "late" in self._labels(task), f"#{number} is late by that clock")
            await asyncio.sleep(_AHEAD_SECONDS)
        finally:
            self.city.set_doors(timedelta())
            await self.city.telegram.do("fault/clear", id=failing)
        return first, word, filed

    async def _put_back(self, person: int, *, number: int, task: str) -> None:
        """What is said and changed after it has its effect in the usual time."""
        await asyncio.sleep(_APART_SECONDS)
        answer = await self._answers_under(task)
        await self.until(lambda: self.has(person, answer.mark), f"{answer.mark} reaches them once the clock is back")
        await self.sees(lambda: self.row(_ANSWERED, number=number), f"#{number} is answered by {answer.mark}")
        section = next(one for one, name in self.city.sections().items() if name == "In progress")
        by = self.cast.board["Boris"]
        await self.city.todoist.do("task/move", **{"as": by, "id": task, "section_id": section})
        await self.becomes(number, "in_progress")
        await self.until(lambda: "late" not in self._labels(task), f"#{number} is not late any more")
        word = await self.says(person, Means.ASKED)
        await self.until(lambda: self.has(NORA, word.mark), f"{word.mark} reaches Nora after the clock was put back")

    async def board_out_for_two_hours(self) -> None:
        """Todoist is out while two hours pass; before and after them both sides write. Of two requests the one whose
        requester spoke last waits for an answer, and each answer counts from when it was written."""
        person, other = await self.newcomer(), await self.newcomer()
        open_, done = await self._taken(person, "the printer is loud"), await self._taken(other, "the fan is loud")
        tasks = await self.task_of(open_), await self.task_of(done)
        out = (await self.city.todoist.do("fault", reset=True, times=None))["id"]
        try:
            await self._said(other)
            early = await self._answers_under(tasks[0])
            written = self._posted(early)
            await asyncio.sleep(_APART_SECONDS)
            self.city.pass_time(_OUT)
            asked = await self._said(person)
            await asyncio.sleep(_APART_SECONDS)
            late = await self._answers_under(tasks[1])
        finally:
            await self.city.todoist.do("fault/clear", id=out)
        await self.until(lambda: self.has(person, early.mark), f"{early.mark} reaches them")
        await self.until(lambda: self.has(other, late.mark), f"{late.mark} reaches them")
        await self.until(lambda: self.has(NORA, asked.mark), f"{asked.mark} reaches Nora")
        await self._judge(open_, done, early=early, asked=asked, written=written)
        self.played["board out for two hours"] += 1

    async def _judge(self, open_: int, done: int, *, early: Word, asked: Word, written: datetime) -> None:
        waits = await self.asked(_WAITS, number=open_)
        if not waits["needs_answer"]:
            self.ledger.complaints.append(f"#{open_}: {asked.mark} came after {early.mark} and counts as answered")
        if abs(waits["first_response_at"] - written) > timedelta(minutes=1):
            said = f"#{open_}: {early.mark} was written at {written}, first answered at {waits['first_response_at']}"
            self.ledger.complaints.append(said)
        if (await self.asked(_WAITS, number=done))["needs_answer"]:
            self.ledger.complaints.append(f"#{done}: answered last, and counts as open")

    async def _taken(self, person: int, said: str) -> int:
        number = await self.files(person, said)
        await self.writes(NORA, f"/claim {number}")
        await self.becomes(number, "assigned")
        return number

    async def _said(self, person: int) -> Word:
        word = await self.says(person, Means.ASKED)
        await self.stored(word)
        return word

    async def _nothing_is_far(self, *numbers: int) -> bool:
        at = now()
        given: dict[str, object] = {
            "numbers": list(numbers),
            "now": at + timedelta(minutes=1),
            "then": at + timedelta(hours=4),
        }
        given["reminders"] = at + _LAST_REMINDER
        return not await self.row(_FAR, **given)

    def _labels(self, task: str) -> list[str]:
        return next((list(one["labels"]) for one in self.city.tasks() if one["id"] == task), [])

    def _posted(self, word: Word) -> datetime:
        return datetime.fromisoformat(str(self.city.service.world.notes.rows[str(word.said)]["posted_at"]))
