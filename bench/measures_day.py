"""The measure of a whole day at the size of a large desk: what agents hear, how long people wait, what it costs."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from statistics import quantiles
from typing import Any

from bench.context import BenchContext
from bench.day_model import FIRST_HOUR, HOUR, HOURS
from bench.fast_bot import PACE
from bench.measured_desk import CpuTimes, MeasuredDesk, run_desk
from bench.processes import get_core_wait_seconds, get_memory_mb
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
_LARGEST = """
select relname as name, pg_total_relation_size(relid) as bytes from pg_stat_user_tables order by bytes desc limit 5
"""
_WAITS = {
    "request to its receipt": "p95 < 1.5 s",
    "request to an agent": "",
    "press of Take to its sign": "p95 < 1.5 s",
    "press to its sign": "p95 < 1.5 s",
    "answer in Telegram to the requester": "p95 < 1.5 s",
    "answer on the board to the requester": "",
    "added words to their sign": "",
    "added words to the agent": "p95 < 1.5 s",
    "request on the board": "",
    "answer in Telegram to the board": "",
}


async def measure_day(bench: BenchContext) -> list[ResultRow]:
    """Play one day and measure it."""
    short = bench.options.short
    agents, hours = (_FEW_AGENTS, _FEW_HOURS) if short else (_AGENTS, HOURS)
    async with run_desk(bench.server, bench.folder, board=True, tree=bench.tree) as made:
        begins = await _prepare_day(made, agents)
        before, size, waited = made.read_cpu_times(), await _read_size(made), _read_core_waits(made)
        asked = {"requests": _FEW_REQUESTS if short else _REQUESTS, "hours": hours, "begins": begins.isoformat()}
        bench.say(f"  a day of {asked['requests']} requests begins")
        found = await made.play_scene("day", pace=_PACE, database=made.database_url, **asked)
        spent, grown = made.read_cpu_times().subtract(before), await _read_size(made) - size
        waited = [after - one for after, one in zip(_read_core_waits(made), waited, strict=True)]
        bench.say(f"  {json.dumps({**found, 'sounds': len(found['sounds'])})}")
        largest = await made.run_sql(_LARGEST)
        return [
            *_make_rows_of_people(found, agents),
            _make_row_of_pace(found, hours, waited),
            *_make_rows_of_waits(found),
            *_make_rows_of_board(found),
            *_make_rows_of_cost(made, found, spent),
            _make_row_of_growth(found, grown, largest),
        ]


async def _prepare_day(made: MeasuredDesk, agents: int) -> datetime:
    """Start the desk shortly before the beginning of a working day with everybody on it; return that beginning."""
    begins = datetime.combine(_find_monday(datetime.now(UTC)), time(FIRST_HOUR), UTC)
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


def _find_monday(now: datetime) -> Any:
    return (now + timedelta(days=7 - now.weekday())).date()


async def _read_size(made: MeasuredDesk) -> int:
    return int((await made.run_sql("select pg_database_size(current_database()) as n"))[0]["n"])


def _read_core_waits(made: MeasuredDesk) -> list[float]:
    return [get_core_wait_seconds(one.pid) for one in (made.bots[0], made.syncs[0])]


def _make_row_of_pace(found: dict[str, Any], hours: int, waited: Sequence[float]) -> ResultRow:
    seconds = found["seconds"]
    bot, sync = (f"{100 * one / seconds:.0f} %" for one in waited)
    said = f"{seconds / 60:.1f} min, {hours * HOUR / seconds:.0f} times as fast as in life (at most {_PACE:.0f})"
    return ResultRow(
        "Played in; time in which a process could work but had no core",
        f"{said}; bot {bot}, todoist_sync {sync}",
        "10 min",
    )


def _make_rows_of_people(found: dict[str, Any], agents: int) -> list[ResultRow]:
    counts = found["counts"]
    said = (
        f"{counts['requests']} requests, {counts['answers']} answers ({counts['on_board']} on the board), "
        f"{counts['files']} files, {counts['notes']} notes, {counts['closed']} closed and "
        f"{counts['reopened']} reopened by requesters; {found['open']} not answered in the evening"
    )
    lost = {**found["lost"], **({"acts without a sign": counts["missed"]} if counts["missed"] else {})}
    full = [sum(heard[1:]) for heard in found["sounds"]]
    return [
        ResultRow("The day", said),
        ResultRow("– lost", ", ".join(f"{n} × {kind}" for kind, n in lost.items()) or "nothing", "nothing"),
        ResultRow("Sounds an agent hears in an hour: p50 / p95 / most", _format_spread(full), "20: one in 3 minutes"),
        ResultRow("– by reason, an agent and hour", _format_reasons(found["sounds"])),
        ResultRow("– messages without a sound, an agent and day", f"{found['silent'] / agents:.0f}"),
        *(_make_row_of_hour(found, hour) for hour in range(len(found["hours"]))),
    ]


def _format_spread(values: Sequence[int]) -> str:
    shares = quantiles(values, n=20, method="inclusive") if len(values) > 1 else [0.0] * 19
    return f"{shares[9]:.0f} / {shares[18]:.0f} / {max(values, default=0)}"


def _format_reasons(sounds: Sequence[Sequence[int]]) -> str:
    each = [sum(heard[place] for heard in sounds) / max(len(sounds), 1) for place in (1, 2, 3)]
    return f"new requests {each[0]:.1f}, words in their own tickets {each[1]:.1f}, other {each[2]:.1f}"


def _make_row_of_hour(found: dict[str, Any], hour: int) -> ResultRow:
    about = found["hours"][hour]
    heard = [sum(one[1:]) for one in found["sounds"] if one[0] == hour]
    mean = sum(heard) / max(len(heard), 1)
    taken, answered = (f"{about[key]['p50']} / {about[key]['p95']} min" for key in ("to_take", "to_answer"))
    said = (
        f"{about['requests']} requests, {about['agents']} agents, {mean:.1f} / {max(heard, default=0)} sounds; "
        f"taken after {taken}, answered after {answered}"
    )
    return ResultRow(f"From {FIRST_HOUR + hour}: sounds an agent, mean / most; waits of the day, p50 / p95", said)


def _make_rows_of_waits(found: dict[str, Any]) -> list[ResultRow]:
    rows = []
    for kind, goal in _WAITS.items():
        waits = found["waits"].get(kind)
        if waits is not None:
            said = f"{waits['p50']:.0f} / {waits['p95']:.0f} / {waits['longest']:.0f} ms, {waits['count']} times"
            rows.append(ResultRow(f"The product's share, {kind}: p50 / p95 / longest", said, goal))
    return rows


def _make_rows_of_board(found: dict[str, Any]) -> list[ResultRow]:
    board = found["board"]
    return [
        ResultRow(
            "Board: changes written, those of people, requests",
            f"{board['changes']}, {board['by_people']}, {found['syncs']}",
            "",
            "100 commands a request",
        ),
        ResultRow("– most changes written in a quarter of an hour", str(board["quarter"]), "", "1,000 requests in it"),
        ResultRow(
            "Telegram: messages and edits, most of them in a minute",
            f"{found['sends']}, {found['sends_a_minute']}",
            "under 1,680",
            "28 sends a second",
        ),
    ]


def _make_rows_of_cost(made: MeasuredDesk, found: dict[str, Any], spent: CpuTimes) -> list[ResultRow]:
    each = spent.get_milliseconds_each(found["counts"]["requests"])
    names = ("bot", "todoist_sync", "postgres")
    cpu = ", ".join(f"{name} {getattr(spent, name):.0f} s ({each[name]:.0f} ms a request)" for name in names)
    memory = ", ".join(
        f"{name} {get_memory_mb(one.pid):.0f} MB, at most {get_memory_mb(one.pid, most=True):.0f}"
        for name, one in (("bot", made.bots[0]), ("todoist_sync", made.syncs[0]))
    )
    return [ResultRow("CPU of the day", cpu), ResultRow("Memory in the evening", memory, "< 220 MB each")]


def _make_row_of_growth(found: dict[str, Any], grown: int, largest: Sequence[Any]) -> ResultRow:
    tables = ", ".join(f"{row['name']} {row['bytes'] / 1e6:.0f}" for row in largest)
    each = grown / max(found["counts"]["requests"], 1) / 1000
    return ResultRow(
        "Growth of the database", f"{grown / 1e6:.0f} MB, {each:.0f} kB a request; largest tables, MB: {tables}"
    )
