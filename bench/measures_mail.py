"""The measure of many mails: all forms that the tests have, some of them poisoned, some large, taken by the process of
the mailbox and by the one process."""

import asyncio
import importlib
import json
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from bench import processes
from bench.context import BenchContext
from bench.measured_desk import MeasuredDesk, run_desk
from bench.processes import RunningProcess
from bench.result_table import ResultRow
from bench.watched_process import LONGEST_MS
from mail.collecting import LARGEST_BYTES
from mail.reading import read_head
from ops.clock import FILE
from sandbox.clock import Clock
from sandbox.mail_server import PASSWORD, USER, MailServer, serve_mail
from sandbox.servers import HOST, find_free_port

_SENDERS, _AT_ONCE, _EACH = 200, 500, 500
_POISONS = ("refuses", "nothing", "nil")
_POISONED, _LARGE, _TOO_LARGE = 97, 211, 2003
"""One mail in this many is broken, large, or larger than the desk reads."""
_FILE = b"%PDF-1.7 " + b"0123456789abcdef" * 400_000
_MOST_MB, _GROWTH, _PATIENCE = 220, 1.15, 20.0
_LEFT = "select count(*) as n from job_keys where box = 'from_mail' and due_at <= now() + interval '3 days'"
_IS_MAIL = """position('"do":"mail"'::bytea in payload) > 0"""
_ENDS = f"""
select count(*) as n, state,
  case when error like 'not taken: %' then 'not taken' when state = 'buried' then 'failed'
    else coalesce(error, 'taken') end as what
from jobs where box = 'from_mail' and {_IS_MAIL} group by 2, 3 order by 1 desc
"""  # noqa: S608  (constants of this file)
_STORED = f"""
select (select count(*) from tickets where origin = 'mail' and filed_at is not null) as requests,
  (select count(*) from entries where kind = 'comment') as words,
  (select count(*) from jobs where box = 'from_mail' and state = 'buried' and not {_IS_MAIL}) as away
"""  # noqa: S608  (constants of this file)


async def measure_mails(bench: BenchContext) -> list[ResultRow]:
    """Measure both processes, one after the other."""
    count = bench.options.messages or (300 if bench.options.short else 10_000)
    return [row for name in ("mail", "ops") for row in await _measure(bench, name, count)]


@dataclass(slots=True)
class _Run:
    """One process, its mailbox and its time. `memory`: resident MB after each 500 mails."""

    made: MeasuredDesk
    server: MailServer
    clock: Clock
    process: RunningProcess
    memory: list[float] = field(default_factory=list)


async def _measure(bench: BenchContext, name: str, count: int) -> list[ResultRow]:
    async with _running(bench, name) as run:
        began, mails = time.perf_counter(), _write_mails(count)
        given = 0
        while batch := [raw for _, raw in zip(range(_AT_ONCE), mails, strict=False)]:
            for raw in batch:
                stored = run.server.deliver(raw)
                if stored.uid % _POISONED == 0:
                    run.server.poisons[stored.uid] = _POISONS[stored.uid % len(_POISONS)]
            given += len(batch)
            await _wait(bench, run)
            run.memory.append(processes.get_memory_mb(run.process.pid))
            bench.say(f"  {name}: {given} mails, {run.memory[-1]} MB, {time.perf_counter() - began:.0f} s")
        for _ in range(30):
            (stored,) = await run.made.run_sql(_STORED)
            if not _list_left(run.server) and stored["away"] == len(run.server.poisons):
                break
            await _wait(bench, run)
            await asyncio.sleep(2)  # in which the poisoned ones are tried again
        return await _tell(bench, run, name, count, time.perf_counter() - began)


def _write_mails(count: int) -> Iterator[bytes]:
    """Yield mails, each of another id, from a few hundred senders."""
    forms: Any = importlib.import_module("tests.mail.forms")
    known = importlib.import_module("tests.mail.test_forms").FORMS
    for number in range(count):
        if number % _TOO_LARGE == _TOO_LARGE - 1:
            raw = forms.write(b"a line of a log, and more of it\r\n" * (LARGEST_BYTES // 33 + 9))
        elif number % _LARGE == _LARGE - 1:
            raw = forms.join("mixed", forms.PLAIN, forms.part("application/pdf; name=a.pdf", _FILE))
        else:
            raw = known[number * 101 % len(known)].raw
        named = read_head(raw[:200_000]).message_id
        if named:
            raw = raw.replace(named, named.replace(b"@", b".%d@" % number) if b"@" in named else named + b"%d" % number)
        raw = raw.replace(b"rita@client.example", b"rita%d@client.example" % (number % _SENDERS))
        yield b"X-Load: %d\r\n" % number + raw


@asynccontextmanager
async def _running(bench: BenchContext, name: str) -> AsyncIterator[_Run]:
    async with run_desk(bench.server, bench.folder, board=False, tree=bench.tree) as made:
        clock = Clock(made.folder / "mail-clock")
        async with serve_mail(MailServer(clock.now, idle="says")) as server:
            environment = made._make_environment() | {
                **{f"{part}HTTP_PORT": str(find_free_port()) for part in ("", "BOT_", "MAIL_")},
                "MAIL_URL": f"imap://{USER}:{PASSWORD}@{HOST}:{server.imap_port}",
                "MAIL_SMTP_URL": f"smtp://{USER}:{PASSWORD}@{HOST}:{server.smtp_port}",
                "MAIL_ADDRESS": "help@desk.example",
                "MAIL_AUTH_SERVER": "mx.desk.example",
                FILE: str(clock.path),
            }
            watched = (str(_get_notes(made.folder)), name)
            process = await processes.start_module(
                "bench.watched_process", environment, made.folder / "mail.log", *watched, tree=made.tree
            )
            made.webs.append(process)
            await made._wait_until_ready(int(environment["MAIL_HTTP_PORT"]), process)
            if name == "ops":  # where a bot greets them
                await made.add_staff(2)
            yield _Run(made, server, clock, process)


def _get_notes(folder: Path) -> Path:
    return folder / "watched.json"


def _list_left(server: MailServer) -> list[int]:
    return [one.uid for one in server.mails if not one.is_seen and one.uid not in server.poisons]


async def _wait(bench: BenchContext, run: _Run) -> None:
    """Wait until nothing more is taken, and let an hour pass, after which there is room for more."""
    last, since = None, time.perf_counter()
    while time.perf_counter() - since < _PATIENCE:
        left = len(_list_left(run.server)), (await run.made.run_sql(_LEFT))[0]["n"]
        if left == (0, 0):
            break
        if left != last:
            last, since = left, time.perf_counter()
        if run.process.process.returncode is not None:
            raise RuntimeError(f"the process has ended:\n{run.process.read_log()}")
        await asyncio.sleep(0.2)
    else:
        bench.say(f"  waits: {last}")
    for one in run.server.mails:
        one.raw = b"" if one.is_seen else one.raw
    run.clock.skip_ahead(timedelta(hours=1, minutes=1))
    run.server.news.set()


async def _tell(bench: BenchContext, run: _Run, name: str, count: int, took: float) -> list[ResultRow]:
    ends = {(row["state"], row["what"]): row["n"] for row in await run.made.run_sql(_ENDS)}
    (stored,) = await run.made.run_sql(_STORED)
    await asyncio.sleep(1.5)
    notes = json.loads(_get_notes(run.made.folder).read_text())
    for own, late, where in notes["longest"]:
        bench.say(f"    {own:.0f} ms of {late:.0f}: {where}")
    bench.say(f"  ends {ends}, stored {dict(stored)}, delays {notes['count']}")
    poisoned = len(run.server.poisons)
    lost = count - poisoned - sum(ends.values())
    longest = max((own for own, *_ in notes["longest"]), default=0.0)
    early, late = run.memory[min(len(run.memory) - 1, 2)], run.memory[-1]
    whole = {"mail": "`python -m mail`", "ops": "the one process"}[name]
    return [
        ResultRow(f"{count} mails, {whole}: a second", f"{count / took:.1f}"),
        ResultRow(
            "– memory after each 500, MB", " ".join(f"{one:.0f}" for one in run.memory), f"flat, < {_MOST_MB}",
            missed=late > _MOST_MB or late > early * _GROWTH,
        ),
        ResultRow(
            "– the longest stand of the loop, ms, without waits for a core",
            f"{longest:.0f} ({notes['count']} over {LONGEST_MS})", f"< {LONGEST_MS}", missed=longest > LONGEST_MS,
        ),
        ResultRow(
            f"– neither taken nor on a list, of {count - poisoned} that the server gives", f"{lost}", "0", f"{ends}",
            missed=lost != 0,
        ),
        ResultRow("– on the list, of those it does not give", f"{stored['away']} of {poisoned}", f"{poisoned}"),
    ]  # fmt: skip
