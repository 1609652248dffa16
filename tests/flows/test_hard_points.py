"""The hard points of the first day, each as a conversation."""

import asyncio

import pytest

from tests.flows.phone import Phone, buttons
from tests.flows.stage import Stage

pytestmark = pytest.mark.sentence("4 Status and board")


async def _filed(stage: Stage, phone: Phone, text: str) -> None:
    await phone.writes(text)
    await stage.pass_time(seconds=31)


async def test_two_new_people_in_the_same_moment_get_two_tickets(stage: Stage) -> None:
    first, second = await stage.phone("Ann"), await stage.phone("Ben")
    await asyncio.gather(
        first.writes("The door of hall A is locked", quietly=True),
        second.writes("The door of hall B is locked", quietly=True),
    )
    await stage.settle()
    numbers = {b for p in (first, second) for b in await p.buttons() if b.startswith("cancel:")}
    assert numbers == {"cancel:1", "cancel:2"}


POISON = [
    '{"message": {"message_id": "x", "date": 1, "chat": {"id": 5, "type": "private"}}}',
    '{"callback_query": {"id": 7}}',
    '{"never_heard_of": {"a": 1}}',
    '{"message": {"message_id": 9, "date": 1, "chat": {"id": 77, "type": "private"}, '
    '"from": {"id": 77, "is_bot": false, "first_name": "N\\u0000\\ud800"}, "text": "zero\\u0000one \\udfff two"}}',
    '{"callback_query": {"id": "1", "from": {"id": 78, "is_bot": false, "first_name": "P"}, "chat_instance": "1", '
    '"data": "claim:\\u0000\\ud800"}}',
    '{"message": {"message_id": 10, "date": 1, "chat": {"id": 79, "type": "private"}, "from": {"id": 79, "is_bot": '
    'false, "first_name": "Q"}, "document": {"file_id": "f", "file_unique_id": "u", '
    '"file_name": "a\\u0000\\ud800.txt"}}}',
]


async def test_bad_updates_in_a_batch_of_a_hundred_stop_nobody(stage: Stage) -> None:
    phones = [await stage.phone(f"Guest {n}") for n in range(100 - len(POISON))]
    apart = len(phones) // len(POISON)
    for n, phone in enumerate(phones):
        if n % apart == 0 and n // apart < len(POISON):
            await stage.telegram.do("update", raw_text=POISON[n // apart])
        await phone.writes(f"My badge number {n} does not open the door", quietly=True)
    assert stage.telegram_world.updates.last_id - stage.worlds.polled == 100
    await stage.settle()
    for phone in phones:
        assert [b for m in await phone.received() for b in buttons(m) if b.startswith("cancel:")], phone.name


async def test_take_and_assign_at_once_leave_one_assignee(stage: Stage, rita: Phone, olga: Phone, ivan: Phone) -> None:
    user = await stage.board.user("Ivan")
    await stage.pass_time(seconds=61)
    await ivan.writes("/link")
    await ivan.presses(f"link:{user}")
    await _filed(stage, rita, "The stage lights flicker all the time")
    await stage.board.update(1, by=user, responsible_uid=user, quietly=True)
    stage.clock.on(seconds=1)
    await olga.presses("claim:1", quietly=True)
    await stage.settle()
    await stage.pass_time(seconds=61)
    assignees = [p for p in (olga, ivan) if "resolve:1" in buttons(await p.containing("#1"))]
    assert assignees == [olga]
    assert (await stage.board.task(1))["responsible_uid"] is None
