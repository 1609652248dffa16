"""The simulated mail server, as tests reach it."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime

from mail.settings import ServerAccess
from sandbox import mail_server
from sandbox.mail_server import PASSWORD, USER, Hold, Stored

__all__ = ["PASSWORD", "USER", "Hold", "MailServer", "Stored", "serving_mail"]


class MailServer(mail_server.MailServer):
    """The server, and how the desk's process reaches it."""

    @property
    def imap(self) -> ServerAccess:
        """How the mailbox is reached."""
        return ServerAccess("127.0.0.1", self.imap_port, USER, self._password, is_tls=False)

    @property
    def smtp(self) -> ServerAccess:
        """How mails are sent."""
        return ServerAccess("127.0.0.1", self.smtp_port, USER, self._password, is_tls=False)

    @property
    def _password(self) -> str:
        return PASSWORD if self.bearer is None else ""


@asynccontextmanager
async def serving_mail(now: Callable[[], datetime]) -> AsyncIterator[MailServer]:
    """Serve both protocols on free ports."""
    state = MailServer(now)
    async with mail_server.serve_mail(state):
        yield state
