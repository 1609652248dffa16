"""Starts the reports' process when it has a job, restarts it after a crash or while it hangs, and ends it with the bot.
Meanwhile those who asked see that a picture or a file is on its way.

Knows the process only as a command.
"""

import asyncio
import socket
from asyncio.subprocess import Process
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime, timedelta

import structlog
from aiogram import Bot
from aiogram.enums import ChatAction
from aiogram.exceptions import AiogramError
from aiogram.methods import SendChatAction
from sqlalchemy import select, text
from sqlalchemy.exc import SQLAlchemyError

from db.database import Database
from db.models import Box, Person, any_of
from desk.charts.organization_figures import KIND as CLIENT
from desk.charts.report_request import KIND as STATS
from desk.events.event_editing import KIND as EVENTS
from desk.metrics.exports import KIND as EXPORT
from desk.payments.statements import KIND as STATEMENT
from desk.privacy.person_file import KIND as PERSONAL
from ops.tasks import sleep_or_stop

log = structlog.get_logger(__name__)

_LOOK_EVERY = 60.0
_PAUSES = (1.0, 2.0, 5.0, 15.0, 60.0)  # after so many crashes in a row
_ENDING = timedelta(seconds=5)
_FIRST_SIGN_SECONDS, _SILENT_SECONDS = 600.0, 60.0
"""How long the process, which has the lowest priority and waits for all others, may take until its first sign of life,
and until each other. Its lock is free long before that."""
_NEXT = text("select min(due_at) from job_keys where box = 'reports'")

_SHOW_EVERY = 4.0  # Telegram shows an action for five seconds (Bot API, sendChatAction, read 2026-11)
_SHOW_SECONDS = 3
_SHOWN_TO = 5
_ACTIONS = {
    STATS: ChatAction.UPLOAD_PHOTO,
    CLIENT: ChatAction.UPLOAD_PHOTO,
    EVENTS: ChatAction.UPLOAD_PHOTO,
    EXPORT: ChatAction.UPLOAD_DOCUMENT,
    STATEMENT: ChatAction.UPLOAD_DOCUMENT,
    PERSONAL: ChatAction.UPLOAD_DOCUMENT,
}
"""What a person's chat shows while that kind of report is made for them."""
_KEYS = text("select key from job_keys where box = 'reports' order by due_at limit 50")


class ReportProcess:
    """The one child of an elected process; `command` starts it, `bot` tells those who wait."""

    def __init__(
        self, database: Database, command: Sequence[str], now: Callable[[], datetime], bot: Bot | None = None
    ) -> None:
        self._database = database
        self._command = tuple(command)
        self._now = now
        self._bot = bot

    async def run(self, stop: asyncio.Event) -> None:
        """Until `stop`, keep a process running whenever it has work."""
        failures = 0
        while not stop.is_set():
            seconds = await self._until_next()
            if seconds > 0:
                await self._wait_for_job(seconds, stop)
                continue
            code = await self._once(stop)
            failures = failures + 1 if code else 0
            if code and not stop.is_set():
                log.warning("the reports' process ended", code=code)
                await sleep_or_stop(stop, _PAUSES[min(failures, len(_PAUSES)) - 1])

    async def _until_next(self) -> float:
        """Return the seconds until the next job is due, at most until the next look."""
        try:
            async with self._database.reading() as session:
                due = await session.scalar(_NEXT)
        except (SQLAlchemyError, OSError) as error:
            log.warning("the reports' jobs are out of reach", error=type(error).__name__)
            return _PAUSES[0]
        return _LOOK_EVERY if due is None else min((due - self._now()).total_seconds(), _LOOK_EVERY)

    async def _wait_for_job(self, seconds: float, stop: asyncio.Event) -> None:
        """Wait for a new job, for `stop`, or until so many seconds have passed."""
        waiting = [
            asyncio.ensure_future(self._database.job_signal.wait_for_jobs(Box.REPORTS, seconds)),
            asyncio.ensure_future(stop.wait()),
        ]
        await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
        for one in waiting:
            one.cancel()

    async def _once(self, stop: asyncio.Event) -> int:
        """Run one process to its end, or until `stop`; return its exit code. One that hangs is killed."""
        signs, theirs = socket.socketpair()
        try:
            process = await asyncio.create_subprocess_exec(*self._command, stdin=theirs.fileno())
        except OSError as error:
            signs.close()
            log.warning("the reports' process cannot be started", error=type(error).__name__)
            return 1
        finally:
            theirs.close()
        ended = asyncio.ensure_future(process.wait())
        stopped = asyncio.ensure_future(stop.wait())
        shown = asyncio.ensure_future(self._show_actions())
        silent = asyncio.ensure_future(_wait_for_silence(signs))
        try:
            await asyncio.wait({ended, stopped, silent}, return_when=asyncio.FIRST_COMPLETED)
            if silent.done() and process.returncode is None:
                log.warning("the reports' process hangs")
                process.kill()
        finally:
            for one in (stopped, shown, silent):
                one.cancel()
            await _end(process)
            signs.close()
        return process.returncode or 0

    async def _show_actions(self) -> None:
        """As long as it runs, show in the chats of those who wait what they wait for, also when another asks."""
        while self._bot is not None:
            try:
                for chat, action in await self._find_waiting():
                    await self._bot(SendChatAction(chat_id=chat, action=action), request_timeout=_SHOW_SECONDS)
            except (AiogramError, SQLAlchemyError, OSError) as error:
                log.info("a chat does not show that a report is made", error=type(error).__name__)
            await self._database.job_signal.wait_for_jobs(Box.REPORTS, _SHOW_EVERY)

    async def _find_waiting(self) -> list[tuple[int, ChatAction]]:
        async with self._database.reading() as session:
            asked = [str(key).partition(":") for key in await session.scalars(_KEYS)]
            kinds = {
                int(person): kind for kind, _, person in reversed(asked) if kind in _ACTIONS and person.isdecimal()
            }
            if not kinds:
                return []
            chats = select(Person.id, Person.telegram_id).where(
                any_of(Person.id, kinds), Person.telegram_id.is_not(None), Person.bot_blocked_at.is_(None)
            )
            return [(row.telegram_id, _ACTIONS[kinds[row.id]]) for row in await session.execute(chats.limit(_SHOWN_TO))]


async def _wait_for_silence(signs: socket.socket) -> None:
    """Return when the process, which sends a sign of life each second, has sent none for too long."""
    signs.setblocking(False)
    asked, seconds = asyncio.get_running_loop().sock_recv, _FIRST_SIGN_SECONDS
    with suppress(TimeoutError):
        while await asyncio.wait_for(asked(signs, 64), seconds):
            seconds = _SILENT_SECONDS
        await asyncio.Event().wait()  # it has ended


async def _end(process: Process) -> None:
    """Terminate the process, and kill it if it does not end."""
    if process.returncode is not None:
        return
    with suppress(ProcessLookupError):
        process.terminate()
    try:
        await asyncio.wait_for(process.wait(), _ENDING.total_seconds())
    except TimeoutError:
        process.kill()
        await process.wait()
