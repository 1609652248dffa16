"""The poller's promise, condition by condition: confirmed is what is stored, and nothing else."""

import asyncio
import base64
import itertools
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import pytest_asyncio
from aiogram import Bot
from sqlalchemy import text
from structlog.testing import capture_logs

from bot.api import reach
from bot.api.client import get_reach, make_bot
from bot.api.reach import PollError
from bot.runtime import Runtime
from bot.updates.poller import MANY, Poller, choose_lanes, get_chat
from db import queue
from db.database import Database
from db.models import Lane, Origin, Person, Role, Ticket
from desk import DeskSettings
from desk.admin_settings.changes import CurrentSettings
from tests.bot.asked import Asked
from tests.failing import AWAY, BROKEN, KINDS, failing, refusing
from tests.flows.servers import hang_up, serving
from tests.inbox import make_inbox
from tests.sql import execute, fetch

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
BIG = 1_000_000_000  # ids of people are as long as that
_STAMPS = ("subject_at", "status_at", "priority_at", "assignee_at", "labels_at")


class Polling:
    """One poller, what Telegram was asked, and what it was told of conflicts."""

    def __init__(self, poller: Poller, telegram: Asked, database: Database) -> None:
        self.poller = poller
        self.telegram = telegram
        self.database = database
        self.conflicts: list[PollError] = []

    async def stored(self) -> list[tuple[str, str, str, bytes]]:
        query = "select key, dedup, state, payload from jobs where box = 'from_telegram' order by id"
        return [(r.key, r.dedup, r.state, bytes(r.payload)) for r in await fetch(self, query)]

    async def ids(self) -> list[str]:
        return [dedup.partition(":")[2] for _, dedup, state, _ in await self.stored() if state == "waiting"]


def _runtime(bot: Bot, database: Database) -> Runtime:
    return Runtime(bot, database, CurrentSettings(DeskSettings(bot_id=bot.id)), lambda: NOW)


@pytest_asyncio.fixture
async def polling(database: Database) -> AsyncIterator[Polling]:
    telegram, conflicts = Asked(), []

    async def conflict(error: PollError) -> None:
        conflicts.append(error)

    async with serving(telegram.app()) as url:
        bot = make_bot("77:AAAA", url)
        made = Polling(
            Poller(_runtime(bot, database), on_conflict=conflict, into_inbox=make_inbox(database), seconds=7),
            telegram,
            database,
        )
        made.conflicts = conflicts
        yield made
        await hang_up(bot)


def update(number: int, chat: int = 5, **more: Any) -> dict[str, Any]:
    return {"update_id": number, "message": {"chat": {"id": chat}, "text": "hi"}, **more}


async def test_the_next_offset_is_behind_the_greatest_stored(polling: Polling) -> None:
    polling.telegram.answers = [[update(9), update(11), update(10)], [], [update(12)]]
    assert [await polling.poller.poll_once() for _ in range(4)] == [3, 0, 1, 0]
    assert polling.telegram.offsets == [None, 12, 12, 13]
    assert await polling.ids() == ["9", "11", "10", "12"]


async def test_what_has_no_number_is_stored_and_confirms_nothing(polling: Polling) -> None:
    polling.telegram.answers = [[update(9)], [{"message": {"chat": {"id": 5}}}], [{"update_id": "x"}, update(20)], []]
    for _ in range(4):
        await polling.poller.poll_once()
    assert polling.telegram.offsets == [None, 10, 10, 21]
    assert await polling.ids() == ["9", "None", "x", "20"]


async def test_while_the_database_is_away_nothing_is_confirmed(polling: Polling) -> None:
    batch = [update(9), update(10)]
    polling.telegram.answers = [[update(8)], batch, batch, []]
    await polling.poller.attempt()
    async with failing(polling.database, [AWAY]):
        assert await polling.poller.attempt() > 0
        assert await polling.ids() == ["8"]
        assert await polling.poller.attempt() == 0
    await polling.poller.attempt()
    assert polling.telegram.offsets == [None, 9, 9, 11]
    assert await polling.ids() == ["8", "9", "10"]


@pytest.mark.parametrize("states", [[BROKEN, AWAY], [BROKEN, BROKEN, AWAY]])
async def test_while_it_goes_away_over_single_ones_nothing_is_given_up(polling: Polling, states: list[str]) -> None:
    """The batch is refused for one of its updates; then, with one by itself, or while that is kept as base64, the
    database goes away."""
    batch = [update(9), update(10)]
    polling.telegram.answers = [batch, batch, []]
    async with failing(polling.database, states):
        assert await polling.poller.attempt() > 0
        assert await polling.poller.attempt() == 0
    await polling.poller.attempt()
    assert polling.telegram.offsets == [None, None, 11]
    assert [state for _, _, state, _ in await polling.stored()] == ["waiting", "waiting"]


async def test_one_that_cannot_be_stored_is_kept_as_base64_and_the_others_as_they_are(polling: Polling) -> None:
    bad = update(10, 6, odd="\ud800")
    polling.telegram.answers = [[update(9), bad, update(11)], []]
    marked = "new.state = 'waiting' and new.dedup like '%:10'"
    async with failing(polling.database, [BROKEN, BROKEN], when=marked):
        assert await polling.poller.attempt() == 0
    await polling.poller.poll_once()
    assert polling.telegram.offsets == [None, 12]
    rows = await polling.stored()
    assert [(key, dedup, state) for key, dedup, state, _ in rows] == [
        ("5", "77:9", "waiting"),
        ("6", "77:10", "buried"),
        ("5", "77:11", "waiting"),
    ]
    kept = queue.decode_payload(rows[1][3])["base64"]
    assert json.loads(base64.b64decode(kept).decode("utf-8", "surrogatepass")) == bad
    async with polling.database.sessions() as session:
        row = (await session.execute(text("select * from jobs where state = 'buried'"))).one()
    assert (row.error, row.due_at, row.created_at, row.settled_at) == (
        "could not be stored; kept as base64", NOW, NOW, NOW
    )  # fmt: skip


@pytest.mark.limit(300)
async def test_only_refused_values_are_set_aside_whatever_the_database_says(polling: Polling) -> None:
    """Each class of SQLSTATE at each statement of a poll that brings many chats: whatever is not an update's own fault
    confirms nothing and buries nothing; what is, confirms only what is kept."""
    number = 0
    for nth in itertools.count(1):
        for state in KINDS:
            batch = [update(number + n, 100 + n) for n in range(MANY)]
            number += MANY
            asked = len(polling.telegram.offsets)
            polling.telegram.answers = [batch, batch]
            with refusing(nth, state) as sent:
                rest = await polling.poller.attempt()
            if len(sent) < nth:
                break
            is_own = state[:2] in ("22", "23", "54")
            rows = {int(dedup.partition(":")[2]): how for _, dedup, how, _ in await polling.stored()}
            assert "buried" not in rows.values(), (sent[nth - 1], state)
            assert (rest == 0) is is_own or not rows, (sent[nth - 1], state)
            await polling.poller.attempt()
            stored = {int(dedup.partition(":")[2]) for _, dedup, _, _ in await polling.stored()}
            assert stored == {one["update_id"] for one in batch}, (sent[nth - 1], state)
            assert polling.telegram.offsets[asked] is None or polling.telegram.offsets[asked] <= batch[0]["update_id"]
            await execute(polling, "delete from jobs")
            await execute(polling, "delete from job_keys")
        else:
            continue
        break
    assert nth > 2


async def test_what_could_not_be_stored_is_kept_once(polling: Polling) -> None:
    for _ in range(2):
        await polling.poller._bury(update(10))
    assert len(await polling.stored()) == 1


async def test_an_update_is_stored_as_it_came_under_its_chat_and_its_bot(polling: Polling) -> None:
    polling.telegram.answers = [[update(9, 100)], [update(9, 100)]]
    await polling.poller.poll_once()
    await polling.poller.poll_once()
    [(key, dedup, state, payload)] = await polling.stored()
    assert (key, dedup, state, json.loads(payload)) == ("100", "77:9", "waiting", update(9, 100))


async def test_pauses_grow_and_a_good_poll_ends_them(polling: Polling) -> None:
    polling.telegram.answers = [{"status": 500} for _ in range(6)]
    assert [await polling.poller.attempt() for _ in range(7)] == [1, 2, 4, 5, 5, 5, 0]
    polling.telegram.answers = [{"status": 502}]
    assert await polling.poller.attempt() == 1
    assert polling.conflicts == []


async def test_telegrams_own_pause_is_the_least(polling: Polling) -> None:
    flood = {"status": 429, "parameters": {"retry_after": 3}}
    polling.telegram.answers = [dict(flood), dict(flood), dict(flood), {"status": 500}]
    assert [await polling.poller.attempt() for _ in range(4)] == [3, 3, 4, 5]


async def test_after_trouble_polls_are_short_until_one_is_answered(polling: Polling) -> None:
    polling.telegram.answers = [[], {"status": 500}, [], []]
    seen = []
    for _ in range(4):
        await polling.poller.attempt()
        seen.append(polling.poller.healthy)
    assert polling.telegram.timeouts == [0, 7, 0, 7]
    assert seen == [True, False, True, True]


async def test_when_the_database_is_away_telegram_is_asked_again_soon(polling: Polling) -> None:
    polling.telegram.answers = [[update(9)], {"status": 500}]
    polling.poller._pause = 0.25
    async with failing(polling.database, [AWAY]):
        assert await polling.poller.attempt() == 0.25
    assert await polling.poller.attempt() == 0.5


async def test_it_begins_well_and_once_it_has_caught_up_polls_for_five_seconds(polling: Polling) -> None:
    async def nobody(_: PollError) -> None:
        raise AssertionError

    fresh = Poller(
        _runtime(polling.poller._bot, polling.database), on_conflict=nobody, into_inbox=make_inbox(polling.database)
    )
    assert (fresh.healthy, fresh.conflict) == (True, False)
    polling.telegram.answers = [[update(number) for number in range(100)], [update(100)], []]
    for _ in range(3):
        await fresh.poll_once()
    assert polling.telegram.timeouts == [0, 0, 5]


async def test_a_pause_is_no_longer_than_it_says(polling: Polling) -> None:
    polling.telegram.answers = [{"status": 500}]
    polling.poller._pause = 0.01
    stop = asyncio.Event()
    running = asyncio.create_task(polling.poller.run(stop))
    async with asyncio.timeout(5):
        while len(polling.telegram.polls) < 2:
            await asyncio.sleep(0.001)
        stop.set()
        await running


async def test_of_a_large_batch_each_chat_has_its_lane(polling: Polling) -> None:
    await _known(polling.database)
    polling.telegram.answers = [[update(n, n * BIG) for n in range(1, MANY + 1)]]
    await polling.poller.poll_once()
    async with polling.database.sessions() as session:
        rows = await session.execute(text("select lane from jobs order by id"))
        assert [row.lane for row in rows][:5] == [Lane.PEOPLE, Lane.EDITS, Lane.ANSWERS, Lane.PEOPLE, Lane.ANSWERS]


async def test_another_poller_is_a_conflict_until_a_poll_ends_in_another_way(polling: Polling) -> None:
    polling.telegram.answers = [{"status": 409, "description": "terminated by other"}, {"status": 500}, []]
    seen = []
    for _ in range(3):
        await polling.poller.attempt()
        seen.append(polling.poller.conflict)
    assert seen == [True, False, False]
    assert [(error.status, error.description) for error in polling.conflicts] == [(409, "terminated by other")]


async def test_an_outage_is_logged_once_then_rarely_and_its_end(polling: Polling) -> None:
    now = [NOW]
    polling.poller._now = polling.poller._steady = polling.poller._trouble._now = lambda: now[0]
    polling.telegram.answers = [*({"status": 502, "description": "Bad Gateway"} for _ in range(25)), []]
    with capture_logs() as lines:
        for _ in range(26):
            await polling.poller.attempt()
            now[0] += timedelta(minutes=1)
    said = [(line["event"], line.get("minutes")) for line in lines if "Telegram" in line["event"]]
    away = [("Telegram is out of reach", minutes) for minutes in (0, 10, 20)]
    assert said == [*away, ("Telegram is back after 25 min", None)]
    assert polling.poller.polled_at == NOW + timedelta(minutes=25)
    polling.poller._now = lambda: now[0] + timedelta(hours=1)  # it is set
    assert polling.poller.polled_at == NOW + timedelta(minutes=85), "a minute ago, as before"


async def test_two_programs_in_turns_are_logged_once_and_a_new_trouble_by_its_name(polling: Polling) -> None:
    conflict = {"status": 409, "description": "terminated by other"}
    polling.telegram.answers = [conflict, [], dict(conflict), [], dict(conflict), {"status": 502}, {"status": 502}]
    with capture_logs() as lines:
        for _ in range(7):
            await polling.poller.attempt()
    said = [line["event"] for line in lines if line["log_level"] == "warning"]
    assert said == ["another program receives this bot's messages", "Telegram is out of reach"]
    assert len(polling.conflicts) == 3


@pytest.mark.parametrize(
    ("answer", "is_refused", "is_conflict"),
    [
        ({"status": 401, "description": "Unauthorized"}, True, False),
        ({"status": 401, "page": "<html>Please sign in</html>"}, False, False),
        ({"status": 401, "page": '{"error": "login"}'}, False, False),
        ({"status": 200, "page": "<html>Please sign in</html>"}, False, False),
        ({"status": 200, "page": "[]"}, False, False),
        ({"status": 429, "parameters": [5]}, False, False),
        ({"status": 429, "parameters": {"retry_after": "soon"}}, False, False),
        ({"status": 401, "page": '{"ok": false}'}, False, False),
        ({"status": 404, "description": "Not Found"}, True, False),
        ({"status": 403, "description": "Forbidden"}, False, False),
        ({"status": 404, "page": ""}, False, False),
        ({"status": 409, "page": "<html>Conflict</html>"}, False, False),
        ({"status": 409, "description": "terminated by other"}, False, True),
        ({"status": 500, "description": "Internal Server Error"}, False, False),
        ({"status": 502, "page": "<html>Bad Gateway</html>"}, False, False),
    ],
    ids=lambda value: f"{value['status']} {value.get('page', 'of the Bot API')}" if isinstance(value, dict) else "",
)
async def test_no_answer_ends_it_and_only_the_bot_apis_own_is_about_the_bot(
    polling: Polling, answer: dict[str, Any], is_refused: bool, is_conflict: bool
) -> None:
    polling.telegram.answers = [answer, [update(9)]]
    assert await polling.poller.attempt() == 1
    found = (polling.poller.healthy, get_reach(polling.poller._bot).is_refused(), bool(polling.conflicts))
    assert found == (False, is_refused, is_conflict)
    assert await polling.poller.attempt() == 0
    assert (await polling.ids(), polling.poller.healthy, polling.poller._reach.is_doubtful()) == (["9"], True, False)


@pytest.mark.parametrize(
    ("answer", "pause", "is_outage"),
    [
        ({"status": 429, "parameters": {"retry_after": 3600}}, 3600, True),
        ({"status": 500, "description": "Internal Server Error"}, 1, True),
        ({"status": 409, "description": "terminated by other"}, 1, False),
        ({"status": 401, "description": "Unauthorized"}, 1, False),
        ({"status": 502, "page": "<html>Bad Gateway</html>"}, 1, False),
        ([], 0, False),
    ],
    ids=["429 of an hour", "500", "another poller", "token", "a page: silence, which the way counts", "an answer"],
)
async def test_polls_that_are_refused_for_no_reason_of_ours_are_an_outage_until_one_is_answered(
    polling: Polling, answer: Any, pause: int, is_outage: bool
) -> None:
    polling.telegram.answers = [answer, [update(9)]]
    assert await polling.poller.attempt() == pause
    polling.poller._steady = lambda: NOW + timedelta(minutes=59)
    assert polling.poller.measure_refusals() == (59 * 60 if is_outage else 0)
    await polling.poller.attempt()
    assert polling.poller.measure_refusals() == 0


async def test_with_a_token_that_is_refused_for_good_it_asks_once_a_minute(
    polling: Polling, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reach, "REFUSED_SECONDS", 0)
    polling.telegram.answers = [{"status": 401}, {"status": 401}, []]
    assert [await polling.poller.attempt() for _ in range(3)] == [60, 60, 0]


async def test_it_polls_until_it_is_stopped(polling: Polling) -> None:
    stop = asyncio.Event()
    polling.telegram.answers = [[update(9)], {"status": 500}]
    running = asyncio.create_task(polling.poller.run(stop))
    async with asyncio.timeout(5):
        while len(polling.telegram.polls) < 2:
            await asyncio.sleep(0)
        stop.set()
        await running
    assert len(polling.telegram.polls) == 2
    assert await polling.ids() == ["9"]


async def test_a_batch_that_is_being_stored_is_stored_to_its_end(polling: Polling) -> None:
    polling.telegram.answers = [[update(9)]]
    async with polling.database.engine.connect() as blocking:
        await blocking.execute(text("lock table jobs"))
        stop = asyncio.Event()
        running = asyncio.create_task(polling.poller.run(stop))
        async with asyncio.timeout(5), polling.database.engine.connect() as looking:
            query = text(
                "select count(*) from pg_stat_activity where datname = current_database() and wait_event = 'relation'"
            )
            while not (await looking.execute(query)).scalar_one():
                await looking.rollback()
        letting_go = asyncio.create_task(polling.poller.let_go(running))
        await asyncio.wait({letting_go}, timeout=0.1)  # ended, it would be over by then
        assert not letting_go.done()
        stop.set()
        await blocking.rollback()
    async with asyncio.timeout(4):
        await letting_go
    assert await polling.ids() == ["9"]
    assert running.done()


async def test_a_poll_that_only_waits_is_cancelled_at_once(polling: Polling) -> None:
    polling.telegram.answers = [[update(9)]]
    await polling.poller.poll_once()

    async def for_ever() -> None:
        await asyncio.Event().wait()

    waiting = asyncio.create_task(for_ever())
    async with asyncio.timeout(1):
        await polling.poller.let_go(waiting)
    assert waiting.cancelled()


@pytest.mark.parametrize(
    ("held", "chat"),
    [
        ({"update_id": 1, "message": {"chat": {"id": 5}, "from": {"id": 6}}}, 5),
        ({"update_id": 1, "callback_query": {"from": {"id": 6}, "message": {"chat": {"id": 5}, "from": {"id": 7}}}}, 5),
        ({"update_id": 1, "callback_query": {"from": {"id": 6}, "message": None}}, 6),
        ({"update_id": 1, "callback_query": {"from": {"id": 6}, "message": "x"}}, 6),
        ({"update_id": 1, "poll_answer": {"user": {"id": 8}}}, 8),
        ({"update_id": 1, "odd": [], "message_reaction": {"chat": {"id": -5}, "user": {"id": 8}}}, -5),
        ({"update_id": 1, "message": {"chat": {"id": "5"}, "from": {"id": 6}}}, 6),
        ({"update_id": 1, "message": {"chat": 5}}, 0),
        ({"update_id": 1}, 0),
    ],
)
def test_the_chat_an_update_belongs_to(held: dict[str, Any], chat: int) -> None:
    assert get_chat(held) == chat


# Whose come first when there are many


async def _known(database: Database) -> None:
    async with database.unit_of_work() as session:
        for number, (role, dismissed) in enumerate(
            ((Role.REQUESTER, None), (Role.REQUESTER, None), (Role.AGENT, None), (Role.AGENT, NOW), (Role.ADMIN, None)),
            1,
        ):
            person = Person(telegram_id=number * BIG, name="x", role=role, dismissed_at=dismissed, created_at=NOW)
            session.add(person)
            await session.flush()
            if number <= 2:
                answered = NOW + timedelta(hours=1) if number == 1 else None
                asked = {"number": number, "requester_id": person.id, "subject": "x", "origin": Origin.TELEGRAM}
                times = dict.fromkeys(("created_at", "filed_at", "updated_at", *_STAMPS), NOW)
                session.add(Ticket(**asked, **times, first_response_at=answered))


async def test_staff_come_first_then_who_was_answered_then_the_others(database: Database) -> None:
    await _known(database)
    chats = [*(BIG * n for n in range(1, 7)), 2**63, -(2**63), -(2**63) - 1, 0]
    assert len(chats) == MANY
    async with database.sessions() as session:
        found = await choose_lanes(session, chats)
    assert [found[chat] for chat in chats] == [
        Lane.PEOPLE, Lane.EDITS, Lane.ANSWERS, Lane.PEOPLE, Lane.ANSWERS, *[Lane.EDITS] * 5
    ]  # fmt: skip


async def test_among_few_nobody_is_told_apart(database: Database) -> None:
    await _known(database)
    async with database.sessions() as session:
        assert await choose_lanes(session, [1, 2, 3]) == dict.fromkeys([1, 2, 3], Lane.PEOPLE)
        assert set((await choose_lanes(session, [6] * (MANY - 1))).values()) == {Lane.PEOPLE}
