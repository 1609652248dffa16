"""A simulated mail server over real TCP: one mailbox by IMAP (RFC 3501, as far as it is used), mails taken by SMTP.

Must not know who reads and who sends.
"""

import asyncio
import re
from abc import ABC, abstractmethod
from base64 import b64decode, b64encode
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

USER, PASSWORD = "desk", "mail-pass"
_LARGEST = 64 * 1024 * 1024
_WHY = b64encode(b'{"status":"401","schemes":"bearer","scope":"https://mail.example/"}')
_LITERAL = re.compile(rb"\{(\d+)\}\r\n$")


@dataclass(slots=True)
class Stored:
    """A mail in the mailbox."""

    uid: int
    raw: bytes
    came: datetime
    is_seen: bool = False


@dataclass(slots=True)
class Hold:
    """A place in a talk at which the server waits once: `reached` tells that it does, `goes_on` how it ends, by going
    on (True) or by closing the connection."""

    reached: asyncio.Event = field(default_factory=asyncio.Event)
    goes_on: asyncio.Future[bool] = field(default_factory=lambda: asyncio.get_running_loop().create_future())


@dataclass(slots=True)
class MailServer:
    """The state of both servers. Switches: `is_away`: they close each connection; `replies`: what SMTP answers instead,
    one after another, by its command ("rcpt", "data", "end"), None closes the connection; `refuses_store`: how often
    IMAP closes the connection instead of marking a mail as read; `cuts` and `holds`: how often a talk ends at a place,
    and where one waits. Places are commands, "part" (IMAP has sent a half of a mail), "body" (SMTP has begun to read
    one), "end" (it has read all), "taken" and "stored" (done, but not answered). `bearer`: the access token that both
    want instead of the password. `idle`: what IMAP does after IDLE: it says what is new, also "at once" or "late", is
    "deaf" to all, "ends" the connection, or "refuses"; without it there is no IDLE. `idling` tells that a client waits.
    `poisons`: what IMAP does with a mail, by its number: it "refuses" the mail or, "unlisted", its header lines too,
    says "nothing" or "nil" of it, or "cuts" the connection. `is_read_only`: no mail can be marked as read."""

    now: Callable[[], datetime]
    mails: list[Stored] = field(default_factory=list)
    sent: list[EmailMessage] = field(default_factory=list)
    senders: list[str] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    is_away: bool = False
    replies: dict[str, list[str | None]] = field(default_factory=dict)
    refuses_store: int = 0
    poisons: dict[int, str] = field(default_factory=dict)
    is_read_only: bool = False
    cuts: dict[str, int] = field(default_factory=dict)
    holds: dict[str, Hold] = field(default_factory=dict)
    commands: list[str] = field(default_factory=list)
    bearer: str | None = None
    idle: str = ""
    idling: asyncio.Event = field(default_factory=asyncio.Event)
    news: asyncio.Event = field(default_factory=asyncio.Event)
    imap_port: int = 0
    smtp_port: int = 0

    def deliver(self, raw: bytes) -> Stored:
        """Put a mail into the mailbox."""
        mail = Stored(len(self.mails) + 1, raw, self.now())
        self.mails.append(mail)
        self.news.set()
        return mail

    def has_bearer(self, said: bytes) -> bool:
        """Return True for the answer to XOAUTH2 that is right at present."""
        return b64decode(said) == f"user={USER}\x01auth=Bearer {self.bearer}\x01\x01".encode()

    def find_reply(self, command: str) -> str | None:
        """Return what is answered to a command instead of the usual; "" if nothing else is set."""
        waiting = self.replies.get(command, [])
        return waiting.pop(0) if waiting else ""

    def hold_at(self, place: str) -> Hold:
        """Let the next talk wait at this place."""
        self.holds[place] = Hold()
        return self.holds[place]

    async def wait_at(self, place: str) -> None:
        """Wait where a test has asked for it. Raises ConnectionAbortedError to close the connection."""
        hold = self.holds.pop(place, None)
        if hold is not None:
            hold.reached.set()
        if (hold is not None and not await hold.goes_on) or self._is_cut(place):
            raise ConnectionAbortedError

    def _is_cut(self, place: str) -> bool:
        left = self.cuts.get(place, 0)
        self.cuts[place] = max(left - 1, 0)
        return left > 0


@asynccontextmanager
async def serve_mail(state: MailServer) -> AsyncIterator[MailServer]:
    """Serve both protocols on free ports of this machine."""
    imap = await asyncio.start_server(lambda r, w: _serve(state, _Imap(state, r, w)), "127.0.0.1", 0)
    smtp = await asyncio.start_server(lambda r, w: _serve(state, _Smtp(state, r, w)), "127.0.0.1", 0, limit=_LARGEST)
    state.imap_port, state.smtp_port = (one.sockets[0].getsockname()[1] for one in (imap, smtp))
    try:
        yield state
    finally:
        imap.close()
        smtp.close()


async def _serve(state: MailServer, talk: "_Talk") -> None:
    with suppress(ConnectionError, asyncio.IncompleteReadError):
        if not state.is_away:
            await talk.run()
    talk.writer.close()


@dataclass(slots=True)
class _Talk(ABC):
    state: MailServer
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    @abstractmethod
    async def run(self) -> None:
        """Talk until the client leaves."""

    async def say(self, line: bytes) -> None:
        self.writer.write(line + b"\r\n")
        await self.writer.drain()


class _Imap(_Talk):
    async def run(self) -> None:
        await self.say(b"* OK ready")
        while line := await self.reader.readline():
            while found := _LITERAL.search(line):
                await self.say(b"+ go on")
                line = (
                    line[: found.start()] + await self.reader.readexactly(int(found[1])) + await self.reader.readline()
                )
            tag, _, rest = line.strip().decode().partition(" ")
            self.state.commands.append(rest if not rest.upper().startswith("LOGIN") else "LOGIN")
            if not await self._answer(tag, rest):
                return

    async def _answer(self, tag: str, said: str) -> bool:
        command = said.upper()
        if command == "CAPABILITY":
            await self.say(b"* CAPABILITY IMAP4rev1" + (b" IDLE" if self.state.idle else b""))
        elif command == "NOOP":
            await self.state.wait_at("noop")
        elif command == "IDLE":
            return await self._idle(tag)
        elif command.startswith("LOGIN") and f'"{PASSWORD}"' not in said:
            await self.say(f"{tag} NO bad password".encode())
            return True
        elif command == "AUTHENTICATE XOAUTH2":
            return await self._authenticate(tag)
        elif command.startswith("SELECT"):
            await self.say(f"* {len(self.state.mails)} EXISTS".encode())
        elif command.startswith("UID SEARCH"):
            await self._search(said)
        elif command.startswith("UID FETCH"):
            return await self._answer_fetch(tag, said)
        elif command.startswith("UID STORE") and self.state.is_read_only:
            await self.say(f"{tag} NO read-only".encode())
            return True
        elif command.startswith("UID STORE") and not await self._store(said):
            return False
        await self.say(f"{tag} OK done".encode())
        return command != "LOGOUT"

    async def _idle(self, tag: str) -> bool:
        how = self.state.idle
        if how == "refuses":
            await self.say(f"{tag} BAD no".encode())
            return True
        self.state.news.clear()
        self.writer.write(b"+ idling\r\n" + (b"* 1 EXISTS\r\n" if how == "at once" else b""))
        await self.writer.drain()
        done = asyncio.create_task(self.reader.readline())
        news = asyncio.create_task(self.state.news.wait())
        self.state.idling.set()
        if how == "ends":
            return False
        await asyncio.wait({done, news}, return_when=asyncio.FIRST_COMPLETED)
        if how == "deaf":
            await self.reader.read()
            return False
        if news.done() or how == "late":
            await self.say(f"* {len(self.state.mails)} EXISTS".encode())
        news.cancel()
        assert await done in (b"DONE\r\n", b"")
        await self.say(f"{tag} OK done".encode())
        return True

    async def _authenticate(self, tag: str) -> bool:
        await self.say(b"+ ")
        if self.state.has_bearer(await self.reader.readline()):
            await self.say(f"{tag} OK welcome".encode())
            return True
        await self.say(b"+ " + _WHY)
        assert await self.reader.readline() == b"\r\n"
        await self.say(f"{tag} NO bad token".encode())
        return True

    async def _search(self, said: str) -> None:
        since = datetime.strptime(said.split("SINCE ")[1].strip(), "%d-%b-%Y").date()  # noqa: DTZ007
        is_seen = "UNSEEN" not in said
        found = [str(one.uid) for one in self.state.mails if one.is_seen == is_seen and one.came.date() >= since]
        await self.say(" ".join(["* SEARCH", *found]).encode())

    async def _answer_fetch(self, tag: str, said: str) -> bool:
        uids = {int(one) for one in said.split()[2].split(",")}
        poisons = {self.state.poisons.get(uid, "") for uid in uids}
        if "unlisted" in poisons or (poisons & {"refuses", "cuts"} and "HEADER.FIELDS" not in said):
            if "cuts" in poisons:
                return False
            await self.say(f"{tag} NO the mail could not be converted".encode())
            return True
        for one in self.state.mails:
            if one.uid in uids:
                await self._give(one, said, self.state.poisons.get(one.uid, ""))
        await self.writer.drain()
        await self.say(f"{tag} OK done".encode())
        return True

    async def _give(self, one: Stored, said: str, poison: str) -> None:
        head, _, _ = one.raw.partition(b"\r\n\r\n")
        if "HEADER.FIELDS" in said:
            names = said.partition("HEADER.FIELDS (")[2].partition(")")[0].encode()
            wanted = b"|".join(names.split())
            listed = re.findall(rb"(?im)^(?:%s):.*(?:\r\n[ \t].*)*" % wanted, head)
            part, what = b"\r\n".join(listed) + b"\r\n\r\n", b"BODY[HEADER.FIELDS (%s)]<0>" % names
        elif poison == "nil":
            self.writer.write(b"* %d FETCH (UID %d BODY[] NIL)\r\n" % (one.uid, one.uid))
            return
        elif poison == "nothing":
            return
        elif "HEADER" in said:
            part, what = head + b"\r\n\r\n", b"BODY[HEADER]<0>"
        else:
            await self.state.wait_at("fetch")
            part, what = one.raw, b"BODY[]"
        most = re.search(r"<0\.(\d+)>", said)
        part = part[: int(most[1])] if most else part
        size = b"RFC822.SIZE %d " % len(one.raw) if "SIZE" in said else b""
        self.writer.write(b"* %d FETCH (UID %d %s%s {%d}\r\n" % (one.uid, one.uid, size, what, len(part)))
        self.writer.write(part[: len(part) // 2])
        if what == b"BODY[]":
            await self.state.wait_at("part")
        self.writer.write(part[len(part) // 2 :] + b")\r\n")

    async def _store(self, said: str) -> bool:
        if self.state.refuses_store:
            self.state.refuses_store -= 1
            return False
        await self.state.wait_at("store")
        uids = {int(one) for one in said.split()[2].split(",")}
        for one in self.state.mails:
            one.is_seen = one.is_seen if one.uid not in uids else "+FLAGS" in said
        await self.state.wait_at("stored")
        return True


class _Smtp(_Talk):
    async def run(self) -> None:
        await self.say(b"220 ready")
        while line := await self.reader.readline():
            command = line.split()[0].decode().lower() if line.split() else ""
            other = self.state.find_reply(command)
            if other is None:
                return
            await self.state.wait_at(command)
            if other:
                await self.say(other.encode())
            elif command == "data":
                if not await self._take():
                    return
            elif command in ("ehlo", "helo"):
                await self.say(b"250-test")
                await self.say(b"250 AUTH PLAIN LOGIN")
            elif command == "auth":
                await self._authenticate(line)
            elif command == "quit":
                await self.say(b"221 bye")
                return
            else:
                if command in ("mail", "rcpt"):
                    named = self.state.senders if command == "mail" else self.state.recipients
                    named.append(line.decode().partition("<")[2].partition(">")[0])
                await self.say(b"250 ok")

    async def _authenticate(self, line: bytes) -> None:
        said = line.split()
        if said[1] != b"XOAUTH2" or self.state.has_bearer(said[2]):
            await self.say(b"235 welcome")
            return
        await self.say(b"334 " + _WHY)
        assert await self.reader.readline() == b"\r\n"
        await self.say(b"535 bad token")

    async def _take(self) -> bool:
        await self.say(b"354 go on")
        begun = await self.reader.readexactly(100)
        await self.state.wait_at("body")
        raw = begun + await self.reader.readuntil(b"\r\n.\r\n")
        raw = raw[: -len(b".\r\n")].replace(b"\r\n..", b"\r\n.")
        await self.state.wait_at("end")
        other = self.state.find_reply("end")
        if other == "" or other is None:
            mail = message_from_bytes(raw, policy=default)
            assert isinstance(mail, EmailMessage)
            self.state.sent.append(mail)
            await self.state.wait_at("taken")
        if other is not None:
            await self.say((other or "250 taken").encode())
        return other is not None
