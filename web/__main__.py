"""`python -m web`: the panel and the API. The composition root: nothing below reads the environment."""

import gc

gc.disable()  # while everything is imported; `ops.run` enables it

from ops import early_end

if __name__ == "__main__":
    early_end.end_at_signals()

import asyncio
import os
import socket
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from functools import partial
from typing import cast

import structlog
import uvicorn
from starlette.types import ASGIApp

from db.connect import open_database
from db.connectivity import retry_while_unavailable
from db.database import Database
from db.locks import WorkerLock
from db.models import Box
from db.settings import SettingsError
from desk.crm import jobs
from desk.operations import start
from desk.webhooks import subscriptions
from ops import clock, run
from ops.readiness import Pages
from web import app, webhooks
from web.connections import ConnectionBounds, limit_connections
from web.context import WebContext
from web.crm.connection import open_crm, open_lookup
from web.crm.sender import CrmSender
from web.settings import WebSettings
from web.webhooks import WebhookSender

BOUNDS = ConnectionBounds()
_HEADERS_BYTES = 32 * 1024
_SHUTDOWN_SECONDS = 2


class _Server(uvicorn.Server):
    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Capture no signals."""
        yield


@asynccontextmanager
async def serve_app(app: ASGIApp, host: str, port: int, *, bounds: ConnectionBounds = BOUNDS) -> AsyncIterator[int]:
    """Serve `app` within the block and yield the port (0 requests a free one). Raises SettingsError where the
    address cannot be used."""
    try:
        listening = socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
    except OSError as error:
        raise SettingsError(f"WEB_PORT should hold a free port: {host}:{port}, {error.strerror or error}") from None
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # asyncio sets it where a socket names its protocol
    config = uvicorn.Config(
        app, log_config=None, access_log=False, proxy_headers=False, server_header=False, date_header=False,
        lifespan="off", http=cast("type[asyncio.Protocol]", limit_connections(bounds)),
        timeout_keep_alive=int(bounds.patience),
        timeout_graceful_shutdown=_SHUTDOWN_SECONDS, h11_max_incomplete_event_size=_HEADERS_BYTES,
    )  # fmt: skip
    server = _Server(config)
    served = asyncio.ensure_future(server.serve([listening]))
    try:
        yield int(listening.getsockname()[1])
    finally:
        server.should_exit = True
        await served
        listening.close()


log = structlog.get_logger(__name__)


_now = clock.choose_clock(os.environ)


async def serve_panel(settings: WebSettings, stop: asyncio.Event, pages: Pages) -> None:
    """Bring the database up to date and serve pages until `stop` is set."""
    async with open_database(settings) as database:
        database.announced = frozenset({Box.TO_TELEGRAM, Box.TO_ACCOUNTS, Box.TO_GATEWAY, Box.TO_ASSIST})
        restored = await start.prepare_database(database, settings, stop)
        if restored is None:
            return
        settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        tempfile.tempdir = str(settings.data_dir)  # uploads pass through there: `/tmp` may be memory
        if wrong := await retry_while_unavailable(partial(_check_seal, settings, database), stop):
            raise SettingsError(wrong)
        ctx = WebContext(database, settings, _now, restored.quiet_since, pages)
        if restored.quiet_since is not None:
            log.warning("this database is a quiet copy: no webhook is sent", backup_at=str(restored.quiet_since))
            await _serve_pages(ctx, stop)
            return
        async with _send_webhooks(settings, database, stop), _send_to_crm(settings, database, stop):
            await _serve_pages(ctx, stop)


async def _serve_pages(ctx: WebContext, stop: asyncio.Event) -> None:
    settings, watching = ctx.settings, asyncio.create_task(ctx.keep_watch(stop))
    try:
        async with serve_app(app.make_app(ctx), settings.web_host, settings.web_port) as port:
            line = f"ready, panel at {settings.web_url}; to sign in, send /panel to the bot"
            log.info(line, host=settings.web_host, port=port)
            await stop.wait()
    finally:
        stop.set()
        await ctx.live.aclose()
        await watching


@asynccontextmanager
async def _send_webhooks(settings: WebSettings, database: Database, stop: asyncio.Event) -> AsyncIterator[None]:
    """Send webhooks within the block."""
    rules = settings.make_desk_settings()
    async with webhooks.make_poster(rules) as poster:
        worker_lock = WorkerLock(database.engine, database.job_signal)
        sending = asyncio.create_task(WebhookSender(database, rules, worker_lock, poster, _now).run(stop))
        try:
            yield
        finally:
            stop.set()
            await sending


@asynccontextmanager
async def _send_to_crm(settings: WebSettings, database: Database, stop: asyncio.Event) -> AsyncIterator[None]:
    """Send what changes to the CRM within the block, and look up tax ids, as far as that is set up."""
    await retry_while_unavailable(partial(_set_up_crm, settings, database), stop)
    async with open_crm(settings) as crm, open_lookup(settings) as lookup:
        if crm is None and lookup is None:
            yield
            return
        worker_lock = WorkerLock(database.engine, database.job_signal)
        rules = settings.make_desk_settings()
        crm_sender = CrmSender(database, rules, crm, worker_lock, _now, system=settings.crm_system, lookup=lookup)
        sending = asyncio.create_task(crm_sender.run(stop))
        try:
            yield
        finally:
            stop.set()
            await sending


async def _set_up_crm(settings: WebSettings, database: Database) -> None:
    async with database.unit_of_work() as session:
        await jobs.set_up(session, enabled=settings.crm_url is not None)


async def _check_seal(settings: WebSettings, database: Database) -> str | None:
    async with database.unit_of_work() as session:
        return await subscriptions.reencrypt_all(session, settings.web_secret_key)


PART = run.ProcessPart("web", WebSettings.load, serve_panel)


def main(arguments: Sequence[str] = ()) -> int:
    """Return the exit code: 0 asked to stop, 1 an unexpected error, 2 a wrong setting or argument."""
    if arguments:
        return run.print_usage("python -m web", arguments)
    return run.run_process(PART)


if __name__ == "__main__":
    run.exit_process(main(sys.argv[1:]))
