"""The measure of a whole day at the size of a large desk: what agents hear, how long people wait, what it costs."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from statistics import quantiles
from typing import Any

from bench.context import BenchContext
from bench.day_model import FIRST_HOUR, HOUR, HOURS
from bench.fast_bot import PACE
from bench.measured_desk import MeasuredDesk, get_milliseconds_each, run_desk
from bench.processes import get_most_memory_mb
from bench.result_table import ResultRow
from bench.scene_server import CLOCK_FILE
from ops.clock import FILE

_REQUESTS, _AGENTS = 1500, 40
_FEW_REQUESTS, _FEW_AGENTS, _FEW_HOURS = 60, 10, 2
_PACE = 120.0
"""How many times as fast as in life the day is played at most."""
_SYNC_SECONDS = 60
"""How often the board is read without a webhook: what a desk with webhooks has."""
_SET_HOURS = """
insert into settings (key, value, version, changed_at)
values ('targets', 'true', 1, now()), ('hours', $1::jsonb, 1, now())
"""
_SET_SHIFT = """
with theirs as (update people set has_shifts = true where telegram_id = $1 returning id)
insert into shifts (person_id, weekday, starts, ends)
select id, day, $2, $3 from theirs, generate_series(0, 4) day
"""
_SIZE = "select pg_database_size(current_database()) as n"
_ACT = "p95 < 1.5 s"
_WAITS = {
    "request to its receipt": _ACT,
    "request to an agent": "",
    "press of Take to its sign": _ACT,
    "press to its sign": _ACT,
    "answer in Telegram to the requester": _ACT,
    "answer on the board to the requester": "",
    "added words to their sign": "",
    "added words to the agent": _ACT,
    "request on the board": "",
    "answer in Telegram to the board": "",
}


async def measure_day(bench: BenchContext) -> list[ResultRow]:
    """Play one day and measure it."""
    short = bench.options.short
    agents, hours = (_FEW_AGENTS, _FEW_HOURS) if short else (_AGENTS, HOURS)
    async with run_desk(bench.server, bench.folder, board=True, tree=bench.tree) as made:
        begins = await _prepare_day(made, agents)
        before, size = made.read_cpu_times(), (await made.run_sql(_SIZE))[0]["n"]
        asked = {"requests": _FEW_REQUESTS if short else _REQUESTS, "hours": hours, "begins": begins.isoformat()}
        bench.say(f"  a day of {asked['requests']} requests begins")
        found = await made.play_scene("day", pace=_PACE, database=made.database_url, **asked)
        bench.say(f"  {json.dumps(found)}")
        each = get_milliseconds_each(before, made.read_cpu_times(), found["counts"]["requests"])
        memory = {name: get_most_memory_mb(one.pid) for name, one in made.running.items()}
        grown = ((await made.run_sql(_SIZE))[0]["n"] - size) / 1000 / found["counts"]["requests"]
    return [
        *_make_rows_of_people(found, agents),
        *_make_rows_of_waits(found, hours),
        *_make_rows_of_services(found),
        ResultRow("CPU a request, ms", ", ".join(f"{name} {used:.0f}" for name, used in each.items())),
        ResultRow("Most memory", ", ".join(f"{name} {used:.0f} MB" for name, used in memory.items()), "< 220 MB each"),
        ResultRow("Growth of the database", f"{grown:.0f} kB a request"),
    ]


async def _prepare_day(made: MeasuredDesk, agents: int) -> datetime:
    """Start the desk shortly before the beginning of a working day with everybody on it; return that beginning."""
    now = datetime.now(UTC)
    begins = datetime.combine((now + timedelta(days=7 - now.weekday())).date(), time(FIRST_HOUR), UTC)
    made.settings |= {
        "SYNC_INTERVAL_SECONDS": str(_SYNC_SECONDS),
        FILE: f"{made.settings['DATA_DIR']}/{CLOCK_FILE}",
        PACE: str(_PACE),
    }
    await made.play_scene("begin_clock", at=(begins - timedelta(minutes=15)).isoformat())
    open_hours = [[FIRST_HOUR * 60, (FIRST_HOUR + HOURS) * 60]]
    await made.run_sql(_SET_HOURS, json.dumps([open_hours] * 5 + [[]] * 2))
    await made.run_sql("update desk set settings_version = 1")
    await made.start_sync("bench.fast_sync")
    await made.start_bot("bench.fast_bot")
    await made.add_staff(agents)
    accounts = await made.play_scene("open_board", agents=agents)
    for person, account in accounts.items():
        await made.run_sql("update people set todoist_id = $2 where telegram_id = $1", int(person), account)
    for shift in await made.play_scene("list_shifts"):
        await made.run_sql(_SET_SHIFT, *shift)
    await made.wait_until_quiet()
    await made.run_sql("vacuum analyze")
    return begins


def _make_rows_of_people(found: dict[str, Any], agents: int) -> Iterator[ResultRow]:
    counts, sounds = found["counts"], quantiles(found["sounds"], n=20, method="inclusive")
    yield ResultRow(
        "The day",
        f"{counts['requests']} requests, {counts['answers']} answers ({counts['on_board']} on the board), "
        f"{counts['files']} files, {counts['notes']} notes, {counts['closed']} closed and "
        f"{counts['reopened']} reopened by requesters; {found['open']} not answered in the evening",
    )
    lost = {**found["lost"], **({"acts without a sign": counts["missed"]} if counts["missed"] else {})}
    yield ResultRow("– lost", ", ".join(f"{n} × {kind}" for kind, n in lost.items()) or "nothing", "nothing")
    heard = f"{sounds[9]:.0f} / {sounds[18]:.0f} / {max(found['sounds'])}"
    yield ResultRow("Sounds an agent hears in an hour: p50 / p95 / most", heard, "20: one in 3 minutes")
    yield ResultRow("– messages without a sound, an agent and day", f"{found['silent'] / agents:.0f}")
    taken, answered = (f"{found[key]['p50']} / {found[key]['p95']} min" for key in ("to_take", "to_answer"))
    yield ResultRow("Requests taken after; answered after, p50 / p95", f"{taken}; {answered}")


def _make_rows_of_waits(found: dict[str, Any], hours: int) -> Iterator[ResultRow]:
    seconds = found["seconds"]
    said = f"{seconds / 60:.1f} min, {hours * HOUR / seconds:.0f} times as fast as in life (at most {_PACE:.0f})"
    yield ResultRow("Played in", said, "10 min")
    for kind, goal in _WAITS.items():
        if waits := found["waits"].get(kind):
            said = f"{waits['p50']:.0f} / {waits['p95']:.0f} / {waits['longest']:.0f} ms, {waits['count']} times"
            yield ResultRow(f"The product's share, {kind}: p50 / p95 / longest", said, goal)


def _make_rows_of_services(found: dict[str, Any]) -> Iterator[ResultRow]:
    board = found["board"]
    said = f"{board['changes']}, {board['by_people']}, {found['syncs']}"
    yield ResultRow("Board: changes written, those of people, requests", said, "", "100 commands a request")
    yield ResultRow("– most changes written in a quarter of an hour", str(board["quarter"]), "", "1,000 requests in it")
    said = f"{found['sends']}, {found['sends_a_minute']}"
    yield ResultRow("Telegram: messages and edits, most of them in a minute", said, "under 1,680", "28 sends a second")
