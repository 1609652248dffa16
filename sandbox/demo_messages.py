"""Mails of the demo's people, written and read on the page, and telephones that get SMS and calls.

Must not know who reads the mailbox, nor the desk's texts.
"""

from __future__ import annotations

import base64
import secrets
from collections import deque
from collections.abc import Callable
from contextlib import AsyncExitStack
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr, parsedate_to_datetime
from typing import Any

from sandbox.dashboard.server import ActionRefused
from sandbox.mail_server import PASSWORD, USER, MailServer, serve_mail
from sandbox.phone_gateway import PATH, PhoneGateway
from sandbox.servers import HOST, start_server

ADDRESS = "support@desk.example"
_SERVER = "mx.desk.example"
"""The mail server of the desk, which says of each mail of the page that its sender is true."""
_SHOWN_MAILS, _SHOWN_ALERTS = 30, 10
_TEXT_LIMIT, _LINE_LIMIT = 4000, 200


class DemoMessages:
    """The mail server and the gateway of one demo on the clock `now`. `changed` is called with each mail of the desk's,
    and with each SMS and call."""

    def __init__(self, now: Callable[[], datetime], changed: Callable[[], object]) -> None:
        self._now, self._changed = now, changed
        self._server = MailServer(now, changed=changed, idle="yes")
        secret = "whsec_" + base64.b64encode(secrets.token_bytes(32)).decode()
        self._gateway = PhoneGateway(secret, heard=self._ring)
        self._rung: deque[dict[str, Any]] = deque(maxlen=_SHOWN_ALERTS)
        self._gateway_url = ""

    async def start(self, stack: AsyncExitStack) -> None:
        """Serve both until the stack is closed."""
        await stack.enter_async_context(serve_mail(self._server))
        runner, port = await start_server(self._gateway.make_app(), 0)
        stack.push_async_callback(runner.cleanup)
        self._gateway_url = f"http://{HOST}:{port}{PATH}"

    def get_settings(self) -> dict[str, str]:
        """Return the settings that the product's processes need for them."""
        account = f"{USER}:{PASSWORD}@{HOST}"
        return {
            "MAIL_URL": f"imap://{account}:{self._server.imap_port}",
            "MAIL_SMTP_URL": f"smtp://{account}:{self._server.smtp_port}",
            "MAIL_ADDRESS": f"Support <{ADDRESS}>",
            "MAIL_AUTH_SERVER": _SERVER,
            "GATEWAY_URL": self._gateway_url,
            "GATEWAY_SECRET": self._gateway.secret,
        }

    def get_view(self) -> dict[str, Any]:
        """Return what the page shows: the newest mails of the desk's, and the newest SMS and calls, newest first."""
        sent = list(enumerate(self._server.sent))[-_SHOWN_MAILS:]
        mails = [{"id": n, "to": mail["To"], "subject": mail["Subject"], "at": _get_time(mail)} for n, mail in sent]
        return {"mails": mails[::-1], "rung": list(self._rung)}

    def write_mail(self, body: dict[str, Any]) -> None:
        """Put a person's mail into the desk's mailbox; `answers`: the id of a mail of the desk's. Raises
        ActionRefused."""
        sender, subject, text = (str(body.get(name) or "").strip() for name in ("from", "subject", "text"))
        if "@" not in parseaddr(sender)[1] or not text:
            raise ActionRefused("a mail needs an address and a text")
        if len(text) > _TEXT_LIMIT or len(sender) > _LINE_LIMIT or len(subject) > _LINE_LIMIT:
            raise ActionRefused("the mail is too long for this page")
        mail = EmailMessage()
        try:
            mail["From"], mail["Subject"], mail["To"] = sender, subject, ADDRESS
        except ValueError:
            raise ActionRefused("a mail needs an address and a text") from None
        domain = parseaddr(sender)[1].rpartition("@")[2]
        mail["Authentication-Results"] = f"{_SERVER}; dmarc=pass header.from={domain}"
        mail["Date"], mail["Message-ID"] = format_datetime(self._now()), f"<{secrets.token_hex(8)}@client.example>"
        answered = self._find_mail(body["answers"]) if body.get("answers") is not None else None
        if answered is not None:
            mail.replace_header("To", answered["Reply-To"] or ADDRESS)
            mail["In-Reply-To"] = mail["References"] = answered["Message-ID"]
        mail.set_content(text)
        self._server.deliver(mail.as_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"))

    def read_mail(self, body: dict[str, Any]) -> dict[str, Any]:
        """Return a mail of the desk's with its text. Raises ActionRefused."""
        mail = self._find_mail(body.get("id"))
        part = mail.get_body(("plain",))
        text = part.get_content() if part is not None else ""
        return {"to": mail["To"], "from": mail["From"], "subject": mail["Subject"], "text": text.strip()}

    def _find_mail(self, number: object) -> EmailMessage:
        if not isinstance(number, int) or not 0 <= number < len(self._server.sent):
            raise ActionRefused("there is no such mail")
        return self._server.sent[number]

    def _ring(self, alert: dict[str, Any]) -> None:
        """Keep what a telephone got, with the moment; the page knows its owner by the number."""
        told = {name: alert[name] for name in ("id", "way", "to", "text")}
        self._rung.appendleft({**told, "at": self._now().isoformat()})
        self._changed()


def _get_time(mail: EmailMessage) -> str | None:
    return parsedate_to_datetime(mail["Date"]).isoformat() if mail["Date"] else None
