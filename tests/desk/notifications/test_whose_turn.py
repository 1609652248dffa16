"""Which letters are superseded by the next of their kind, who has not caught up yet; who is told through a system, and
who is called to a ticket: each word of "whose" by itself."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from db.models import Origin, Person, Role, Status, Ticket
from desk.context import Context
from desk.notifications import notifier, to_called
from desk.outbox import Letter, Relay, Say, Show, letters, letters_for_blocked
from desk.staff import who_is_there
from tests.desk.stage import Someone, Stage
from tests.rules import rules_with

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
RITA, OLGA, IVAN, VERA = (
    Person(id=n, telegram_id=n, name=f"P{n}", role=role, started_at=NOW)
    for n, role in enumerate((Role.REQUESTER, Role.AGENT, Role.AGENT, Role.ADMIN), start=1)
)
ANN = Person(id=9, name="Ann", role=Role.REQUESTER, system_id=3)


@pytest.mark.parametrize(
    ("letter", "slot"),
    [
        (Relay(4, edit=True), "entry:4"),
        (Relay(4), None),
        (Show("card", "card:1", only_edit=True), "card:1"),
        (Show("card", "card:1"), None),
        (Show("surge", "surge:1"), "surge:1"),
        (Show("announced", "announced:1"), "announced:1"),
        (Say("x", slot="taken:1", only_edit=True), None),
    ],
)
def test_of_what_only_shows_how_it_is_the_newest_is_enough(letter: Letter, slot: str | None) -> None:
    assert letters._choose_slot(letter) == slot


async def _catches_up(stage: Stage, who: Someone, letter: Letter, *, after: float, first: bool = False) -> bool:
    async with stage.database.unit_of_work() as session:
        letters.queue_letter(session, who.id, letter, now=stage.now + timedelta(seconds=after))
    async with stage.database.unit_of_work() as session:
        person = await session.get_one(Person, who.id)
        person.back_at = stage.now
        person.started_at = stage.now if first else stage.now - timedelta(days=1)
        return await letters_for_blocked.is_catching_up(session, person)


@pytest.mark.parametrize(
    ("letter", "after", "first", "so"),
    [
        (Relay(1), 0, False, True),
        (Relay(1), 1, False, False),
        (Relay(1, edit=True), 0, False, False),
        (Say("x"), 0, True, False),
        (Say("x"), -60, False, True),
    ],
)
async def test_who_is_back_has_not_caught_up_while_what_waited_is_on_its_way(
    stage: Stage, rita: Someone, letter: Letter, after: float, first: bool, so: bool
) -> None:
    assert await _catches_up(stage, rita, letter, after=after, first=first) is so


def _context(actor: Person | None, origin: Origin = Origin.TELEGRAM, **rules: Any) -> Context:
    return Context(None, origin, actor, now=NOW, rules=rules_with(**rules))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("person", "requester", "actor", "origin", "told"),
    [
        (ANN, ANN, None, Origin.CLOCK, True),
        (ANN, ANN, OLGA, Origin.TELEGRAM, True),
        (ANN, ANN, ANN, Origin.API, False),
        (ANN, ANN, ANN, Origin.CLOCK, True),
        (ANN, RITA, OLGA, Origin.TELEGRAM, False),
        (RITA, RITA, OLGA, Origin.TELEGRAM, False),
        (Person(id=7, name="Nobody"), Person(id=7), OLGA, Origin.TELEGRAM, False),
    ],
)
def test_who_is_reached_through_a_system_alone_is_told_there_unless_they_act(
    person: Person, requester: Person, actor: Person | None, origin: Origin, told: bool
) -> None:
    assert notifier.is_told_by_system(_context(actor, origin), person, Ticket(requester_id=requester.id)) is told


@pytest.mark.parametrize(
    ("letter", "asks"),
    [
        (Show("resolved", "resolved:1", fresh=True), "solved"),
        (Show("resolved", "resolved:1"), "nothing"),
        (Show("receipt", "receipt:1", fresh=True), "nothing"),
        (Say("waiting-for-you"), "answer"),
        (Say("waiting-for-you-team"), "answer"),
        (Say("pending-reminder"), "answer"),
        (Say("on-hold"), None),
        (Say("on-hold", slot="x", only_edit=True), "nothing"),
        (Say("on-hold", staff_only=True), "nothing"),
    ],
)
def test_a_system_is_told_what_is_new_and_what_is_asked(letter: Letter, asks: str | None) -> None:
    refs = notifier._refs(Ticket(number=1, status=Status.RESOLVED), letter)
    assert (refs["asks"] if refs is not None else "nothing") == asks


def test_a_secret_is_no_word_of_a_notice() -> None:
    refs = notifier._refs(Ticket(), Say("x", {"link": "https://x.test/", "n": 1}, secret=("link",)))
    assert refs is not None and refs["args"] == {"n": 1}


@pytest.mark.parametrize(
    ("assignee", "actor", "called"),
    [
        (None, None, [IVAN]),
        (OLGA, None, [OLGA, IVAN]),
        (OLGA, IVAN, [OLGA, VERA]),  # who calls is there already: nobody listed is, so an admin
    ],
)
def test_who_is_called_to_a_ticket_is_who_is_listed_and_who_has_it(
    assignee: Person | None, actor: Person | None, called: list[Person]
) -> None:
    ticket = Ticket(requester_id=RITA.id, assignee_id=assignee.id if assignee else None)
    context = _context(actor, escalation__to=(IVAN.id,))
    assert to_called.choose_receivers(context, ticket, [OLGA, IVAN, VERA]) == called


AWAY = Person(id=6, telegram_id=6, name="P6", role=Role.AGENT, started_at=NOW, away=True)
BLOCKED = Person(id=8, telegram_id=8, name="P8", role=Role.AGENT, started_at=NOW, bot_blocked_at=NOW)


@pytest.mark.parametrize(
    ("ids", "called"),
    [((2,), [OLGA]), ((6,), [AWAY, VERA]), ((6, 2), [OLGA, AWAY]), ((8,), [VERA]), ((), [VERA]), ((4,), [VERA])],
)
def test_where_none_of_those_listed_is_there_the_admins_are_called_too(
    ids: tuple[int, ...], called: list[Person]
) -> None:
    assert who_is_there.filter_called([OLGA, VERA, AWAY, BLOCKED], ids) == called


def test_who_filed_it_is_on_duty_for_it_only_where_they_are_the_only_one() -> None:
    own = Ticket(requester_id=OLGA.id)
    assert who_is_there.filter_available([OLGA, IVAN, AWAY, BLOCKED], own) == [IVAN]
    assert who_is_there.filter_available([OLGA], own) == [OLGA]


@pytest.mark.parametrize(
    ("actor", "origin", "said"),
    [
        (OLGA, Origin.TODOIST, ("P2", ())),
        (None, Origin.CLOCK, ("the-clock", ("by",))),
        (None, Origin.API, ("the-system", ("by",))),
        (None, Origin.TODOIST, ("the-board", ("by",))),
    ],
)
def test_a_line_says_whose_doing_it_was(
    actor: Person | None, origin: Origin, said: tuple[str, tuple[str, ...]]
) -> None:
    args, keyed = notifier.name_actor(_context(actor, origin), number=1)
    assert (args, keyed) == ({"number": 1, "by": said[0]}, said[1])
