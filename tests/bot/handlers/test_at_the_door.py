"""Who may press what of the team's screens, and on which message: else it is refused, and nothing is done or shown."""

from collections.abc import Iterable
from typing import Any

import pytest
from sqlalchemy import select, update

from db.database import Database
from db.models import Box, Brake, BrakeKind, Category, Collaborator, Invite, Job, JobState, Person, Role
from tests.bot.handlers.test_ticket_commands import _answer, _desk, _with
from tests.bot.stage import Phone, Seen, Town

pytestmark = pytest.mark.broad

ADMINS, TEAM, OLD = "Only admins can do this.", "Only the team can do this.", "This button is out of date."
EXPORT = "export:740000:740000:0:0:"


@pytest.fixture
def town(database: Database) -> Town:
    return Town(database)


async def _id(town: Town, who: Phone) -> int:
    async with town.database.sessions() as session:
        return (await session.scalars(select(Person.id).where(Person.telegram_id == who.id))).one()


async def _added(town: Town, *rows: Any) -> None:
    async with town.database.unit_of_work() as session:
        session.add_all(rows)


async def _refused(who: Phone, where: Seen, presses: Iterable[str], word: str, *, shown: bool = True) -> None:
    """Each is answered with that word, and nothing else is to be seen."""
    tried, before = list(presses), dict(who.seen)
    assert {data: await who.presses(where, data, shown=shown) for data in tried} == dict.fromkeys(tried, word)
    assert who.seen == before


def _of_admins(person: int) -> list[str]:
    """What of somebody's screens is for admins."""
    return ["staff:1", f"person:{person}", f"paway:{person}:two", f"moves:{person}:1", f"move:{person}:all:ask:1:0",
            f"move:{person}:all:queue:1:1", f"shiftcopy:{person}:{person}"]  # fmt: skip


def _of_their_own(person: int) -> list[str]:
    """What is for who it is about, too."""
    return [f"topics:{person}:1", f"topic:{person}:1:1:1", f"shifts:{person}:week:1", f"shiftday:{person}:0",
            f"shiftclear:{person}"]  # fmt: skip


@pytest.mark.parametrize("slot", ["shifts", "topics", "staff"])
async def test_a_screen_of_ones_own_leads_to_nobody_elses(town: Town, slot: str) -> None:
    """Nor does one of when they were an admin."""
    olga, ivan = await town.phone("Olga", Role.AGENT), await town.phone("Ivan", Role.AGENT)
    screen = await town.stands(olga, slot)
    await _refused(olga, screen, _of_admins(ivan.id) + _of_their_own(ivan.id), ADMINS)
    assert await olga.presses(screen, f"shifts:{olga.id}:week:1") is None


async def test_who_is_of_the_team_no_more_has_no_screens_of_theirs(town: Town) -> None:
    felix = await town.phone("Felix")
    for slot in ("shifts", "topics"):
        await _refused(felix, await town.stands(felix, slot), _of_their_own(felix.id), TEAM)


async def test_who_is_an_admin_no_more_has_nothing_of_theirs(town: Town) -> None:
    olga, ivan = await town.phone("Olga", Role.AGENT), await town.phone("Ivan", Role.AGENT)
    for slot, presses, word in (
        ("audit:?", ["audit:1"], ADMINS),
        ("failed", ["retry:1"], ADMINS),
        ("export", [EXPORT + "show", EXPORT + "csv"], ADMINS),
        ("brake:1", ["brake:go", "brake:undo"], ADMINS),
        (f"linked:{ivan.id}:7", [f"unlink:{ivan.id}"], ADMINS),
        (f"evict:{ivan.id}", [f"evict:{ivan.id}"], ADMINS),
        ("staff", [f"dismiss:{ivan.id}", f"admit:{ivan.id}"], TEAM),
    ):
        await _refused(olga, await town.stands(olga, slot), presses, word)


@pytest.mark.parametrize(
    "said", ["/staff", "/audit", "/audit Olga", "/failed", "/export", "/invite", "/invite admin", "/invite nobody"]
)
async def test_what_is_for_admins_is_refused_to_an_agent(town: Town, said: str) -> None:
    assert await _answer(await town.phone("Olga", Role.AGENT), said) == ADMINS


async def _all_waits(town: Town, vera: Phone) -> tuple[Phone, Phone, list[str]]:
    """A topic, Ada to be let in, Anna, who is blocked, and Ivan; what is pressed on the team's screen alone."""
    anna, _olga = await _desk(town)
    ivan, ada = await town.phone("Ivan", Role.AGENT), await town.phone("Ada")
    await _with(town, anna, blocked_at=town.now)
    asked = {"made_by": await _id(town, vera), "used_by": await _id(town, ada), "made_at": town.now}
    invite = Invite(code_hash=b"x", role=Role.ADMIN, expires_at=town.now, used_at=town.now, **asked)
    await _added(town, Category(id=1, name="Doors", folded="doors"), invite)
    return anna, ivan, [f"dismiss:{ivan.id}", f"admit:{ada.id}", f"move:{ivan.id}:all:queue:1:1"]


async def _buried(town: Town) -> int:
    async with town.database.unit_of_work() as session:
        job = (await session.scalars(select(Job.id).where(Job.box == Box.TO_TELEGRAM).limit(1))).one()
        await session.execute(update(Job).where(Job.id == job).values(state=JobState.BURIED))
        return job


async def test_on_a_message_that_says_something_else_nothing_is_done(town: Town) -> None:
    vera = await town.phone("Vera", Role.ADMIN)
    anna, ivan, of_staff = await _all_waits(town, vera)
    others = [f"unblock:{anna.id}", f"retry:{await _buried(town)}", "audit:1", EXPORT + "show", EXPORT + "csv"]
    queue, staff = await town.stands(vera, "queue"), await town.stands(vera, "staff")
    await _refused(vera, queue, [*_of_admins(ivan.id), *_of_their_own(ivan.id), *of_staff, *others], OLD)
    await _refused(vera, staff, others, OLD)
    topics = await town.stands(vera, "topics")
    await _refused(vera, topics, of_staff, OLD)
    for data in others[:2]:
        slot = {"unblock": "blocked", "retry": "failed"}[data.partition(":")[0]]
        assert await vera.presses(await town.stands(vera, slot), data) != OLD


async def test_what_a_message_no_longer_offers_is_not_done(town: Town) -> None:
    vera = await town.phone("Vera", Role.ADMIN)
    _anna, ivan, of_staff = await _all_waits(town, vera)
    staff = await town.stands(vera, "staff")
    asked = [f"paway:{ivan.id}:two", f"paway:{ivan.id}:back", f"topic:{ivan.id}:1:1:1", f"shiftclear:{ivan.id}",
             f"shiftcopy:{vera.id}:{ivan.id}"]  # fmt: skip
    await _refused(vera, staff, asked + of_staff, OLD, shown=False)
    for data in reversed(of_staff):
        assert await vera.presses(staff, data) != OLD


async def test_who_is_blocked_is_who_filed_what_the_message_is_about(town: Town) -> None:
    anna, olga = await _desk(town)
    await anna.says("/new No coffee in the hall")
    await town.later(minutes=3)
    card = await town.stands(olga, "card:2", 2)
    assert await olga.presses(card, "block:1") == OLD
    assert olga.last.slot == "open:2"
    assert (await olga.presses(card, "block:2") or "").startswith("The team takes no more requests from Anna.")


# ------------------------------------------------------------------ the board's people


async def test_a_word_about_the_board_is_for_what_its_message_names(town: Town) -> None:
    vera, olga = await town.phone("Vera", Role.ADMIN), await town.phone("Olga", Role.AGENT)
    ivan, felix = await town.phone("Ivan", Role.AGENT), await town.phone("Felix")
    await _with(town, ivan, todoist_id="7")
    account = Person(
        name="F", todoist_id="9", created_at=town.now, dismissed_at=town.now, former_id=await _id(town, felix)
    )
    brake = Brake(project_id="p", kind=next(iter(BrakeKind)), told_at=town.now)
    await _added(town, brake, account, Collaborator(project_id="p", todoist_id="9", name="F", active=True))
    for wrong, right, data in (
        (["card:1", "queue", "brake"], "brake:1", "brake:go"),
        ([f"linked:{olga.id}:7", f"evict:{ivan.id}", f"linked:{ivan.id}:8"], f"linked:{ivan.id}:7",
         f"unlink:{ivan.id}"),
        ([f"evict:{olga.id}", f"linked:{felix.id}"], f"evict:{felix.id}", f"evict:{felix.id}"),
    ):  # fmt: skip
        for slot in wrong:
            await _refused(vera, await town.stands(vera, slot), [data], OLD)
        assert await vera.presses(await town.stands(vera, right), data) is None
