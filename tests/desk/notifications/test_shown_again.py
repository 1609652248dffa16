"""What stands in chats is shown anew to whom it still concerns: each face by itself, of one ticket."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from sqlalchemy import update

from db.models import Entry, MessageKind, Person, Role, Status, Ticket
from desk import Desk
from desk.notifications import refresh
from desk.outbox.slots import PAST
from desk.requests import drafts
from tests.desk.cast import PRINTER
from tests.desk.stage import Someone, Stage

pytestmark = pytest.mark.broad

CHAIR, LAMP = "Somebody stole my chair again", "The lamp in the hall flickers"


async def _edits(stage: Stage, what: Callable[[Desk], Awaitable[None]], by: Someone, *of: Someone) -> list[list[str]]:
    """Which slots of whose chat are shown anew by it."""
    before = [len(await stage.letters(who)) for who in of]
    await stage.does(by, what)
    after = [(await stage.letters(who))[n:] for who, n in zip(of, before, strict=True)]
    return [sorted(x["slot"] for x in put if x["type"] == "show" and x["only_edit"]) for put in after]


def _refreshes(number: int, **more: Any) -> Callable[[Desk], Awaitable[None]]:
    async def refreshes(desk: Desk) -> None:
        await refresh.refresh(desk, await desk.locked(number), **more)

    return refreshes


async def _filed(stage: Stage, rita: Someone, *texts: str) -> list[int]:
    """Their requests, of which no letter waits any more."""
    numbers = [await stage.files(rita, text) for text in texts]
    await stage.sent()
    return numbers


async def test_a_face_is_shown_anew_to_whom_it_still_concerns(stage: Stage, rita: Someone, olga: Someone) -> None:
    """Not the card of who is sent a new one, nothing of the requester's where it concerns staff alone, and nothing of
    staff's to who is none any more."""
    [number] = await _filed(stage, rita, PRINTER)
    ivan = await stage.person("Ivan", Role.AGENT)
    for who, face in ((olga, "card"), (olga, "open"), (rita, "receipt"), (rita, "open"), (ivan, "card")):
        await stage.shown(who, f"{face}:{number}", number)
    card, opened, receipt = f"card:{number}", f"open:{number}", f"receipt:{number}"
    everybody = (olga, olga, rita, ivan)
    assert await _edits(stage, _refreshes(number), *everybody) == [[card, opened], [opened, receipt], [card]]
    await stage.sent()
    without = _refreshes(number, without=olga.id)
    assert await _edits(stage, without, *everybody) == [[opened], [opened, receipt], [card]]
    await stage.sent()
    assert await _edits(stage, _refreshes(number, staff_only=True), *everybody) == [[card, opened], [], [card]]
    await stage.sent()
    async with stage.database.unit_of_work() as session:
        await session.execute(update(Person).where(Person.id == ivan.id).values(dismissed_at=stage.now))
    assert await _edits(stage, _refreshes(number), *everybody) == [[card, opened], [opened, receipt], []]


@pytest.mark.parametrize("known", [True, False])
async def test_what_only_an_opened_ticket_shows_is_shown_there_alone(
    stage: Stage, rita: Someone, olga: Someone, known: bool
) -> None:
    [number] = await _filed(stage, rita, PRINTER)
    for who, face in ((olga, "card"), (olga, "open"), (rita, "receipt")):
        await stage.shown(who, f"{face}:{number}", number)

    async def opened(desk: Desk) -> None:
        ticket = await desk.locked(number)
        if known:
            desk.opened[ticket.id] = [olga.id]
        await refresh.refresh(desk, ticket, only_opened=True)

    assert await _edits(stage, opened, rita, olga, rita) == [[f"open:{number}"], []]


async def test_what_was_told_is_said_by_both_of_the_requesters_faces(
    stage: Stage, rita: Someone, olga: Someone
) -> None:
    [number] = await _filed(stage, rita, PRINTER)

    async def told(desk: Desk) -> None:
        await refresh.refresh_requesters(desk, await desk.locked(number))

    assert await _edits(stage, told, olga, rita, olga) == [[f"open:{number}", f"receipt:{number}"], []]


@pytest.mark.parametrize(
    ("texts", "drafts_another", "closed", "edited"),
    [
        ((CHAIR,), False, 0, [2]),
        ((CHAIR,), True, 0, [2]),  # what gathers is no second one
        ((CHAIR, LAMP), False, 0, []),
        ((CHAIR, LAMP), False, 3, [2]),
        ((CHAIR,), False, 2, []),
    ],
)
async def test_of_two_open_requests_the_other_one_says_how_to_add_to_it(
    stage: Stage, rita: Someone, texts: tuple[str, ...], drafts_another: bool, closed: int, edited: list[int]
) -> None:
    [number, *_] = await _filed(stage, rita, PRINTER, *texts)
    if closed:
        await stage.change(closed, status=Status.CLOSED, ended_at=stage.now)
    if drafts_another:
        await stage.does(rita, lambda desk: drafts.begin(desk, []))
    await stage.sent()

    async def beside(desk: Desk) -> None:
        await refresh.refresh_beside(desk, await desk.locked(number))

    assert await _edits(stage, beside, rita, rita) == [[f"receipt:{n}" for n in edited]]


@pytest.mark.parametrize("gone", [True, False])
async def test_the_page_that_stands_is_shown_as_it_is_now_and_earlier_ones_are_taken_away(
    stage: Stage, rita: Someone, olga: Someone, gone: bool
) -> None:
    number, other = await _filed(stage, rita, PRINTER, CHAIR)
    thread, history = f"thread:{number}", f"history:{number}"
    await stage.shown(olga, thread, number, page=3)
    await stage.shown(olga, history, number)
    await stage.shown(olga, f"thread:{other}", other, page=2)
    past = [await stage.shown(olga, f"{PAST}{face}:{number}", number) for face in ("thread", "history", "open")]
    await stage.shown(olga, f"{PAST}card:{number}", number)
    before = len(await stage.letters(olga))
    async with stage.database.unit_of_work() as session:
        ticket = await session.get_one(Ticket, (await stage.ticket(number)).id)
        await refresh.refresh_pages(session, ticket, gone=gone, now=stage.now)
    put = (await stage.letters(olga))[before:]
    pages = [(x["view"], x["slot"], x["page"]) for x in put if x["type"] == "show"]
    assert pages == [("thread", thread, 3), ("history", history, 0)]
    taken = [(x["message_id"], x["instead"]) for x in put if x["type"] == "erase"]
    assert taken == ([(message, True) for message in past] if gone else [])


async def test_who_has_words_has_them_in_a_message_of_their_own_that_still_stands(
    stage: Stage, rita: Someone, olga: Someone
) -> None:
    [number] = await _filed(stage, rita, PRINTER)
    [entry] = await stage.entries(number)
    people = [await stage.person(f"Agent {n}", Role.AGENT) for n in range(3)]
    shown = ((MessageKind.RELAY, f"entry:{entry.id}"), (MessageKind.RELAY, None), (MessageKind.LINE, "also:1"))
    for who, (kind, slot) in zip(people, shown, strict=True):
        await stage.shown(who, slot, number, kind=kind, entry_id=entry.id)

    async def got(desk: Desk) -> set[int]:
        return await refresh.who_got(desk, await desk.session.get_one(Entry, entry.id))

    assert await stage.does(olga, got) == {people[0].id}


@pytest.mark.parametrize(
    "change",
    [
        {"status": Status.ON_HOLD}, {"subject": "Ink"}, {"priority": 1}, {"tags": ["ink"]}, {"taken_on_board": True},
        {"hold_reason": "parts"}, {"end_reason": "silence"}, {"rating": 3}, {"rating_words": "slow"},
    ],
)  # fmt: skip
def test_what_a_card_or_receipt_says_is_shown_when_it_changes(change: dict[str, Any]) -> None:
    before, after = Ticket(subject="x", tags=[]), Ticket(subject="x", tags=[])
    for name, value in change.items():
        setattr(after, name, value)
    assert refresh.shown(before) != refresh.shown(after)


@pytest.mark.parametrize(
    "name",
    ["promised_at", "hold_until", "first_due_at", "solve_due_at", "cannot_wait_at", "escalated_at", "rated_at",
     "word_until", "rating_asked_at", "first_response_at", "filed_at", "ended_at"],
)  # fmt: skip
def test_a_time_that_a_card_or_receipt_says_is_shown_when_it_is_put(stage: Stage, name: str) -> None:
    before, after = Ticket(), Ticket()
    setattr(after, name, stage.now)
    assert refresh.shown(before) != refresh.shown(after)
