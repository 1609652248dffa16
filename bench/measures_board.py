"""The measures of the board: a webhook's way to a chat, requests for many changes, the pull with nothing new."""

import asyncio
from datetime import UTC, datetime
from time import perf_counter

from bench.context import BenchContext, prepare_desk
from bench.measured_desk import LIFTED, MeasuredDesk, run_desk
from bench.result_table import ResultRow

_IDLE_SECONDS = 10
_CHANGES = 1000

_MANY_TICKETS = """
with seed as (select * from tickets where filed_at is not null order by id limit 1),
made as (
  insert into tickets (number, requester_id, status, subject, priority, origin, created_at, filed_at, updated_at,
    subject_at, status_at, priority_at, assignee_at, labels_at, ended_at, end_reason)
  select nextval('ticket_numbers'), s.requester_id, 'closed', 'An old request', 3, 'telegram', $2, $2, $2,
    $2, $2, $2, $2, $2, $2, 'confirmed'
  from seed s, generate_series(1, $1::int) returning id, number)
insert into board_cards (ticket_id, project_id, task_id, agreed, theirs, dirty, created_at)
select m.id, c.project_id, 'old' || m.id, jsonb_set(c.agreed, '{shown,done}', 'true'), c.theirs, false, $2
from made m, (select * from board_cards where agreed is not null order by id limit 1) c
"""


async def measure_webhook(bench: BenchContext) -> list[ResultRow]:
    """Measure the time from a comment on the board, sent by a webhook, to the requester's chat."""
    async with run_desk(bench.server, bench.folder, board=True) as made:
        await _prepare_board(bench, made)
        result = await made.play_scene("board_comments", count=10 if bench.options.short else 40)
        bench.say(f"  {result}")
        waits = f"{result['p50']:.0f} / {result['p95']:.0f} / {result['p99']:.0f} ms"
        return [ResultRow("Webhook → Telegram, p50 / p95 / p99", waits, "", "one Sync round trip")]


async def _prepare_board(bench: BenchContext, made: MeasuredDesk, *, agents: int = 2) -> None:
    await made.start_sync()
    await made.start_bot(LIFTED)
    await prepare_desk(bench, made, agents=agents, tickets=20)
    await made.play_scene("board_has", tasks=20, comments=0)


async def measure_many_changes(bench: BenchContext) -> list[ResultRow]:
    """Measure the requests for a thousand comments that waited for the board while todoist_sync was stopped."""
    changes = 200 if bench.options.short else _CHANGES
    async with run_desk(bench.server, bench.folder, board=True) as made:
        await _prepare_board(bench, made)
        await made.wait_until_quiet("to_todoist")
        await made.syncs[0].stop()
        await made.play_scene("trips", rate=0, seconds=0, in_flight=16, count=changes // 2)
        await made.wait_until_quiet()
        before, began = await made.play_scene("counts"), perf_counter()
        made.syncs.clear()
        await made.start_sync()
        await made.play_scene("board_has", tasks=20, comments=before["comments"] + changes)
        took = perf_counter() - began
        await made.wait_until_quiet("to_todoist")
        used = (await made.play_scene("counts"))["syncs"] - before["syncs"]
        bench.say(f"  {used} requests for {changes} comments in {took:.1f} s")
        goal = "at most 12" if changes == _CHANGES else ""
        return [
            ResultRow(
                f"Sync requests for {changes} comments", f"{used}, in {took:.0f} s", goal, "100 commands a request"
            ),
        ]


async def measure_idle_pull(bench: BenchContext) -> list[ResultRow]:
    """Measure what todoist_sync asks and uses for one reading of a large desk while nothing happens."""
    wanted = 200 if bench.options.short else bench.options.tickets
    async with run_desk(bench.server, bench.folder, board=True) as made:
        made.settings["SYNC_INTERVAL_SECONDS"] = "1"
        await _prepare_board(bench, made)
        await made.run_sql(_MANY_TICKETS, wanted, datetime.now(UTC))
        await made.run_sql("analyze")
        await made.wait_until_quiet("to_todoist")
        await asyncio.sleep(3)
        before, requests = made.read_cpu_times(), (await made.play_scene("counts"))["syncs"]
        await asyncio.sleep(_IDLE_SECONDS)
        requests = (await made.play_scene("counts"))["syncs"] - requests
        spent = made.read_cpu_times().subtract(before)
        pulls = max(requests, 1)
        bench.say(f"  {requests} pulls in {_IDLE_SECONDS} s, CPU {spent.get_milliseconds_each(pulls)}")
        cpu = (
            f"todoist_sync {spent.todoist_sync * 1000 / pulls:.0f} ms, postgres {spent.postgres * 1000 / pulls:.0f} ms"
        )
        return [
            ResultRow(
                f"Idle pull, {wanted} tickets: requests", f"{requests / _IDLE_SECONDS:.1f} a second, timer 1 s", "one"
            ),
            ResultRow(f"– CPU for each, all idle work of that second in it, {wanted} tickets", cpu, "< 20 ms", "timer"),
        ]
