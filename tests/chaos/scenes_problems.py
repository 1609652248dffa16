"""A scene with a known problem: made of three that say the same, told to a fourth in the moment it is published,
followed, over."""

from __future__ import annotations

import asyncio
from collections import Counter

from tests.chaos.cast import NORA, VERA
from tests.chaos.company import Company, MissedError

_WHAT = (
    ("projector", "blue hall", "hums"),
    ("elevator", "canteen", "smells"),
    ("fountain", "courtyard", "leaks"),
    ("heater", "gym", "whistles"),
    ("loudspeaker", "stage", "crackles"),
    ("fridge", "kitchen", "drips"),
    ("gate", "parking", "squeaks"),
    ("antenna", "roof", "wobbles"),
)
_MADE = "select p.id from known_problems p join tickets t on t.id = p.ticket_id where t.number = :number"
_OPEN = "select 1 from known_problems where id = :id and state = 'open'"
_ENDED = "select 1 from known_problems where id = :id and state = 'ended'"
_FOLLOWS = """
select 1 from known_problem_followers f join people p on p.id = f.person_id
where f.problem_id = :id and p.telegram_id = :person and f.followed_at is not null
"""
_SENT = "select 1 from mailings where problem_id = :id and state = 'sent'"


class ProblemScenes(Company):
    """Newcomers' requests, each time of something else."""

    played: Counter[str]
    _known = 0

    async def known_and_over(self) -> None:
        """Two of four follow it, one no longer; it is published and ended by two presses each."""
        what, where, how = self._next()
        said = f"the {what} in the {where} {how} loudly since this morning"
        people = [await self.newcomer() for _ in range(3)]
        numbers = [await self.files(person, said) for person in people]
        problem = await self._made_of(numbers[-1])
        self.ledger.known[problem] = list(numbers)
        late = await self.newcomer()
        _, number = await asyncio.gather(self._twice(f"problem_publish:{problem}"), self.files(late, said))
        await self.sees(lambda: self.row(_OPEN, id=problem), f"problem {problem} is open")
        self.ledger.known[problem].append(number)
        followed = self.ledger.followed.setdefault(problem, set())
        for person, told_by in ((people[0], numbers[0]), (late, number), (people[1], numbers[1])):
            await self.presses(person, f"follow:{problem}")
            await self.sees(lambda who=person: self.row(_FOLLOWS, id=problem, person=who), f"{person} follows")
            followed.add(told_by)
        await self.presses(people[1], f"unfollow:{problem}")
        await self.sees(lambda: self._follows_no_more(problem, people[1]), f"{people[1]} follows no more")
        followed.discard(numbers[1])
        await self.presses(VERA, f"problem_end:{problem}")
        await self._twice(f"problem_over:{problem}")
        await self.sees(lambda: self.row(_ENDED, id=problem), f"problem {problem} is over")
        if self.calm:
            await self.sees(lambda: self.row(_SENT, id=problem), f"the end of problem {problem} is told")
        self.played["known problem"] += 1

    def _next(self) -> tuple[str, str, str]:
        """What is broken now; the last is kept for the calm."""
        left = _WHAT[self._known : None if self.calm else -1]
        if not left:
            raise MissedError("nothing is left to break")
        self._known += 1
        return left[0]

    async def _made_of(self, last: int) -> int:
        await self.writes(NORA, f"/claim {last}")
        await self.presses_on_card(NORA, last, f"alike:{last}")
        await self.presses(NORA, f"problem_make:{last}")
        return int((await self.sees(lambda: self.row(_MADE, number=last), f"a problem is made of #{last}"))["id"])

    async def _twice(self, data: str) -> None:
        shown = await self.until(lambda: self.button(VERA, data), f"Vera has {data}")
        for _ in range(2):
            await self.city.try_to(self.city.telegram, "press", person=VERA, message_id=shown["message_id"], data=data)

    async def _follows_no_more(self, problem: int, person: int) -> bool:
        return not await self.row(_FOLLOWS, id=problem, person=person)
