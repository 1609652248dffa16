"""Is a door left alone by whoever comes by another one? All doors are open, and each is known by its files."""

import pytest

from bot.delivery import sender
from bot.features import registry
from bot.handlers import dispatch
from bot.updates import poller
from db.database import Database
from tests.flows.doors.dummy_door.feature import FEATURE
from tests.flows.doors.ways_in import Account, Call, Door, Group, Private, opened
from tests.trip import Trip

pytestmark = pytest.mark.sentence("5 Guarantees")
CONCERNED: dict[type[Door], set[str]] = {
    Private: set(),
    Account: {"own accounts"},
    Call: {"guest calls", "groups"},  # to the desk the place of a call is a group
    Group: {"groups"},
}
"""By which door somebody comes, and whose functions are entered for that."""


@pytest.fixture
def _with_new_door(monkeypatch: pytest.MonkeyPatch) -> None:
    """Add a row for the door that raises; what is made from the rows is made anew."""
    features, door = (*registry.FEATURES, FEATURE), FEATURE.other_chats
    assert door is not None
    monkeypatch.setattr(dispatch, "FEATURES", features)
    others = (*registry.OTHER_CHATS, door)
    for module in (registry, poller, sender):
        monkeypatch.setattr(module, "OTHER_CHATS", others)
    monkeypatch.setitem(registry._BY_UPDATE, door.updates[0], door)


@pytest.mark.usefixtures("_with_new_door")
async def test_nobody_enters_a_door_but_who_comes_by_it(database: Database) -> None:
    """From the poll until the answer has left. One of the doors is new, and raises whatever of it is called."""
    async with opened(database) as world:
        visitors = [await world.meet(door) for door in world.doors if type(door) in CONCERNED]
        for who in visitors:
            await who.asks(f"{who.mark} asks")
        await world.settle()
        strays: dict[tuple[str, str], set[str]] = {}
        for who in visitors:
            await world.learn(who, f"{who.mark} asks")
            await world.bring(who, "taken")
            await world.settle()
            await who.adds(f"{who.mark} adds")
            with (trip := Trip()).follow():
                while await world.stage._poll() or await world.stage.worker.run_once():
                    pass
                while await world.stage.delivery.run_once():
                    pass
            entered, concerned = trip.list_doors(), CONCERNED[type(who.door)]
            strays |= {(who.door.name, to): entered.get(to, set()) for to in entered.keys() ^ concerned}
            assert [one for one in await world.find(f"{who.mark} adds") if one[0] == who.number], who.door.name
    assert not strays, "\n".join(f"{cell}: {sorted(names)}" for cell, names in strays.items())
