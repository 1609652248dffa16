"""One outgoing mail as the bytes that SMTP takes. Pure: what it needs is given to it.

No value can begin a header of its own: line ends and other control characters become blanks. Words that are no ASCII
are encoded (RFC 2047) in pieces that end between letters, so that long subjects in any script fold.
"""

import binascii
import hashlib
import re
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from enum import StrEnum
from urllib.parse import quote

from desk.text import clean_name, make_file_name
from mail.addresses import read_address
from mail.contents import Attachment

_LINE = 76
_WORD_BYTES = 42  # of UTF-8 in one encoded word: 56 letters of base64 and its frame, under 75 (RFC 2047, section 2)
_PLAIN = re.compile(r"[ !#-'*+\-/0-9=?A-Z^_`a-z{|}~]*")
_TYPE = re.compile(r"[\w.+-]+/[\w.+-]+")


class Automatic(StrEnum):
    """How a mail that no person wrote says so (RFC 3834)."""

    REPLIED = "auto-replied"
    GENERATED = "auto-generated"


@dataclass(frozen=True, slots=True)
class OutgoingMail:
    """A mail to send. Message-IDs are without their brackets; `automatic` is None for the words of a person."""

    sender: str
    recipient: str
    subject: str
    text: str
    message_id: str
    sent_at: datetime
    sender_name: str = ""
    recipient_name: str = ""
    copies: tuple[str, ...] = ()
    blind: tuple[str, ...] = ()
    """Addresses that get the mail and stand nowhere in it."""
    html: str | None = None
    attachments: tuple[Attachment, ...] = ()
    in_reply_to: str | None = None
    references: tuple[str, ...] = ()
    """From the first mail of the thread to the last."""
    reply_to: str | None = None
    automatic: Automatic | None = None

    @property
    def readers(self) -> tuple[str, ...]:
        """The addresses that the mail is handed over for: if nobody may be named in it, it names its sender."""
        return tuple(one for one in (self.recipient, *self.copies, *self.blind) if one != self.sender)


def compose_mail(mail: OutgoingMail) -> bytes:
    """Return a mail with a text part, an HTML part and files, as far as it has them, in lines that end with CRLF.

    Raises ValueError for an address that is none."""
    headers = [
        f"From: {_write_mailbox(mail.sender_name, mail.sender)}",
        f"To: {_write_mailbox(mail.recipient_name, mail.recipient)}",
        f"Subject: {_write_words(mail.subject, len('Subject: '))}",
        f"Date: {format_datetime(mail.sent_at)}",
        f"Message-ID: <{_write_id(mail.message_id)}>",
    ]
    if mail.copies:
        headers.append("Cc: " + ",\r\n ".join(_write_mailbox("", one) for one in mail.copies))
    if mail.reply_to:
        headers.append(f"Reply-To: {_write_mailbox('', mail.reply_to)}")
    if mail.in_reply_to:
        headers.append(f"In-Reply-To: <{_write_id(mail.in_reply_to)}>")
    if mail.references:
        headers.append("References: " + "\r\n ".join(f"<{_write_id(one)}>" for one in mail.references))
    if mail.automatic:
        headers += [f"Auto-Submitted: {mail.automatic}", "X-Auto-Response-Suppress: All"]
    headers.append("MIME-Version: 1.0")
    return "\r\n".join(headers).encode("utf-8") + b"\r\n" + _write_body(mail)


def _write_body(mail: OutgoingMail) -> bytes:
    body = _write_text("plain", mail.text)
    if mail.html is not None:
        body = _join_parts("alternative", mail, [body, _write_text("html", mail.html)])
    files = [_write_file(one) for one in mail.attachments]
    return _join_parts("mixed", mail, [body, *files]) if files else body


def _join_parts(kind: str, mail: OutgoingMail, parts: list[bytes]) -> bytes:
    """Return parts with a boundary between them. None of its lines occurs in a part: `=_` is in no encoded text."""
    boundary = "=_" + hashlib.sha256(f"{kind} {mail.message_id}".encode()).hexdigest()[:32]
    mark = f"--{boundary}\r\n".encode()
    head = f'Content-Type: multipart/{kind};\r\n boundary="{boundary}"\r\n\r\n'.encode()
    return head + b"".join(mark + part + b"\r\n" for part in parts) + f"--{boundary}--\r\n".encode()


def _write_text(kind: str, text: str) -> bytes:
    """Return a part of text, quoted-printable: with short lines, and readable where it is ASCII."""
    lines = text.encode("utf-8", "replace").replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    encoded = binascii.b2a_qp(lines, istext=True).replace(b"\n", b"\r\n")
    head = f"Content-Type: text/{kind}; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
    return head.encode() + encoded


def _write_file(file: Attachment) -> bytes:
    name = make_file_name(file.name, "file.bin")
    ascii_name = name.encode("ascii", "replace").decode().replace("?", "_")
    said = f'filename="{ascii_name}"' + ("" if name.isascii() else f";\r\n filename*=UTF-8''{quote(name, safe='')}")
    media_type = file.media_type if _TYPE.fullmatch(file.media_type) else "application/octet-stream"
    if media_type.startswith(("multipart/", "message/")):
        media_type = "application/octet-stream"  # base64 is not allowed for these
    head = (
        f"Content-Type: {media_type}\r\nContent-Transfer-Encoding: base64\r\n"
        f"Content-Disposition: {'inline' if file.inline else 'attachment'};\r\n {said}\r\n\r\n"
    )
    lines = (file.content[at : at + 57] for at in range(0, len(file.content), 57))
    return head.encode() + b"".join(binascii.b2a_base64(line, newline=False) + b"\r\n" for line in lines)


def _write_mailbox(name: str, address: str) -> str:
    known = read_address(address)
    if known is None:
        raise ValueError("not an address")
    plain = clean_name(name, 200)
    if not plain:
        return known
    is_plain = plain.isascii() and "=?" not in plain and len(plain) < _LINE - 20
    if is_plain and _PLAIN.fullmatch(plain):
        return f"{plain}\r\n <{known}>"
    if is_plain:
        escaped = re.sub(r'([\\"])', r"\\\1", plain)
        return f'"{escaped}"\r\n <{known}>'
    return f"{_encode_words(plain)}\r\n <{known}>"


def _write_words(words: str, used: int) -> str:
    """Return the words of a subject, folded between words, or encoded if a header could not show them as they are."""
    plain = clean_name(words, 1000)
    if not plain.isascii() or "=?" in plain or any(len(word) > _LINE - 10 for word in plain.split()):
        return _encode_words(plain)
    lines, left = [""], _LINE - used
    for word in plain.split():
        if lines[-1] and len(word) + 1 > left:
            lines.append(word)
            left = _LINE - 1 - len(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
            left -= len(word) + 1
    return "\r\n ".join(lines)


def _encode_words(words: str) -> str:
    pieces, size = [""], 0
    for char in words:
        width = len(char.encode("utf-8"))
        if size + width > _WORD_BYTES:
            pieces.append("")
            size = 0
        pieces[-1] += char
        size += width
    coded = (binascii.b2a_base64(piece.encode("utf-8"), newline=False).decode("ascii") for piece in pieces)
    return "\r\n ".join(f"=?utf-8?B?{piece}?=" for piece in coded)


def _write_id(known: str) -> str:
    """Return a Message-ID as a header can have it: without blanks, brackets and what is no ASCII."""
    return re.sub(r"[^!-;=?-~]", "", known)[:900]
