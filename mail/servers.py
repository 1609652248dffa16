"""Speaks IMAP and SMTP with the operator's mail server. Knows no ticket and no table.

The standard library's clients block, so each call runs in a thread; every call has a timeout. Passwords and tokens are
in no error.
"""

import asyncio
import imaplib
import re
import smtplib
import socket
import ssl
from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from functools import partial
from io import BufferedReader
from itertools import count
from typing import Any, TypeVar, cast

from mail.mime import HEADER_BYTES
from mail.oauth import AccessTokens, TokenError
from mail.reading import MailHead, read_head
from mail.settings import ServerAccess
from ops.reach import PROBE_SECONDS, ServiceReach

TIMEOUT_SECONDS = 30.0
END_SECONDS = 600.0
"""How long a server may look at a mail before it takes it (RFC 5321, 4.5.3.2.6): what leaves sooner comes twice."""
_SLOW_SECONDS = 60.0
"""So long may a whole mail take to come before the server is in doubt."""
_ASK_SECONDS = 30.0
"""After so long without news a server is asked whether it still answers: two lines, and nothing to look for."""
_AT_ONCE = 50
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_UID, _SIZE = re.compile(rb"\bUID (\d+)"), re.compile(rb"\bRFC822\.SIZE (\d+)")
_BEGINS = re.compile(rb"\d+ \(")
_LISTED = "(UID RFC822.SIZE BODY.PEEK[HEADER.FIELDS (FROM SUBJECT AUTHENTICATION-RESULTS)]<0.65536>)"
_NO_HEAD = MailHead("", "")
_TAGS = count(1)
_T = TypeVar("_T")


class ServerError(Exception):
    """The server is away, or refuses the desk itself; the message says why and quotes no mail. `is_final`: only the
    operator can mend it; `word`: why the server of access tokens refuses, a word of its standard; `is_silent`: it did
    not answer."""

    def __init__(self, why: str, *, word: str = "", is_silent: bool = False) -> None:
        self.word, self.is_final, self.is_silent = word, bool(word), is_silent
        super().__init__(why)


def make_reach() -> ServiceReach:
    """Return what notices whether a mail server answers."""
    return ServiceReach(lambda error: isinstance(error, ServerError) and error.is_silent)


def _make_error(error: Exception) -> ServerError:
    is_answer = isinstance(error, imaplib.IMAP4.error) and not isinstance(error, imaplib.IMAP4.abort)
    return ServerError(
        _describe(error), is_silent=not (is_answer or isinstance(error, smtplib.SMTPResponseException | ValueError))
    )


async def probe_server(reach: ServiceReach, access: ServerAccess, *, is_outgoing: bool) -> None:
    """Wait for the greeting of a server on a connection of its own, for `reach`."""

    def greet() -> None:
        if is_outgoing:
            _quit(_open_smtp(access, "", PROBE_SECONDS))
        else:
            _open_imap(access, PROBE_SECONDS).shutdown()

    with suppress(ServerError), reach.watch_call():
        try:
            await asyncio.to_thread(greet)
        except (imaplib.IMAP4.error, smtplib.SMTPException, OSError, ValueError) as error:
            raise _make_error(error) from None


class MailNotGivenError(Exception):
    """The server refuses one mail, or gives nothing of it; the connection works. The message quotes no mail."""


class _SignInRefusedError(Exception):
    """The server takes neither the password nor the token."""


@dataclass(frozen=True, slots=True)
class NewMail:
    """A mail that nobody has read, by its number in the mailbox: `size` in bytes, None if the server does not say; and
    what its header lines say, as far as the server gives them."""

    uid: int
    size: int | None
    head: MailHead


class MailFolder:
    """One folder on the server. A connection stays open between calls; after an error the next call opens another.
    `validity`: with another one, numbers of mails mean others (UIDVALIDITY of RFC 3501)."""

    def __init__(self, access: ServerAccess, tokens: AccessTokens | None = None) -> None:
        self._access, self._tokens = access, tokens
        self._client: imaplib.IMAP4 | None = None
        self._has_idle = False
        self._turn = asyncio.Lock()
        self.reach = make_reach()
        self.validity = 0

    async def probe(self) -> None:
        """Ask the server for its greeting, for `reach`."""
        await probe_server(self.reach, self._access, is_outgoing=False)

    async def open(self) -> None:
        """Sign in and open the folder, if that has not been done. Raises ServerError."""
        await self._call(lambda client: _require_ok(client.noop()))

    async def list_new(self, since: date, but: Collection[int] = ()) -> list[NewMail]:
        """Return up to fifty unread mails that came since that day, oldest first, without those named. A connection
        that has ended since the last call is opened again. Raises ServerError."""
        was_open = self._client is not None
        try:
            uids = await self._call(lambda client: _search_new(client, since, but))
        except ServerError:
            if not was_open:
                raise
            uids = await self._call(lambda client: _search_new(client, since, but))
        return await self._describe_all(uids) if uids else []

    async def _describe_all(self, uids: list[int]) -> list[NewMail]:
        """Describe mails together or, if the server cannot, one by one, so that one costs itself alone. Raises
        ServerError."""
        try:
            return await self._call(lambda client: _describe_mails(client, uids))
        except (ServerError, MailNotGivenError):
            return [await self._describe(uid) for uid in uids]

    async def _describe(self, uid: int) -> NewMail:
        try:
            (mail,) = await self._call(lambda client: _describe_mails(client, [uid]))
        except MailNotGivenError:
            return NewMail(uid, None, _NO_HEAD)
        except ServerError:
            await self.open()
            return NewMail(uid, None, _NO_HEAD)
        return mail

    async def wait_for_news(self, seconds: float) -> bool:
        """Wait until the server says anything (IDLE, RFC 2177), at most that long; see that it still answers every half
        minute, and at the end. Return False at once if it says nothing unasked. Raises ServerError."""
        loop = asyncio.get_running_loop()
        until = loop.time() + seconds
        while True:
            idling = await self._call(_begin_idle) if self._has_idle else None
            client = self._client
            if idling is None or client is None:
                return False
            quiet = min(until - loop.time(), _ASK_SECONDS)
            has_news = idling.has_news or await _wait_for_bytes(client.socket().fileno(), quiet)
            if self._client is not client:
                raise ServerError("the connection was closed")
            has_news |= await self._call(partial(_end_idle, idling=idling))
            if has_news or loop.time() >= until:
                return True

    async def fetch(self, uid: int, *, head_only: bool = False, most_bytes: int | None = None) -> bytes:
        """Return a mail as it came, its header lines only, or its first bytes. It stays unread. Raises ServerError,
        MailNotGivenError."""
        part = f"[HEADER]<0.{HEADER_BYTES}>" if head_only else "[]" if most_bytes is None else f"[]<0.{most_bytes}>"
        return await self._call(lambda client: _fetch(client, uid, f"(BODY.PEEK{part})"), may_take=_SLOW_SECONDS)

    async def mark_read(self, uid: int) -> None:
        """Mark a mail as read. Raises ServerError, MailNotGivenError."""
        await self._call(lambda client: _ask_of_mail(client, "STORE", str(uid), "+FLAGS.SILENT", "(\\Seen)"))

    async def mark_unread(self, since: date) -> None:
        """Mark all mails that came since that day as unread. Raises ServerError."""
        await self._call(lambda client: _mark_unread(client, since))

    def close(self) -> None:
        """Close the connection, also under a call, which then fails."""
        client, self._client = self._client, None
        if client is not None:
            with suppress(OSError):
                client.socket().shutdown(socket.SHUT_RDWR)  # first: a thread that reads has the file's lock
            with suppress(OSError):
                client.shutdown()

    async def _call(self, act: Callable[[imaplib.IMAP4], _T], *, may_take: float = 0.0) -> _T:
        async with self._turn:
            secret = "" if self._client is not None else await _find_secret(self._access, self._tokens)
            with self.reach.watch_call(may_take):
                try:
                    return await asyncio.to_thread(self._do, act, secret)
                except _SignInRefusedError:
                    self.close()
                    raise _explain_refusal(self._access, self._tokens, secret) from None
                except (imaplib.IMAP4.error, OSError, ValueError) as error:
                    self.close()
                    raise _make_error(error) from None

    def _do(self, act: Callable[[imaplib.IMAP4], _T], secret: str) -> _T:
        client = self._client
        if client is None:
            client = self._client = _open_imap(self._access)
            _sign_in(client, self._access, secret)
            said = b" ".join(one for one in _require_ok(client.capability()) if one)
            self._has_idle = b"IDLE" in said.upper().split()
            _require_ok(client.select(f'"{self._access.folder}"'))
            self.validity = _read_validity(client)
        return act(client)


async def _find_secret(access: ServerAccess, tokens: AccessTokens | None) -> str:
    """Return the password, or an access token where the account has none. Raises ServerError."""
    if tokens is None or not access.has_token:
        return access.password
    try:
        return await tokens.get()
    except TokenError as error:
        raise ServerError(str(error), word=error.word) from None


def _explain_refusal(access: ServerAccess, tokens: AccessTokens | None, secret: str) -> ServerError:
    if tokens is None or not access.has_token:
        return ServerError("the server refuses the user or the password")
    tokens.forget(secret)
    return ServerError("the server refuses the access token")


def _say_bearer(access: ServerAccess, token: str) -> str:
    """Return what XOAUTH2 wants (developers.google.com/gmail/imap/xoauth2-protocol, read 2026-11)."""
    return f"user={access.user}\x01auth=Bearer {token}\x01\x01"


def _sign_in(client: imaplib.IMAP4, access: ServerAccess, secret: str) -> None:
    """Sign in. After a refusal XOAUTH2 says why, and wants an empty line before it ends."""
    try:
        if not access.has_token:
            client.login(access.user, secret)
            return
        said = _say_bearer(access, secret).encode()
        client.authenticate("XOAUTH2", lambda challenge: b"" if challenge else said)
    except imaplib.IMAP4.abort:
        raise
    except imaplib.IMAP4.error:
        raise _SignInRefusedError from None


def _open_imap(access: ServerAccess, seconds: float = TIMEOUT_SECONDS) -> imaplib.IMAP4:
    if access.is_tls:
        return imaplib.IMAP4_SSL(access.host, access.port, ssl_context=ssl.create_default_context(), timeout=seconds)
    client = imaplib.IMAP4(access.host, access.port, timeout=seconds)
    if not access.is_near:
        client.starttls(ssl.create_default_context())
    return client


@dataclass(frozen=True, slots=True)
class _Idling:
    """An IDLE that the server has taken, by its tag; `has_news`: it has said something since."""

    tag: bytes
    has_news: bool


def _begin_idle(client: imaplib.IMAP4) -> _Idling | None:
    """Ask the server to say what is new. Return None if it does not want to."""
    tag, has_news = b"IDLE%d" % next(_TAGS), False
    client.send(tag + b" IDLE\r\n")
    while not (line := _read_line(client)).startswith(b"+"):
        if line.startswith(tag):
            return None
        has_news = True
    return _Idling(tag, has_news or _has_bytes(client))


def _end_idle(client: imaplib.IMAP4, idling: _Idling) -> bool:
    """Ask the server to answer commands again. Return True if it has said something before."""
    has_news = False
    client.send(b"DONE\r\n")
    while not (line := _read_line(client)).startswith(idling.tag):
        has_news = True
    if not line.upper().startswith(idling.tag + b" OK"):
        raise imaplib.IMAP4.error("IDLE failed")
    return has_news


def _read_line(client: imaplib.IMAP4) -> bytes:
    line = client.readline()
    if not line:
        raise imaplib.IMAP4.abort("the connection ended")
    return line


def _has_bytes(client: imaplib.IMAP4) -> bool:
    """Return True if bytes were read with the last line, or wait within TLS, where nobody would notice them."""
    client.socket().settimeout(0)
    try:
        return bool(cast(BufferedReader, client.file).peek(1))
    except ssl.SSLWantReadError:
        return False
    finally:
        client.socket().settimeout(TIMEOUT_SECONDS)


async def _wait_for_bytes(descriptor: int, seconds: float) -> bool:
    """Wait until the other side says something or is gone, and return True; at most that long. No thread waits."""
    loop, spoke = asyncio.get_running_loop(), asyncio.Event()
    loop.add_reader(descriptor, spoke.set)
    try:
        with suppress(TimeoutError):
            await asyncio.wait_for(spoke.wait(), seconds)
    finally:
        loop.remove_reader(descriptor)
    return spoke.is_set()


def _require_ok(answer: tuple[str, Sequence[Any]]) -> Sequence[Any]:
    if answer[0] != "OK":
        raise imaplib.IMAP4.error(f"answered {answer[0]}")
    return answer[1]


def _ask(client: imaplib.IMAP4, command: str, *given: str) -> Sequence[Any]:
    return _require_ok(client.uid(command, *given))


def _ask_of_mail(client: imaplib.IMAP4, command: str, *given: str) -> Sequence[Any]:
    """Ask for what a server may refuse of one mail. Raises MailNotGivenError, and what the client raises."""
    said, found = client.uid(command, *given)
    if said != "OK":
        raise MailNotGivenError(f"answered {said}")
    return found


def _read_validity(client: imaplib.IMAP4) -> int:
    _, found = client.response("UIDVALIDITY")
    said = found[-1] if found else None
    return int(said) if isinstance(said, bytes) and said.isdigit() else 0


def _search_new(client: imaplib.IMAP4, since: date, but: Collection[int]) -> list[int]:
    return sorted(_search(client, "UNSEEN", since) - set(but))[:_AT_ONCE]


def _search(client: imaplib.IMAP4, flag: str, since: date) -> set[int]:
    _require_ok(client.noop())
    day = f"{since.day}-{_MONTHS[since.month - 1]}-{since.year}"
    said = b" ".join(one for one in _ask(client, "SEARCH", flag, "SINCE", day) if one)
    return {int(one) for one in said.split()}


def _mark_unread(client: imaplib.IMAP4, since: date) -> None:
    found = [str(one) for one in sorted(_search(client, "SEEN", since))]
    for at in range(0, len(found), _AT_ONCE):
        _ask(client, "STORE", ",".join(found[at : at + _AT_ONCE]), "-FLAGS.SILENT", "(\\Seen)")


def _describe_mails(client: imaplib.IMAP4, uids: list[int]) -> list[NewMail]:
    """Return a value for each of the mails, also for those of which the server says nothing."""
    found = {uid: NewMail(uid, None, _NO_HEAD) for uid in uids}
    for parts in _split(_ask_of_mail(client, "FETCH", ",".join(map(str, uids)), _LISTED)):
        said = b" ".join([parts[0], *parts[2:]])
        uid, size = _UID.search(said), _SIZE.search(said)
        if uid is not None and int(uid[1]) in found:
            head = read_head(parts[1]) if len(parts) > 1 else _NO_HEAD
            found[int(uid[1])] = NewMail(int(uid[1]), int(size[1]) if size is not None else None, head)
    return list(found.values())


def _split(answer: Sequence[Any]) -> list[list[bytes]]:
    """Return the pieces of each mail's answer: imaplib gives a literal as a pair, and what is no literal alone."""
    mails: list[list[bytes]] = []
    for one in answer:
        if isinstance(one, tuple):
            mails.append([bytes(piece) for piece in one])
        elif isinstance(one, bytes) and _BEGINS.match(one):
            mails.append([one])
        elif isinstance(one, bytes) and mails:
            mails[-1].append(one)
    return mails


def _fetch(client: imaplib.IMAP4, uid: int, what: str) -> bytes:
    answer = _ask_of_mail(client, "FETCH", str(uid), what)
    found = next((one[1] for one in answer if isinstance(one, tuple) and len(one) > 1), None)
    if not found:
        raise MailNotGivenError("gave nothing of it")
    return bytes(found)


def _describe(error: Exception) -> str:
    """Return what kind of error it is, and the number of the server's answer: its words may quote what it was sent."""
    if isinstance(error, smtplib.SMTPResponseException):
        return f"answered {error.smtp_code}"
    if isinstance(error, ssl.SSLError):
        return f"TLS: {error.reason or type(error).__name__}"
    return type(error).__name__ if not isinstance(error, OSError) else (error.strerror or type(error).__name__)


class MailRefusedError(Exception):
    """The server does not take this mail: for now (`is_final` False), or ever. `reason` is its answer in one line;
    `addresses`: it is about none but these."""

    def __init__(self, code: int, words: bytes | str, addresses: Sequence[str] = ()) -> None:
        self.addresses = tuple(addresses)
        said = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
        self.reason = f"{code} {' '.join(said.split())}"[:300]
        self.is_final = code >= 500
        super().__init__(self.reason)


class UnknownEndError(Exception):
    """The connection ended after the whole mail was sent: nobody knows if the server took it."""


class OutgoingConnection:
    """One mail on its way: `begin` has no effect outside, `finish` sends it."""

    def __init__(
        self,
        access: ServerAccess,
        own_name: str,
        tokens: AccessTokens | None = None,
        *,
        reach: ServiceReach | None = None,
    ) -> None:
        self._access, self._own_name, self._tokens = access, own_name, tokens
        self._reach = reach or make_reach()
        self._client: smtplib.SMTP | None = None
        self._is_within_mail = False

    async def sign_in(self) -> None:
        """Connect and sign in. Raises ServerError."""
        secret = await _find_secret(self._access, self._tokens)
        with self._reach.watch_call():
            try:
                await self._run(self._sign_in, secret)
            except smtplib.SMTPAuthenticationError:
                raise _explain_refusal(self._access, self._tokens, secret) from None
            except (smtplib.SMTPException, OSError, ValueError) as error:
                raise _make_error(error) from None

    async def begin(self, sender: str, recipients: Sequence[str]) -> list[MailRefusedError]:
        """Connect, name sender and recipients, and have the server wait for the mail. Return what it says of addresses
        that it refuses: the mail goes to the others. Raises ServerError; MailRefusedError if it takes none of them."""
        await self.sign_in()
        with self._reach.watch_call():
            try:
                return await self._run(self._begin, sender, recipients)
            except UnicodeEncodeError:
                raise MailRefusedError(553, "the address has letters that this server does not take") from None
            except (smtplib.SMTPException, OSError, ValueError) as error:
                raise _make_error(error) from None

    async def finish(self, raw: bytes) -> None:
        """Send the mail. Raises MailRefusedError, also if the connection ended before its end; UnknownEndError."""
        try:
            await self._run(self._send, raw)
        except (smtplib.SMTPException, OSError):
            raise MailRefusedError(421, "the connection ended within the mail") from None
        try:
            code, words = await self._run(self._end)
        except (smtplib.SMTPException, OSError):
            raise UnknownEndError from None
        if not 200 <= code < 300:
            raise MailRefusedError(code, words)

    async def aclose(self) -> None:
        """Take leave of the server; within a mail it would read that as words of the mail, so the connection just
        ends."""
        client, self._client = self._client, None
        if client is not None and self._is_within_mail:
            client.close()
        elif client is not None:
            await asyncio.to_thread(_quit, client)

    async def _run(self, act: Callable[..., _T], *given: Any) -> _T:
        """Run in a thread; if we are cancelled, end the connection, so that the thread ends too."""
        try:
            return await asyncio.to_thread(act, *given)
        except asyncio.CancelledError:
            if self._client is not None and self._client.sock is not None:
                with suppress(OSError):
                    self._client.sock.shutdown(socket.SHUT_RDWR)
            raise

    def _sign_in(self, secret: str) -> None:
        client = self._client = _open_smtp(self._access, self._own_name)
        if self._access.has_token:
            client.ehlo_or_helo_if_needed()
            said = _say_bearer(self._access, secret)
            client.auth("XOAUTH2", lambda challenge=None: said if challenge is None else "")
        elif self._access.user:
            client.login(self._access.user, secret)

    def _begin(self, sender: str, recipients: Sequence[str]) -> list[MailRefusedError]:
        client = self._client
        assert client is not None
        code, words = client.mail(sender)
        if code != 250:
            raise smtplib.SMTPResponseException(code, words)
        answers = [(one, *client.rcpt(one)) for one in recipients]
        refused = [MailRefusedError(code, words, (one,)) for one, code, words in answers if code not in (250, 251)]
        if len(refused) == len(recipients):
            error = min(refused, key=lambda one: one.is_final)  # while one may be taken later, all wait
            error.addresses = tuple(recipients)
            raise error
        code, words = client.docmd("data")
        if code != 354:
            raise MailRefusedError(code, words)
        self._is_within_mail = True
        return refused

    def _send(self, raw: bytes) -> None:
        assert self._client is not None
        lines = re.sub(rb"\r?\n|\r", b"\r\n", raw)
        quoted = re.sub(rb"(?m)^\.", b"..", lines)
        self._client.send(quoted if quoted.endswith(b"\r\n") else quoted + b"\r\n")

    def _end(self) -> tuple[int, bytes]:
        client = self._client
        assert client is not None
        assert client.sock is not None
        client.sock.settimeout(END_SECONDS)
        client.send(b".\r\n")
        answer = client.getreply()
        self._is_within_mail = False
        return answer


def _open_smtp(access: ServerAccess, own_name: str, seconds: float = TIMEOUT_SECONDS) -> smtplib.SMTP:
    if access.is_tls:
        context = ssl.create_default_context()
        return smtplib.SMTP_SSL(access.host, access.port, own_name, timeout=seconds, context=context)
    client = smtplib.SMTP(access.host, access.port, own_name, timeout=seconds)
    client.ehlo_or_helo_if_needed()
    if not access.is_near:
        client.starttls(context=ssl.create_default_context())
    return client


def _quit(client: smtplib.SMTP) -> None:
    with suppress(smtplib.SMTPException, OSError):
        client.quit()
    client.close()
