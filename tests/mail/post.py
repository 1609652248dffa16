"""People who write by mail to a desk of the tests, and the process of its mailbox, run by hand."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Any
from zlib import crc32

from db.database import Database
from db.locks import LeaderLock, WorkerLock
from db.settings import DeskAddress
from mail.alarm import MailAlarm
from mail.collecting import Collector
from mail.inbox import Inbox
from mail.oauth import AccessTokens
from mail.outbox import Outbox
from mail.own import OwnMailbox
from mail.servers import MailFolder
from ops.telegram_files import TelegramFiles
from tests.flows import cast
from tests.flows.stage import Stage, Step, staged
from tests.mail.servers import MailServer, serving_mail

ADDRESS = "support@desk.example"
SITE = "https://desk.example.org"
"""Where the panel is for those who read a mail."""


@dataclass(slots=True)
class Post:
    """The process of the mailbox on a stage. `read`: how many sent mails a test has looked at."""

    stage: Stage
    server: MailServer
    collector: Collector
    inbox: Inbox
    outbox: Outbox
    locks: list[WorkerLock] = field(default_factory=list)
    read: int = 0
    address: str = ADDRESS

    @classmethod
    async def open(
        cls,
        stage: Stage,
        server: MailServer,
        *,
        has_plus: bool = True,
        address: str = ADDRESS,
        tokens: AccessTokens | None = None,
        others: tuple[DeskAddress, ...] = (),
    ) -> Post:
        """Start the process."""
        own = OwnMailbox(address, "Help", has_plus, "mx.desk.example", others=others)
        database = stage.database
        locks = [WorkerLock(database.engine, database.job_signal) for _ in range(2)]
        for lock in locks:
            await lock.ensure_held()
        elected = LeaderLock(database.engine, "mail")
        alarm, one_large = MailAlarm(database, stage.clock), asyncio.Lock()
        folder = MailFolder(server.imap, tokens)
        collector = Collector(
            database, folder, elected, stage.clock, alarm=alarm, trusted_server=own.trusted_server,
            steady=stage.clock.steady, one_large=one_large,
        )  # fmt: skip
        again = MailFolder(server.imap, tokens)
        inbox = Inbox(database, stage.settings, locks[0], stage.clock, own=own, mailbox=again, one_large=one_large)
        outbox = Outbox(
            database,
            stage.settings,
            locks[1],
            stage.clock,
            own=own,
            access=server.smtp,
            alarm=alarm,
            tokens=tokens,
            telegram=TelegramFiles(stage.telegram_world.token, stage.telegram.url),
        )
        return cls(stage, server, collector, inbox, outbox, locks, address=address)

    async def aclose(self) -> None:
        """End the process; what was under way is cancelled."""
        await self.inbox._cancel()
        await self.outbox._cancel()
        self.collector.mailbox.close()
        await self.collector._lock.release()
        for lock in self.locks:
            await lock.release()

    async def settle(self) -> None:
        """Let everything work until nothing is left to do."""
        while await self.collector.collect_once():
            pass
        while await self.inbox.run_once():
            pass
        await self.stage.settle()
        await self.send()

    async def send(self) -> None:
        """Send what is due, and let the team read what came of it."""
        while await self.outbox.run_once():
            pass
        await self.stage.settle()

    async def pass_time(self, **length: float) -> None:
        """Move the clock forward and let everything work."""
        self.stage.clock.on(**length)
        await self.settle()

    async def writes(
        self,
        sender: str,
        text: str,
        *,
        subject: str = "Printer",
        to: str = ADDRESS,
        answers: EmailMessage | None = None,
        files: dict[str, bytes] | None = None,
        **headers: str,
    ) -> bytes:
        """Let somebody write a mail, or answer one as mail programs do; return it as it came."""
        raw = await self.writes_unread(sender, text, subject=subject, to=to, answers=answers, files=files, **headers)
        await self.settle()
        return raw

    async def writes_unread(
        self,
        sender: str,
        text: str,
        *,
        subject: str = "Printer",
        to: str = ADDRESS,
        answers: EmailMessage | None = None,
        files: dict[str, bytes] | None = None,
        **headers: str,
    ) -> bytes:
        """Let a mail arrive in the mailbox, and nobody look there yet. The own server says that it is true, unless
        `Authentication_Results` says something else; "" is nothing."""
        mail = EmailMessage()
        mail["From"], mail["Subject"], mail["To"] = sender, subject, to
        mail["Date"] = format_datetime(self.stage.clock())
        mail["Message-ID"] = headers.pop(
            "message_id", f"<{len(self.server.mails) + 1}.{crc32(text.encode())}@mail.example>"
        )
        if answers is not None:
            mail["In-Reply-To"], mail["References"] = answers["Message-ID"], answers["Message-ID"]
            del mail["To"]
            mail["To"] = answers["Reply-To"]
        domain = sender.rpartition("@")[2].strip("<> ")
        headers.setdefault("Authentication_Results", f"mx.desk.example; dmarc=pass header.from={domain}")
        for name, value in headers.items():
            if value:
                mail[name.replace("_", "-")] = value
        mail.set_content(text)
        for name, content in (files or {}).items():
            kind = "image/png" if name.endswith(".png") else "application/octet-stream"
            mail.add_attachment(content, maintype=kind.partition("/")[0], subtype=kind.partition("/")[2], filename=name)
        raw = mail.as_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
        self.server.deliver(raw)
        return raw

    def take_sent(self) -> list[EmailMessage]:
        """Return what was sent since the last look."""
        sent, self.read = self.server.sent[self.read :], len(self.server.sent)
        return sent

    def take_one(self) -> EmailMessage:
        """Return the one mail that was sent since the last look."""
        (mail,) = self.take_sent()
        return mail


def text_in(mail: EmailMessage) -> str:
    """Return the plain text of a mail."""
    body = mail.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def make_bounce(message_id: str) -> bytes:
    """Return what a server writes that does not know the recipient of a mail."""
    report = (
        "From: MAILER-DAEMON@mx.example\r\nSubject: Undelivered\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
        "--b\r\nContent-Type: text/plain\r\n\r\nNo such user\r\n"
        "--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example\r\n\r\n"
        "Final-Recipient: rfc822; kim@client.example\r\nAction: failed\r\nStatus: 5.1.1\r\n"
        "Diagnostic-Code: smtp; 550 5.1.1 no such user\r\n\r\n"
        f"--b\r\nContent-Type: message/rfc822\r\n\r\nMessage-ID: {message_id}\r\n\r\nx\r\n--b--\r\n"
    )
    return report.encode()


@asynccontextmanager
async def posted(
    database: Database,
    *,
    language: str = "en",
    address: str = ADDRESS,
    others: tuple[DeskAddress, ...] = (),
    begins: Sequence[Step] = (cast.rita, cast.olga),
    **rules: Any,
) -> AsyncIterator[Post]:
    """A desk with Rita, Olga and a mailbox."""
    rules = {"team__undo": timedelta(0), **rules}
    async with (
        staged(database, board=False, begins=begins, **rules) as stage,
        stage.speaking(language),
        serving_mail(stage.clock) as server,
    ):
        post = await Post.open(stage, server, address=address, others=others)
        try:
            await post.settle()
            yield post
        finally:
            await post.aclose()
