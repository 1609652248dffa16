"""The people of the desk's tests, and the letters queued for them."""

from typing import Any

from db.models import Role
from tests.desk.stage import Someone, Stage

PRINTER = "The printer is on fire, please help"


async def cast(stage: Stage) -> tuple[Someone, Someone, Someone, Someone]:
    """Rita asks, Olga and Ivan answer, Vera is admin."""
    rita = await stage.person("Rita")
    olga = await stage.person("Olga", Role.AGENT)
    ivan = await stage.person("Ivan", Role.AGENT)
    vera = await stage.person("Vera", Role.ADMIN)
    return rita, olga, ivan, vera


async def shows(stage: Stage, who: Someone, slot: str) -> list[dict[str, Any]]:
    """Return the views queued for a person in one slot."""
    return [x for x in await stage.letters(who) if x["type"] == "show" and x["slot"] == slot]


async def lines(stage: Stage, who: Someone) -> list[str]:
    """Return the keys of the lines queued for a person, including those above a view."""
    letters = await stage.letters(who)
    return [x["key"] if x["type"] == "say" else x["note"] for x in letters if x["type"] == "say" or x.get("note")]


async def relays(stage: Stage, who: Someone) -> list[dict[str, Any]]:
    """Return the entries queued for a person."""
    return [x for x in await stage.letters(who) if x["type"] == "relay"]
