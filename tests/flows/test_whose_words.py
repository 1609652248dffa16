"""Whose words are these? Forwarded and quoted words are kept, answer no question and do nothing; the same words of
the writer's own do."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from tests.flows.acts import filed_and_resolved, filed_and_taken, files
from tests.flows.phone import Phone
from tests.flows.scenes import row
from tests.flows.stage import Stage
from tests.sql import scalar

pytestmark = [pytest.mark.sentence("2 A request, seen by the requester"), pytest.mark.limit(240)]

BOARD = False
PASSED_ON = {"forward_origin": {"type": "hidden_user", "sender_user_name": "Kim", "date": 1}}
_FACTS = (
    "select (select jsonb_agg(array[status::text, assignee_id::text, subject, rating::text] order by number) "
    "from tickets where number <= :most), (select jsonb_object_agg(key, value) from settings)"
)


async def _resolved(stage: Stage, rita: Phone, olga: Phone) -> Phone:
    await filed_and_resolved(rita, olga, "The lamp is dark")
    return rita


async def _to_close(stage: Stage, rita: Phone, olga: Phone) -> Phone:
    await filed_and_taken(rita, olga, "The lamp is dark")
    await rita.writes("never mind")
    return rita


async def _rated(stage: Stage, rita: Phone, olga: Phone) -> Phone:
    number = await filed_and_resolved(rita, olga, "The lamp is dark")
    await rita.presses(f"solved:{number}:yes")
    return rita


async def _named(stage: Stage, rita: Phone, olga: Phone) -> Phone:
    number = await filed_and_taken(rita, olga, "The lamp is dark")
    await rita.writes(f"/ticket {number}")
    await rita.presses(f"subject:{number}")
    return rita


async def _taken(stage: Stage, rita: Phone, olga: Phone) -> Phone:
    await filed_and_taken(rita, olga, "The lamp is dark")
    return rita


async def _free(stage: Stage, rita: Phone, olga: Phone) -> Phone:
    await files(rita, "The lamp is dark")
    return olga


_Begin = Callable[[Stage, Phone, Phone], Awaitable[Phone]]
SAID: list[tuple[_Begin, str]] = [
    (_resolved, "yes"),
    (_resolved, "it does not work"),
    (_resolved, "5 stars"),
    (_to_close, "yes"),
    (_rated, "5"),
    (_named, "Coffee"),
    (_taken, "/cancel 1"),
    (_free, "/resolve 1"),
]


@pytest.mark.parametrize(("begin", "said"), SAID)
async def test_words_of_others_answer_nothing_and_do_nothing(
    stage: Stage, rita: Phone, olga: Phone, ivan: Phone, begin: _Begin, said: str
) -> None:
    phone = await begin(stage, rita, olga)
    number = int(await scalar(stage, "select coalesce(max(number), 0) from tickets"))

    async def facts() -> Any:
        return await row(stage, _FACTS, most=number)

    before = await facts()
    block = [{"type": "blockquote", "offset": 0, "length": len(said)}]
    await phone.writes(said, entities=block)
    assert await facts() == before, "a block that quotes"
    if said != "Coffee" and not said.startswith("/"):  # a name may stand in quotation marks, and a command in none
        await phone.writes(f"«{said}»")
        assert await facts() == before, "in quotation marks"
    await phone.writes(said, **PASSED_ON)
    assert await facts() == before, "forwarded"
    if begin is not _free:
        kept = await row(stage, "select count(*) from entries where body like :said", said=f"%{said}%")
        assert kept >= (2,), "what others said is kept"
    if begin is _rated:
        return  # what was passed on has begun another request
    if begin is _to_close:
        await phone.writes("never mind")  # it was asked no more once something else was said
    await phone.writes(said)
    assert await facts() != before
