"""Drafts while something else happens: during the call, between two processes, and in any order of presses."""

import asyncio
import random

import pytest
from sqlalchemy import text

from db.database import Database
from tests.flows import cast
from tests.flows.acts import answers, filed_and_taken
from tests.flows.assisting import given, helped, presses_draft
from tests.flows.phone import buttons
from tests.flows.scenes import card_of, filed, since
from tests.flows.stage import Stage
from tests.flows.trainees import drafts_of
from tests.sql import execute, fetch, scalar
from tests.texts import text_of

pytestmark = pytest.mark.sentence("3.3 Answering")

BOARD = False
BEGINS = (cast.rita, cast.olga)
ASKED = "The heating in my room is cold since Monday"
_FORBIDS = (
    "insert into organizations (name, folded, created_at, updated_at, no_assist) "
    "values ('Romashka', 'romashka', now(), now(), true)"
)
MEANWHILE = {
    "erased": "update people set erased_at = now() where name like 'Rita%'",
    "consent": "update people set consent_version = -1 where name like 'Rita%'",
    "dismissed": "update people set dismissed_at = now() where name = 'Olga'",
    "reader": "update people set role = 'reviewer' where name = 'Olga'",
    "organization": "update tickets set organization_id = (select id from organizations)",
}


@pytest.mark.parametrize("what", MEANWHILE)
async def test_what_happens_during_the_call_is_heeded(database: Database, what: str) -> None:
    async with helped(database, begins=BEGINS) as (stage, served):
        number = await filed_and_taken(stage.rita, stage.olga, ASKED)
        seen = len(await stage.rita.received())
        await execute(stage, _FORBIDS)
        served.meanwhile = lambda: execute(stage, MEANWHILE[what])
        await stage.olga.writes(f"/draft {number}")
        assert await fetch(stage, "select why from assist_uses") == [("over",)]
        assert await scalar(stage, "select count(*) from entries where kind = 'draft'") == 0
        assert await since(stage.rita, seen) == []


async def test_calls_are_made_until_the_process_stops(database: Database) -> None:
    async with helped(database, begins=BEGINS) as (stage, served):
        number = await filed_and_taken(stage.rita, stage.olga, ASKED)
        helper, stop = stage.app.make_duties().helper, asyncio.Event()
        assert helper is not None
        running = asyncio.create_task(helper.run(stop))
        await stage.olga.writes(f"/draft {number}")
        stop.set()
        await asyncio.wait_for(running, 10)
        assert len(served.asked) == 1


async def test_a_process_that_dies_asks_once_more_at_most(database: Database) -> None:
    async with helped(database, begins=BEGINS) as (stage, served):
        number = await filed_and_taken(stage.rita, stage.olga, ASKED)
        served.meanwhile = lambda: _die(stage)
        await stage.olga.writes(f"/draft {number}")
        for _ in range(3):
            await stage.pass_time(minutes=1)
        assert len(served.asked) == 2
        assert await stage.olga.reads() == text_of("draft-none", number=number, why="away")
        assert await fetch(stage, "select why from assist_uses") == [("away",)]


async def _die(stage: Stage) -> None:
    helper = stage.duties.helper
    assert helper is not None
    for task in list(helper._under_way):
        task.cancel()


async def test_an_answer_that_could_not_be_stored_is_not_asked_for_again(database: Database) -> None:
    async with helped(database, begins=BEGINS) as (stage, served), stage.database.unit_of_work() as holding:
        number = await filed_and_taken(stage.rita, stage.olga, ASKED)

        async def hold() -> None:
            await holding.execute(text("select from assist_uses for update"))

        served.meanwhile = hold
        await stage.olga.writes(f"/draft {number}")
        assert await drafts_of(stage) == []
        await holding.rollback()
        await stage.pass_time(seconds=11)
        assert (len(served.asked), await drafts_of(stage)) == (1, [("offered", None)])


async def test_words_of_requests_that_forbid_it_leave_with_no_other(database: Database) -> None:
    async with helped(database, begins=BEGINS) as (stage, served):
        old = await filed_and_taken(stage.rita, stage.olga, ASKED)
        await answers(stage.olga, old, "Open the valve swordfish")
        await stage.olga.writes(f"/resolve {old}")
        first, second = await filed(stage.rita, ASKED), await filed(stage.rita, "It smells of marzipan")
        await stage.olga.presses(f"claim:{first}")
        await execute(stage, "update tickets set alike = array[(select id from tickets where number = :old)]"
                      " where number = :first", old=old, first=first)  # fmt: skip
        await stage.olga.writes(f"/draft {first}")
        assert "swordfish" in str(given(served)["sources"])
        await execute(stage, _FORBIDS)
        await execute(stage, f"{MEANWHILE['organization']} where number <> :first", first=first)
        await stage.olga.writes(f"/draft {first}")
        assert (len(served.asked), given(served)["sources"]) == (2, [])
        await execute(stage, "update tickets set organization_id = null")
        await stage.olga.writes(f"/merge into {first}", reply_to=(await card_of(stage.olga, second))["message_id"])
        await execute(stage, f"{MEANWHILE['organization']} where number = :second", second=second)
        await stage.olga.writes(f"/draft {first}")
        assert await stage.olga.reads() == text_of("draft-forbidden")
        assert len(served.asked) == 2


@pytest.mark.parametrize("seed", range(3))
async def test_in_any_order_only_a_press_sends(database: Database, seed: int) -> None:
    chance = random.Random(seed)
    async with helped(database, begins=(*BEGINS, cast.ivan)) as (stage, served):
        number, other = await filed_and_taken(stage.rita, stage.olga, ASKED), await filed(stage.rita, "Smoke")
        served.says = "Words of a model"
        for _ in range(14):
            act = chance.choice(("draft", "draft", "draft", "send", "stale", "ivan", *_ACTS))
            before = await _count_sent(stage)
            await _do(stage, act, number, other)
            more = await _count_sent(stage) - before
            assert more <= (act in ("send", "stale")), (seed, act)


_ACTS = {
    "words": "", "bad": "", "sumup": "/sumup {0}", "resolve": "/resolve {0}", "reopen": "/reopen {0}",
    "merge": "/merge {0} into {1}", "late": "", "away": "/release {0}",
}  # fmt: skip


async def _do(stage: Stage, act: str, number: int, other: int) -> None:
    olga = stage.olga
    if act == "late":
        await stage.pass_time(hours=7)
    elif act == "draft":
        await olga.writes(f"/draft {number}")
    elif act == "words":
        await stage.rita.writes("It is colder", reply_to=(await stage.rita.containing(f"#{number}"))["message_id"])
    elif _ACTS.get(act):
        await olga.writes(_ACTS[act].format(number, other))
    else:
        decision = "withdraw" if act == "bad" else "send"
        try:
            pressed, on = await presses_draft(olga, decision, force=True) if act != "ivan" else await _find(stage)
        except AssertionError as none:
            assert str(none) == decision
            return
        if act == "stale":
            await olga.presses(pressed, on=on, force=True)
        elif act == "ivan":
            await stage.people["Ivan"].presses(pressed, on=await stage.people["Ivan"].last_id(), force=True)


async def _find(stage: Stage) -> tuple[str, int]:
    for message in reversed(await stage.olga.received()):
        for one in buttons(message):
            if one.startswith("appr:") and ":send:" in one:
                return one, message["message_id"]
    raise AssertionError("send")


async def _count_sent(stage: Stage) -> int:
    return sum("Words of a model" in str(one) for one in await stage.rita.received())
