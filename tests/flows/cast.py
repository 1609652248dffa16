"""Who is there when a conversation begins, and what has happened by then: gone through once, then laid out again.

A test that names `rita`, `olga` or one of the requests below begins with them; a stage of a module's own takes
`of(request)`. Must not know how it is laid out.
"""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from tests.flows.acts import filed_and_resolved, filed_and_taken, files, linked
from tests.flows.phone import Phone
from tests.flows.scenes import filed, taken
from tests.flows.stage import Stage

Step = Callable[[Stage], Awaitable[Any]]
HEATING = "The heating does not work"


async def rita(stage: Stage) -> Phone:
    """Add a requester who has never used the bot."""
    return await stage.phone("Rita", last_name="Kern")


async def olga(stage: Stage) -> Phone:
    """Add an agent."""
    return await stage.agent("Olga")


async def ivan(stage: Stage) -> Phone:
    """Add another agent."""
    return await stage.agent("Ivan")


async def account_of_olga(stage: Stage) -> str:
    """Link Olga's account in Todoist; return its id."""
    return await linked(stage, stage.olga)


async def cold(stage: Stage) -> int:
    """File Rita's request about her heating; return its number."""
    return await files(stage.rita, HEATING)


async def fire(stage: Stage) -> int:
    """File Rita's request about her printer; return its number."""
    return await filed(stage.rita)


async def heating(stage: Stage) -> int:
    """File Rita's request about her heating, which Olga takes; return its number."""
    return await filed_and_taken(stage.rita, stage.olga, HEATING)


async def printer(stage: Stage) -> int:
    """File Rita's request about her printer, which Olga takes; return its number."""
    return await taken(stage.rita, stage.olga)


async def solved(stage: Stage) -> int:
    """File Rita's request about her heating, which Olga resolves; return its number."""
    return await filed_and_resolved(stage.rita, stage.olga, HEATING)


PEOPLE: tuple[Step, ...] = (rita, olga, ivan)
EVENTS: dict[Step, tuple[Step, ...]] = {
    account_of_olga: (olga,),
    cold: (rita,),
    fire: (rita,),
    heating: (rita, olga),
    printer: (rita, olga),
    solved: (rita, olga),
}
"""What can have happened, and to whom."""


def of(request: pytest.FixtureRequest) -> tuple[Step, ...]:
    """Return the steps that this test names: people in its order, then what happened to them."""
    named = request.fixturenames
    happened = [step for step in EVENTS if step.__name__ in named]
    met = sorted((step for step in PEOPLE if step.__name__ in named), key=lambda step: named.index(step.__name__))
    needed = [person for step in happened for person in EVENTS[step]]
    return tuple(dict.fromkeys([*met, *needed, *happened]))
