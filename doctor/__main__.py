"""`python -m ops doctor` (`make doctor`): examines everything and prints what is wrong; exit code 1 if anything is.

`--json` prints the findings for a program.
"""

import asyncio
import os
import shutil
import ssl
import sys
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from http import HTTPStatus
from pathlib import Path

import httpx

from db.documents import find_document
from db.settings import Settings
from doctor.board import examine_board
from doctor.database import DatabaseFacts, examine_database
from doctor.findings import Finding, Findings, Level, dump_findings, format_findings, make_ok, make_warning, make_wrong
from doctor.loaded_settings import LoadedSettings, load_settings
from doctor.telegram import examine_telegram
from mail.oauth import AccessTokens, TokenError
from mail.servers import MailFolder, OutgoingConnection, ServerError
from mail.settings import MailSettings
from ops import clock, run
from ops.backup import rotation
from ops.backup.settings import BackupSettings
from ops.version import describe_version
from web.crm.connection import make_headers
from web.settings import WebSettings

# Examines the systems beside the help desk, the CRM, the one that knows people's accounts, and the one that sends SMS:
# can they be reached, does the CRM accept its credentials. Nothing is sent there.


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


_MAIL_ABOUT = "e-mail"
_MAIL_GUIDE = find_document("docs/how-to/operators/email.md")
_SENDERS_GUIDE = find_document("docs/how-to/operators/email-senders.md")


async def examine_mail(settings: MailSettings, client: httpx.AsyncClient, now: Callable[[], datetime]) -> Findings:
    """Ask for an access token, where one is used, sign in to both servers, or look whether mails can be posted."""
    tokens = AccessTokens(settings.oauth, now) if settings.oauth is not None else None
    if tokens is not None:
        try:
            await tokens.get()
        except TokenError as error:
            return [make_wrong(_MAIL_ABOUT, str(error), f"see {_MAIL_GUIDE}, the part about Google and Microsoft 365")]
    sending = OutgoingConnection(settings.smtp, settings.own_address.partition("@")[2], tokens)
    try:
        found = await _try_server("MAIL_SMTP_URL", "mails can be sent", sending.sign_in())
        return [await _examine_receiving(settings, tokens, client), found, *_examine_senders(settings)]
    finally:
        await sending.aclose()


async def _examine_receiving(settings: MailSettings, tokens: AccessTokens | None, client: httpx.AsyncClient) -> Finding:
    if settings.imap is not None:
        folder = MailFolder(settings.imap, tokens)
        try:
            return await _try_server("MAIL_URL", "the mailbox can be read", folder.open())
        finally:
            folder.close()
    here = f"{settings.mail_http_host}:{settings.mail_http_port}"
    if await _answers(client, f"http://{here}/healthz"):
        return make_ok(_MAIL_ABOUT, f"mails can be posted to {here}")
    advice = "start it (make run), or correct MAIL_HTTP_HOST and MAIL_HTTP_PORT"
    return make_warning(_MAIL_ABOUT, f"mail does not answer on {here}, where mails are posted", advice)


def _examine_senders(settings: MailSettings) -> Findings:
    """Warn while no mail is proven to be of its sender."""
    if settings.mail_auth_server:
        return []
    said = "MAIL_AUTH_SERVER is empty: every sender is only claimed, so no mail is of an organization"
    return [make_warning(_MAIL_ABOUT, said, f"name your mail server; see {_SENDERS_GUIDE}")]


async def _try_server(variable: str, ok: str, trying: Awaitable[None]) -> Finding:
    try:
        await trying
    except ServerError as error:
        return make_wrong(_MAIL_ABOUT, f"{variable} does not work: {error}", f"correct it; see {_MAIL_GUIDE}")
    return make_ok(_MAIL_ABOUT, ok)


_PANEL_ABOUT = "panel"
_PROXY = find_document("docs/how-to/operators/proxy.md")


async def examine_panel(settings: WebSettings, client: httpx.AsyncClient) -> Findings:
    """Ask `web` on its port, then under the address that people open."""
    here = f"{settings.web_host}:{settings.web_port}"
    if not await _answers(client, f"http://{here}/healthz"):
        message = f"web does not answer on {here}"
        return [make_warning(_PANEL_ABOUT, message, "start it (make run), or correct WEB_HOST and WEB_PORT")]
    return [make_ok(_PANEL_ABOUT, f"web answers on {here}"), *await _examine_proxy(settings, client)]


async def _examine_proxy(settings: WebSettings, client: httpx.AsyncClient) -> Findings:
    try:
        found = [await _ask_outside(settings, client)]
    except httpx.ConnectError as error:
        found = [_explain(settings, error)]
    except httpx.HTTPError as error:
        message = f"{settings.web_url} does not answer ({type(error).__name__})"
        found = [make_wrong(_PANEL_ABOUT, message, f"see {_PROXY}")]
    if settings.is_encrypted and not settings.web_proxies:
        message = "every visitor seems to come from the proxy's address"
        found.append(make_warning(_PANEL_ABOUT, message, "WEB_PROXIES=<the proxy's address>"))
    return found


async def _ask_outside(settings: WebSettings, client: httpx.AsyncClient) -> Finding:
    answer = await client.get(f"{settings.web_url}/healthz")
    if answer.status_code == HTTPStatus.OK and answer.text.startswith("ok"):
        return make_ok(_PANEL_ABOUT, f"{settings.web_url} leads to web")
    message = f"{settings.web_url} answers {answer.status_code}, but not as web does"
    return make_wrong(_PANEL_ABOUT, message, f"let the proxy pass everything to WEB_PORT: {_PROXY}")


def _explain(settings: WebSettings, error: httpx.ConnectError) -> Finding:
    if isinstance(error.__cause__, ssl.SSLError) or "CERTIFICATE" in str(error):
        message = f"the certificate of {settings.web_url} is not valid"
        return make_wrong(_PANEL_ABOUT, message, f"renew it at the proxy: {_PROXY}")
    message = f"nothing listens at {settings.web_url}"
    return make_wrong(_PANEL_ABOUT, message, "start the proxy, or correct WEB_URL and its name in DNS")


async def _answers(client: httpx.AsyncClient, url: str) -> bool:
    try:
        return (await client.get(url)).status_code == HTTPStatus.OK
    except httpx.HTTPError:
        return False


_GB = 1_000_000_000
_LITTLE, _TOO_LITTLE = 2 * _GB, 200_000_000


def examine_machine(settings: Settings, facts: DatabaseFacts | None) -> Findings:
    """Look at the disk of DATA_DIR, and at the zone."""
    return [_examine_disk(settings.data_dir), _examine_zone(settings, facts)]


def _examine_disk(place: Path) -> Finding:
    there = next(one for one in (place.absolute(), *place.absolute().parents) if one.exists())
    free = shutil.disk_usage(there).free
    message = f"{free / _GB:.1f} GB are free at {place}"
    advice = "make room, or move DATA_DIR to a larger disk"
    if free < _TOO_LITTLE:
        return make_wrong("disk", message, advice)
    return make_warning("disk", message, advice) if free < _LITTLE else make_ok("disk", message)


def _examine_zone(settings: Settings, facts: DatabaseFacts | None) -> Finding:
    zone = settings.timezone or (facts.timezone if facts is not None else None)
    if zone is None:
        return make_warning("time zone", "people read times in UTC", "TIMEZONE=Europe/Riga, or /settings in Telegram")
    return make_ok("time zone", f"people read times of {zone}")


_ABOUT = "backup"
_HOUR = timedelta(hours=1)


def examine_backups(settings: BackupSettings, now: datetime) -> Findings:
    """Look at the directory of the backups."""
    archives = rotation.list_past(settings.directory, now)
    if settings.backup_hours is None and not archives:
        return [make_ok(_ABOUT, "none is made by itself: BACKUP_HOURS is empty")]
    if settings.directory.exists() and not os.access(settings.directory, os.W_OK | os.X_OK):
        advice = "make it writable for the user of pulldesk, or correct BACKUP_DIR"
        return [make_wrong(_ABOUT, f"no backup can be written to {settings.directory}", advice)]
    if not archives:
        message = f"there is no backup in {settings.directory} yet"
        return [make_warning(_ABOUT, message, "python -m ops backup")]
    newest, age = archives[0], now - archives[0].taken_at
    message = f"the newest backup is {_format_age(age)} old: {newest.path.name}"
    if settings.backup_hours is not None and age > 2 * settings.backup_hours * _HOUR:
        return [
            make_wrong(_ABOUT, message, "see the log of python -m ops backup, or run it by hand to see what is wrong")
        ]
    return [make_ok(_ABOUT, message), *_examine_room(newest.path)]


def _examine_room(newest: Path) -> Findings:
    size, free = newest.stat().st_size, shutil.disk_usage(newest.parent).free
    if free > 3 * size:
        return []
    message = f"{free // 1_000_000} MB are free in {newest.parent}, a backup takes {size // 1_000_000} MB"
    return [make_warning(_ABOUT, message, "make room, or set BACKUP_DIR to a larger disk")]


def _format_age(age: timedelta) -> str:
    hours = max(int(age / _HOUR), 0)
    return f"{hours // 24} days" if hours >= 72 else f"{hours} hours"


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
        if settings.web is not None:
            found += await examine_panel(settings.web, client)
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
