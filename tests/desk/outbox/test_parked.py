"""What is kept for somebody who blocked the bot, and what of it comes back; each word of "whose" and "which" by itself,
with others' beside it."""

from typing import Any

import pytest
from sqlalchemy import select, text

from bot.features.registry import VIEWS
from db import queue
from db.models import Delivery, Entry, Job, Person, Role, Status
from desk.conversation import thread
from desk.conversation.new_entry import NewEntry
from desk.outbox import Erase, Letter, Menu, React, Relay, Say, Show, letters, letters_for_blocked
from desk.text import RichText
from tests.desk.stage import Someone, Stage
from tests.sql import get, scalar

PRINTER = "The printer on floor 2 is on fire"
CHAIR = "Somebody stole my chair again"


@pytest.mark.parametrize(
    ("letter", "kept"),
    [
        (Relay(1), True),
        (Relay(1, edit=True), False),
        (Say("x"), True),
        (Say("x", only_edit=True), False),
        (Say("x", slot="s", replace=True), True),
        *[(Show(view, "s"), view in ("receipt", "resolved", "which", "bill", "invoice")) for view in VIEWS],
        (Show("receipt", "s", only_edit=True), False),
        (React(1, None), False),
    ],
)  # fmt: skip
def test_words_lines_and_questions_wait_and_faces_do_not(letter: Letter, kept: bool) -> None:
    assert letters_for_blocked.is_kept(letter) is kept


def test_a_deletion_waits_and_a_menu_does_not() -> None:
    assert letters_for_blocked.is_kept(Erase(1))
    assert not letters_for_blocked.is_kept(Menu())


async def _kept(
    stage: Stage, who: Someone, letter: Letter, *, number: int | None = None, entry: int | None = None
) -> int:
    """A letter that is parked; its job."""
    ticket = (await stage.ticket(number)).id if number is not None else None
    async with stage.database.unit_of_work() as session:
        await session.execute(text("select 1"))
        letters.queue_letter(session, who.id, letter, now=stage.now, ticket_id=ticket)
        await queue.flush_jobs(session)
        row = (await session.scalars(select(Job).order_by(Job.id.desc()).limit(1))).one()
        row.state, row.error = "parked", "blocked"  # type: ignore[assignment]
        row.entry_id = entry if entry is not None else row.entry_id
        return row.id


async def _state(stage: Stage, job: int) -> tuple[str, str | None]:
    row = await get(stage, Job, job)
    return row.state.value if hasattr(row.state, "value") else str(row.state), row.error


async def _comes_back(stage: Stage, who: Someone) -> list[dict[str, Any]]:
    """What is put for them at that."""
    before = len(await stage.letters(who))
    async with stage.database.unit_of_work() as session:
        await letters_for_blocked.release_parked(session, await session.get_one(Person, who.id), now=stage.now)
    return list((await stage.letters(who))[before:])


async def test_what_was_said_comes_in_order_and_lines_as_the_ticket_stands(
    stage: Stage, rita: Someone, olga: Someone
) -> None:
    ben = await stage.person("Ben")
    number, theirs = await stage.files(rita, PRINTER), await stage.files(ben, CHAIR)
    entry = (await stage.entries(number))[0].id
    said = [await _kept(stage, rita, Relay(entry), number=number, entry=entry) for _ in range(2)]
    lines = [await _kept(stage, rita, Say("nobody-free", {"number": number}), number=number) for _ in range(2)]
    free = [await _kept(stage, rita, Say(key)) for key in ("quiet-on", "help-requester", "quiet-on")]
    bens = [await _kept(stage, ben, Say("quiet-on")), await _kept(stage, ben, Relay(entry), number=theirs, entry=entry)]
    new = await _comes_back(stage, rita)
    assert [await _state(stage, job) for job in said] == [("waiting", None)] * 2
    assert [await _state(stage, job) for job in lines] == [("done", "superseded")] * 2
    assert [await _state(stage, job) for job in free] == [("done", "superseded"), ("waiting", None), ("waiting", None)]
    assert [await _state(stage, job) for job in bens] == [("parked", "blocked")] * 2
    assert [(x["view"], x["slot"], x["fresh"]) for x in new] == [("open", f"open:{number}", True)]
    newest = await scalar(stage, select(Job.ticket_id).order_by(Job.id.desc()).limit(1))
    assert newest == (await stage.ticket(number)).id


@pytest.mark.parametrize(
    ("values", "face"),
    [
        ({}, ("open", "open:{}")),
        ({"status": Status.RESOLVED}, ("resolved", "resolved:{}")),
        ({"status": Status.CLOSED}, ("open", "open:{}")),
    ],
)
async def test_a_requester_sees_their_ticket_as_it_stands(
    stage: Stage, rita: Someone, values: dict[str, Any], face: tuple[str, str]
) -> None:
    number = await stage.files(rita, PRINTER)
    await stage.change(number, **values)
    await _kept(stage, rita, Say("nobody-free", {"number": number}), number=number)
    [new] = await _comes_back(stage, rita)
    assert (new["view"], new["slot"]) == (face[0], face[1].format(number))


@pytest.mark.parametrize("whose", ["theirs", "a colleague's", "nobody's"])
async def test_staff_see_the_card_of_what_they_hold(stage: Stage, rita: Someone, olga: Someone, whose: str) -> None:
    holds, colleague = whose == "theirs", await stage.person("Ivan", Role.AGENT)
    number = await stage.files(rita, PRINTER)
    holders = {"theirs": olga.id, "a colleague's": colleague.id}
    await stage.change(number, assignee_id=holders.get(whose), status=Status.RESOLVED)
    await _kept(stage, olga, Say("nobody-free", {"number": number}), number=number)
    [new] = await _comes_back(stage, olga)
    assert (new["view"], new["slot"]) == (("card", f"card:{number}") if holds else ("open", f"open:{number}"))


async def test_lines_of_one_slot_are_one_subject(stage: Stage, rita: Someone) -> None:
    slots = [await _kept(stage, rita, Say(key, slot=slot)) for key, slot in (("a", "s"), ("b", "s"), ("b", "t"))]
    await _comes_back(stage, rita)
    assert [(await _state(stage, job))[0] for job in slots] == ["done", "waiting", "waiting"]


async def test_only_the_answers_that_waited_for_them_are_under_way_again(
    stage: Stage, rita: Someone, olga: Someone
) -> None:
    number = await stage.files(rita, PRINTER)
    for words in ("one", "two", "three"):
        await stage.does(olga, thread.add_reply, number, NewEntry(RichText(words)))
        stage.later(seconds=5)
    ids = [entry.id for entry in await stage.entries(number)][1:]
    for entry_id, delivery in zip(ids, (Delivery.BLOCKED, Delivery.FAILED, Delivery.BLOCKED), strict=True):
        async with stage.database.unit_of_work() as session:
            (await session.get_one(Entry, entry_id)).delivery = delivery
    for entry_id in ids[:2]:
        await _kept(stage, rita, Relay(entry_id), number=number, entry=entry_id)
    await _comes_back(stage, rita)
    assert [entry.delivery for entry in (await stage.entries(number))[1:]] == [
        Delivery.WAITING, Delivery.FAILED, Delivery.BLOCKED
    ]  # fmt: skip


async def test_nothing_kept_brings_nothing(stage: Stage, rita: Someone) -> None:
    await stage.files(rita, PRINTER)
    assert await _comes_back(stage, rita) == []
