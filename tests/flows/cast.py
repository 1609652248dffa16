"""Who is there when a conversation begins, and what has happened by then: gone through once, then laid out again.

A test that names `rita`, `olga` or one of the requests below begins with them; a stage of a module's own takes
`of(request)`. Must not know how it is laid out.
"""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from tests.flows.acts import filed_and_taken
from tests.flows.phone import Phone
from tests.flows.stage import Stage

Step = Callable[[Stage], Awaitable[Any]]


async def rita(stage: Stage) -> Phone:
    """A requester who has never met the bot."""
    return await stage.phone("Rita", last_name="Kern")


async def olga(stage: Stage) -> Phone:
    """An agent."""
    return await stage.agent("Olga")


async def ivan(stage: Stage) -> Phone:
    """Another agent."""
    return await stage.agent("Ivan")


async def heating(stage: Stage) -> int:
    """Rita's heating does not work, and Olga has taken it; its number."""
    return await filed_and_taken(stage.people["Rita"], stage.people["Olga"], "The heating does not work")


_PEOPLE: tuple[Step, ...] = (rita, olga, ivan)
_EVENTS: tuple[Step, ...] = (heating,)


def of(request: pytest.FixtureRequest) -> tuple[Step, ...]:
    """Whom and what this test names: people in its order, then what happened to them."""
    named = request.fixturenames
    people = sorted((step for step in _PEOPLE if step.__name__ in named), key=lambda step: named.index(step.__name__))
    return (*people, *(step for step in _EVENTS if step.__name__ in named))
