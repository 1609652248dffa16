"""Examines the mailbox: do its servers let the desk in. No mail is read, and none is sent."""

from collections.abc import Awaitable, Callable
from datetime import datetime

import httpx

from db.documents import find_document
from doctor.findings import Finding, Findings, make_ok, make_warning, make_wrong
from doctor.probing import is_answering
from mail.oauth import AccessTokens, TokenError
from mail.servers import MailFolder, OutgoingConnection, ServerError
from mail.settings import MailSettings

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
    sending = OutgoingConnection(settings.smtp, settings.mail_address[0].address.partition("@")[2], tokens)
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
    if await is_answering(client, f"http://{here}/healthz"):
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
