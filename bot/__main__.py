"""`python -m bot`: polls Telegram, runs the scheduler and delivers messages.

Only this module reads the environment; it passes settings to everything below.
"""

import gc

gc.disable()  # while everything is imported; `ops.run` enables it

from ops import early_end

if __name__ == "__main__":
    early_end.end_at_signals()

import asyncio
import os
import sys
from collections.abc import Sequence
from contextlib import AsyncExitStack
from functools import partial

import structlog
from aiohttp import web

from bot import account_lookups, phone_alerts
from bot.account_lookups import make_poster, make_public_poster
from bot.api.client import make_bot
from bot.api.rate_limits import Rates
from bot.app import App, TokenRefusedError
from bot.erased_list import ErasedList
from bot.features.knowledge import import_files
from bot.report_process import ReportProcess
from bot.settings import BotSettings
from db import migrate
from db.connect import open_database
from db.models import Box
from db.settings import SettingsError
from desk import DeskSettings
from desk.operations import start
from ops import clock, http, run
from ops.queue_metrics import collect_queue_metrics
from ops.readiness import Pages
from ops.webhook_http import Poster

log = structlog.get_logger(__name__)

_TOKEN_LINE = "BOT_TOKEN is refused by Telegram: it should hold the bot's current token from BotFather"  # noqa: S105
_USAGE = "python -m bot | python -m bot export DAYS | python -m bot kb import DIR | python -m bot kb export DIR"

_HELPER_SECONDS = 40.0

_now = clock.choose_clock(os.environ)


async def serve_bot(
    settings: BotSettings,
    stop: asyncio.Event,
    pages: Pages,
    *,
    rates: Rates = Rates(),  # noqa: B008  (frozen)
    reports: Sequence[str] = (),
) -> None:
    """Open the database, migrate it and work until `stop`, by default at Telegram's rates. `reports` is the command of
    the reports' process, which reads its settings from the environment."""
    async with open_database(settings) as database, AsyncExitStack() as stack:
        database.announced = frozenset({Box.REPORTS})
        rules = settings.make_desk_settings()
        accounts = await _open_poster(stack, rules.accounts.url, "ACCOUNT_URL", rules, account_lookups.SECONDS)
        gateway = await _open_poster(stack, rules.gateway.url, "GATEWAY_URL", rules, phone_alerts.SECONDS)
        helper = await _open_poster(stack, rules.assist.url, "ASSIST_URL", rules, _HELPER_SECONDS)
        pusher = None
        if rules.web.url is not None and rules.web.secret_keys:
            pusher = await stack.enter_async_context(make_public_poster(rules, seconds=phone_alerts.SECONDS))
        bot = make_bot(settings.bot_token.get_secret_value(), settings.telegram_api_url)
        child = ReportProcess(database, reports, _now, bot) if reports else None
        app = App(
            bot, database, rules, _now, rates, files=settings.make_board_files(), reports=child, accounts=accounts,
            gateway=gateway, pusher=pusher, helper=helper, erased=ErasedList(settings.data_dir),
        )  # fmt: skip
        _show(app, pages)
        try:
            if settings.bot_http_port is not None:
                server = web.Application()
                http.add_routes(server, pages, quiet_since=lambda: app.quiet_since)
                port = settings.bot_http_port
                await stack.enter_async_context(http.serve_app(server, "127.0.0.1", port, variable="BOT_HTTP_PORT"))
            await _work(settings, app, stop)
        except TokenRefusedError:
            raise SettingsError(_TOKEN_LINE) from None
        finally:
            await app.close()
            await bot.session.close()


async def _open_poster(
    stack: AsyncExitStack, url: str | None, variable: str, rules: DeskSettings, seconds: float
) -> Poster | None:
    """Return the HTTP client for a system of the operator, None without its address. Raises SettingsError."""
    if url is None:
        return None
    return await stack.enter_async_context(make_poster(url, variable, rules, seconds=seconds))


async def _work(settings: BotSettings, app: App, stop: asyncio.Event) -> None:
    restored = await start.prepare_database(app.database, settings, stop)
    if restored is None:
        return
    app.quiet_since = restored.quiet_since
    if app.quiet_since is not None:
        log.warning("this database is a quiet copy: nothing is received or sent", backup_at=str(app.quiet_since))
        await stop.wait()
        return
    await start.load_word_lists()
    await app.run(stop)


def _show(app: App, pages: Pages) -> None:
    async def database() -> str | None:
        return await migrate.describe_trouble(app.database.engine)

    async def telegram() -> str | None:
        return app.describe_trouble()

    checks = {"database": database, "telegram": telegram}
    pages.show(PART.name, checks, {"queue": lambda: collect_queue_metrics(app.database, _now())})


PART = run.ProcessPart("bot", BotSettings.load, partial(serve_bot, reports=(sys.executable, "-m", "reports")))


def main(arguments: Sequence[str] = ()) -> int:
    """Return the exit code: 0 stopped on request, 1 an internal error, 2 a wrong setting or argument.

    `export …` becomes the reports' process; `kb …` imports or exports articles.
    """
    if list(arguments[:1]) == ["export"]:
        os.execv(sys.executable, [sys.executable, "-m", "reports.export", *arguments[1:]])  # noqa: S606
    if list(arguments[:1]) == ["kb"]:
        return import_files.main(arguments[1:], _now)
    if arguments:
        return run.print_usage(_USAGE, arguments)
    return run.run_process(PART)


if __name__ == "__main__":
    run.exit_process(main(sys.argv[1:]))
