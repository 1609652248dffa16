"""`python -m mail`: the mailbox, read and answered. The composition root: nothing below reads the environment."""

import gc

gc.disable()  # while everything is imported; `ops.run` enables it

from ops import early_end

if __name__ == "__main__":
    early_end.end_at_signals()

import asyncio
import os
import sys
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

import structlog
from aiohttp import web

from db import migrate
from db.connect import open_database
from db.database import Database
from db.locks import LeaderLock, WorkerLock
from db.models import Box
from desk.operations import start
from mail import hook
from mail.alarm import MailAlarm, Side
from mail.collecting import Collector
from mail.inbox import Inbox
from mail.oauth import AccessTokens
from mail.outbox import Outbox
from mail.own import OwnMailbox
from mail.servers import MailFolder
from mail.settings import MailSettings
from ops import clock, http, run
from ops.queue_metrics import collect_queue_metrics
from ops.reach import keep_watch
from ops.readiness import Pages
from ops.tasks import run_all_or_none
from ops.telegram_files import TelegramFiles

log = structlog.get_logger(__name__)
_now = clock.choose_clock(os.environ)


@dataclass(slots=True)
class _Parts:
    """The moment of which the database is a copy that sends nothing, and the parts, each once it is known."""

    alarm: MailAlarm
    quiet_since: datetime | None = None
    collector: Collector | None = None
    outbox: Outbox | None = None


async def serve(settings: MailSettings, stop: asyncio.Event, pages: Pages) -> None:
    """Serve HTTP, bring the database up to date, and read and send until `stop`."""
    async with open_database(settings) as database:
        database.announced = frozenset({Box.TO_TELEGRAM})
        server = web.Application(client_max_size=hook.LIMIT_BYTES)
        state = _Parts(MailAlarm(database, _now, clock.make_steady_clock(_now())))
        _show(pages, database, state, has_door=settings.hook is not None)
        http.add_routes(server, pages, quiet_since=lambda: state.quiet_since)
        if settings.hook is not None:
            made = hook.MailHook(
                database, settings.hook, _now, is_open=lambda: state.outbox is not None, alarm=state.alarm,
                trusted_server=settings.mail_auth_server, steady=clock.make_steady_clock(_now()),
            )  # fmt: skip
            made.add_routes(server)
        host, port = settings.mail_http_host, settings.mail_http_port
        async with http.serve_app(server, host, port, variable="MAIL_HTTP_PORT", host_variable="MAIL_HTTP_HOST"):
            restored = await start.prepare_database(database, settings, stop)
            if restored is None:
                return
            state.quiet_since = restored.quiet_since
            if state.quiet_since is not None:
                log.warning("this database is a quiet copy: the mailbox is not read", backup_at=str(state.quiet_since))
                await stop.wait()
                return
            await start.load_word_lists()
            await _work_until_stopped(settings, database, stop, state)


def _make_own(settings: MailSettings) -> OwnMailbox:
    """Return the mailbox of these settings."""
    (address, name, topic), *others = settings.mail_address
    return OwnMailbox(
        address, name, settings.mail_plus, settings.mail_auth_server, settings.imap is not None, topic, tuple(others),
        settings.mail_whole_mb * 1024 * 1024,
    )  # fmt: skip


async def _work_until_stopped(settings: MailSettings, database: Database, stop: asyncio.Event, state: _Parts) -> None:
    rules, own = settings.make_desk_settings(), _make_own(settings)
    steady = clock.make_steady_clock(_now())
    tokens = AccessTokens(settings.oauth, steady) if settings.oauth is not None else None
    alarm, one_large = state.alarm, asyncio.Lock()
    again = None
    if settings.imap is not None:
        lock = LeaderLock(database.engine, f"mail {own.address}")
        state.collector = Collector(
            database, MailFolder(settings.imap, tokens), lock, _now, alarm=alarm,
            trusted_server=settings.mail_auth_server, steady=steady, one_large=one_large,
        )  # fmt: skip
        again = MailFolder(settings.imap, tokens)  # of its own: the other one waits for news
    taking, giving = (WorkerLock(database.engine, database.job_signal) for _ in range(2))
    inbox = Inbox(database, rules, taking, _now, own=own, mailbox=again, one_large=one_large)
    telegram = None
    if settings.bot_token is not None:
        telegram = TelegramFiles(settings.bot_token.get_secret_value(), settings.telegram_api_url)
    outbox = state.outbox = Outbox(
        database,
        rules,
        giving,
        _now,
        own=own,
        access=settings.smtp,
        alarm=alarm,
        tokens=tokens,
        telegram=telegram,
        steady=steady,
    )
    reading = [] if state.collector is None else [state.collector.run]
    if not reading:
        await alarm.end(Side.READING)  # the mailbox was removed from the settings
    watches = _list_watches(state.collector, outbox, alarm)
    log.info("ready, reading the mailbox" if reading else f"ready, mails are taken at {hook.PATH}", address=own.address)
    try:
        await run_all_or_none(stop, [*reading, *watches, inbox.run], outbox.run)
    finally:
        await taking.release()
        await giving.release()


def _list_watches(
    collector: Collector | None, outbox: Outbox, alarm: MailAlarm
) -> list[Callable[[asyncio.Event], Awaitable[None]]]:
    """Return the duties that notice whether the servers answer."""
    watches: list[Callable[[asyncio.Event], Awaitable[None]]] = [
        partial(keep_watch, reach=outbox.reach, probe=outbox.probe, note=outbox.note_outage)
    ]
    if collector is not None:
        folder, note = collector.mailbox, partial(alarm.note_outage, Side.READING)
        ours = collector.has_office
        watches.append(partial(keep_watch, reach=folder.reach, probe=folder.probe, note=note, is_ours=ours))
    return watches


def _show(pages: Pages, database: Database, state: _Parts, *, has_door: bool) -> None:
    async def ready() -> str | None:
        return await migrate.describe_trouble(database.engine)

    async def mailbox() -> str | None:
        return None if state.collector is None else state.collector.trouble

    async def outgoing() -> str | None:
        return None if state.outbox is None else state.outbox.trouble

    async def door() -> str | None:
        is_shut = has_door and state.outbox is None and state.quiet_since is None
        return "mails are not taken yet" if is_shut else None

    checks = {"database": ready, "mailbox": mailbox, "outgoing": outgoing, "door": door}
    pages.show(PART.name, checks, {"queue": lambda: collect_queue_metrics(database, _now())})


PART = run.ProcessPart("mail", MailSettings.load, serve)


def main(arguments: Sequence[str] = ()) -> int:
    """Return the exit code: 0 stopped on request, 1 an error of ours, 2 a wrong setting or argument."""
    if arguments:
        return run.print_usage("python -m mail", arguments)
    return run.run_process(PART)


if __name__ == "__main__":
    run.exit_process(main(sys.argv[1:]))
