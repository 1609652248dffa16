"""`python -m ops doctor` (`make doctor`): examines everything and prints what is wrong; exit code 1 if anything is.

`--json` prints the findings for a program.
"""

import asyncio
import os
import sys
from collections.abc import Sequence

import httpx

from db.settings import Settings
from doctor.backups import examine_backups
from doctor.board import examine_board
from doctor.database import examine_database
from doctor.findings import Finding, Findings, Level, dump_findings, format_findings, make_ok, make_wrong
from doctor.loaded_settings import LoadedSettings, load_settings
from doctor.machine import examine_machine
from doctor.mailbox import examine_mail
from doctor.panel import examine_own_panel, examine_panel
from doctor.telegram import examine_telegram
from ops import clock, run
from ops.version import describe_version
from web.crm.connection import make_headers
from web.settings import WebSettings

_CRM, _ACCOUNTS, _GATEWAY = "CRM", "account data", "SMS and calls"
_REFUSED = (401, 403)


async def examine_systems(settings: WebSettings, client: httpx.AsyncClient) -> Findings:
    """Ask each system that is set up."""
    found: Findings = []
    if settings.crm_url is not None:
        found.append(await _ask(_CRM, "CRM_URL", settings.crm_url, make_headers(settings), client))
    if settings.account_url is not None:
        found.append(await _ask(_ACCOUNTS, "ACCOUNT_URL", settings.account_url, {}, client))
    return found


async def examine_gateway(settings: Settings, client: httpx.AsyncClient) -> Findings:
    """Ask what sends SMS and makes calls, if it is set up; nobody is called."""
    if settings.gateway_url is None:
        return []
    return [await _ask(_GATEWAY, "GATEWAY_URL", settings.gateway_url, {}, client)]


async def _ask(about: str, variable: str, url: str, headers: dict[str, str], client: httpx.AsyncClient) -> Finding:
    try:
        answer = await client.get(url, headers=headers)
    except httpx.HTTPError as error:
        message = f"{variable} is out of reach ({type(error).__name__})"
        return make_wrong(about, message, f"let this machine reach it, or correct {variable}")
    if about == _CRM and answer.status_code in _REFUSED:
        message = f"the CRM answers {answer.status_code}: it refuses the token or the user"
        return make_wrong(about, message, "correct CRM_TOKEN, or CRM_USER and CRM_PASSWORD")
    return make_ok(about, f"{variable} answers")


_TIMEOUT_SECONDS = 10.0


async def examine_all() -> Findings:
    """Examine settings, database, machine, Telegram, board and panel; what depends on something broken is left out."""
    settings, found = load_settings()
    shared = settings.shared
    if shared is None:
        return found
    in_database, facts = await examine_database(shared, _get_bot_id(settings))
    found += [*in_database, *examine_machine(shared, facts)]
    if settings.backups is not None:
        found += examine_backups(settings.backups, clock.choose_clock(os.environ)())
    async with httpx.AsyncClient(timeout=_TIMEOUT_SECONDS) as client:
        if settings.bot is not None:
            found += await examine_telegram(settings.bot, client, facts)
        if settings.board is not None:
            found += await examine_board(settings.board, client, facts)
        found += await examine_own_panel(settings.own_panel, client)
        if settings.web is not None:
            found += await examine_panel(settings.web, client) if not settings.own_panel.url else []
            found += await examine_systems(settings.web, client)
        found += await examine_gateway(shared, client)
        if settings.mail is not None:
            found += await examine_mail(settings.mail, client, clock.choose_clock(os.environ))
    return found


def _get_bot_id(settings: LoadedSettings) -> int | None:
    if settings.bot is None:
        return None
    return int(settings.bot.bot_token.get_secret_value().partition(":")[0])


def main(arguments: Sequence[str]) -> int:
    """Print the findings and return the exit code: 0 if nothing is wrong, 1 if something is, 2 for a wrong argument."""
    if list(arguments) not in ([], ["--json"]):
        return run.print_usage("python -m ops doctor [--json]", arguments)
    found = [make_ok("version", f"pulldesk {describe_version()}"), *asyncio.run(examine_all())]
    sys.stdout.write(dump_findings(found) if arguments else format_findings(found))
    return 1 if any(one.level is Level.WRONG for one in found) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
