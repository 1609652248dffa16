"""`python -m todoist_sync`: webhook server and mirror. The composition root: nothing below reads the environment."""

import gc

gc.disable()  # while everything is imported; `ops.run` enables it

from ops import early_end

if __name__ == "__main__":
    early_end.end_at_signals()

import asyncio
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

import structlog
from aiohttp import web

from db import migrate
from db.connect import open_database
from db.database import Database
from db.models import Box
from db.settings import SettingsError
from desk.operations import start
from ops import clock, http, run
from ops.queue_metrics import collect_queue_metrics
from ops.readiness import Pages
from todoist_sync import account, webhook
from todoist_sync.account import AccountTokens
from todoist_sync.api.client import RequestBudget, Todoist
from todoist_sync.metrics import collect_board_metrics
from todoist_sync.mirror.loop import Mirror
from todoist_sync.project import TwoProjectsError
from todoist_sync.settings import BoardSettings

log = structlog.get_logger(__name__)


_now = clock.choose_clock(os.environ)


async def serve(settings: BoardSettings, stop: asyncio.Event, pages: Pages) -> None:
    """Serve HTTP, bring the database up to date, and mirror until `stop`."""
    async with open_database(settings) as database:
        database.announced = frozenset({Box.TO_TELEGRAM})
        server = web.Application(client_max_size=webhook.LIMIT_BYTES)
        webhook.add_routes(server, database, secret=settings.webhook_secret, now=_now)
        steady = clock.make_steady_clock(_now())
        tokens = AccountTokens(database, settings, now=_now, steady=steady) if settings.connect_url else None
        if tokens is not None:
            account.add_routes(server, database, settings, tokens, now=_now)
        state = _State()
        _show(pages, database, state)
        http.add_routes(server, pages, quiet_since=lambda: state.quiet_since)
        host, port = settings.http_host, settings.http_port
        async with http.serve_app(server, host, port, variable="HTTP_PORT", host_variable="HTTP_HOST"):
            await _work_until_stopped(settings, database, tokens, stop, state)


@dataclass(slots=True)
class _State:
    """The moment of which the database is a copy that sends nothing, and the mirror, each once it is known."""

    quiet_since: datetime | None = None
    mirror: Mirror | None = None


async def _work_until_stopped(
    settings: BoardSettings, database: Database, tokens: AccountTokens | None, stop: asyncio.Event, state: _State
) -> None:
    restored = await start.prepare_database(database, settings, stop)
    if restored is None:
        return
    state.quiet_since = restored.quiet_since
    if state.quiet_since is not None:
        log.warning("this database is a quiet copy: the board is not touched", backup_at=str(state.quiet_since))
        await stop.wait()
        return
    if not settings.has_board:
        log.warning("TODOIST_API_TOKEN is empty: the desk works without a board")
        await stop.wait()
        return
    await _mirror_until_stopped(settings, database, tokens, stop, state)


async def _mirror_until_stopped(
    settings: BoardSettings, database: Database, tokens: AccountTokens | None, stop: asyncio.Event, state: _State
) -> None:
    """Mirror until told to stop; the next start repeats what was interrupted."""
    steady = clock.make_steady_clock(_now())
    budget = RequestBudget(steady)
    client = Todoist(settings.personal_token or "", settings.todoist_api_url, budget, auth=tokens)
    mirror = Mirror(database, client, settings, budget, tokens=tokens, now=_now, steady=steady)
    state.mirror = mirror
    work, end = asyncio.ensure_future(mirror.run()), asyncio.ensure_future(stop.wait())
    try:
        await asyncio.wait({work, end}, return_when=asyncio.FIRST_COMPLETED)
        if work.done():
            await work
    except TwoProjectsError:
        name = "TODOIST_PROJECT_ID should hold the id of the project: there are two named"
        raise SettingsError(f"{name} {settings.todoist_project_name!r}") from None
    finally:
        for task in (work, end):
            task.cancel()
            with suppress(asyncio.CancelledError, TwoProjectsError):
                await task
        await client.aclose()


def _show(pages: Pages, database: Database, state: _State) -> None:
    async def ready() -> str | None:
        return await migrate.describe_trouble(database.engine)

    async def board() -> str | None:
        return None if state.mirror is None else state.mirror.trouble

    figures = {
        "queue": lambda: collect_queue_metrics(database, _now()),
        "board": lambda: collect_board_metrics(database, _now()),
    }
    pages.show(PART.name, {"database": ready, "todoist": board}, figures)


PART = run.ProcessPart("todoist_sync", BoardSettings.load, serve)


def main(arguments: Sequence[str] = ()) -> int:
    """Return the exit code: 0 stopped on request, 1 an error of ours, 2 a wrong setting or argument."""
    if arguments:
        return run.print_usage("python -m todoist_sync", arguments)
    return run.run_process(PART)


if __name__ == "__main__":
    run.exit_process(main(sys.argv[1:]))
