"""Contents of the parts of a mail: its text, its files, the mails that it forwards. Pure.

Of several forms of one text, the plain one is taken unless it says nothing. Files are decoded only within the limits;
what is left out is named.
"""

import mimetypes
import re
from dataclasses import dataclass, field
from enum import StrEnum

from desk.text import clean_name, clean_text, make_file_name
from desk.text.charsets import decode_text
from desk.text.html_text import PastedPicture, list_lines, take_pictures
from mail import phrases
from mail.mime import MimePart, decode_base64, decode_parameter, decode_words, read_parameters, read_parts
from mail.signed import find_signed_content
from mail.winmail import list_packed

_META_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s{0,9}=\s{0,9}[\"']?([\w-]{1,40})", re.IGNORECASE)
_HTML_BEGINS = re.compile(r"\s{0,99}<(?:!doctype html|html|head|body|div|p|table|meta)\b", re.IGNORECASE)
_SIGNATURES = frozenset({"application/pgp-signature", "application/pkcs7-signature", "application/x-pkcs7-signature"})
_SEALED = frozenset({"application/pkcs7-mime", "application/x-pkcs7-mime", "multipart/encrypted"})
_FIELDS = frozenset({"message/delivery-status", "message/global-delivery-status", "message/disposition-notification"})
_COPIES = frozenset({"text/rfc822-headers", "message/rfc822-headers", "message/global-headers"})
_OF_PROGRAMS = frozenset({"text/x-amp-html", "text/watch-html"})
"""Forms of a text for programs that show them in their own way; another form has the same words."""
_HTML = frozenset({"text/html", "application/xhtml+xml", "text/enriched", "text/richtext"}) | _OF_PROGRAMS
_PLAIN = frozenset({"text/plain", "text/markdown", "text/x-markdown", "text"})
_INVITATIONS = frozenset({"text/calendar", "application/ics"})
_WINMAIL = frozenset({"application/ms-tnef", "application/vnd.ms-tnef"})
_TYPES = mimetypes.MimeTypes(filenames=())
_ENCODED_INSIDE = 5
_NAMED_TWICE = re.compile(r"(?<![^\s(])([^\s<>]{3,300})<(?:https?://|mailto:|tel:)?\1/?>", re.IGNORECASE)
"""An address that Outlook writes once as it was typed, and once as a link."""
_ICS_LINE = re.compile(
    r"^(SUMMARY|LOCATION|DTSTART|DTEND|ORGANIZER|DESCRIPTION)(;[^:\n]{0,200})?:([^\n]*)", re.MULTILINE
)
_ICS_ZONE = re.compile(r";TZID=\"?([^;:\"\n]{1,60})", re.IGNORECASE)
_ICS_METHOD = re.compile(r"^METHOD(?:;[^:\n]{0,200})?:[ \t]{0,9}(\w{1,20})", re.MULTILINE | re.IGNORECASE)
_ICS_ANSWER = re.compile(r"^ATTENDEE[^\n]{0,500}?;PARTSTAT=(\w{1,20})", re.MULTILINE | re.IGNORECASE)
_SIGNS = {
    "CANCEL": "❌",
    "COUNTER": "🕒",
    "DECLINECOUNTER": "🚫",
    "ACCEPTED": "✅",
    "DECLINED": "🚫",
    "TENTATIVE": "❔",
    "REPLY": "✉️",
}


class Reason(StrEnum):
    """Why a part of a mail was left out, or comes in a form that needs a word."""

    TOO_LARGE = "too_large"
    TOO_MANY = "too_many"
    TOO_DEEP = "too_deep"
    CUT = "cut"
    """The text is longer than a limit; its beginning was read."""
    EMPTY = "empty"
    ENCRYPTED = "encrypted"
    """Only the recipient's key opens it; the file is kept."""
    SIGNATURE = "signature"
    """The part proves who wrote the mail, and says nothing else."""
    ELSEWHERE = "elsewhere"
    """The mail only says where the rest of it is."""
    PACKED = "packed"
    """Outlook packed files into it (`winmail.dat`); those that are found come in its place."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A part that was not read, by its name, and why."""

    reason: Reason
    name: str


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file of a mail, or a picture in its text."""

    name: str
    media_type: str
    content: bytes = field(repr=False)
    inline: bool = False
    cid: str = ""
    """By what the text refers to it."""


@dataclass(frozen=True, slots=True)
class MailLimits:
    """How much of a mail is read."""

    mail_bytes: int = 64 * 1024 * 1024
    parts: int = 1000
    depth: int = 100
    text_length: int = 500_000
    html_length: int = 1_000_000
    """Of all pages together."""
    attachments: int = 100
    attachment_bytes: int = 20 * 1024 * 1024
    all_bytes: int = 50 * 1024 * 1024
    """Of all attachments together."""


class Contents:
    """Texts and files of a mail, gathered in the order of its parts."""

    def __init__(self, limits: MailLimits) -> None:
        self.limits = limits
        self.texts: list[str] = []
        self.others: list[str] = []
        """Other forms of the texts."""
        self.copies: list[str] = []
        """Mails that it forwards or, of a bounce, that came back."""
        self.invitations: list[str] = []
        self.attachments: list[Attachment] = []
        self.left_out: list[LeftOut] = []
        self.charset: str | None = None
        self._bytes_left, self._html_left = limits.all_bytes, limits.html_length
        self._encoded = 0

    def take_part(self, part: MimePart, *, is_inline: bool = False) -> None:
        """Take a part and what is in it."""
        self.charset = self.charset or part.charset
        if part.is_cut:
            self.leave_out(Reason.TOO_MANY if part.children else Reason.TOO_DEEP, self._name(part))
            if not part.children:
                return
        if (part.media_type in _SEALED or self._is_named_sealed(part)) and self._take_signed(part):
            return
        if part.media_type in _SEALED:
            self.leave_out(Reason.ENCRYPTED, self._name(part))
        if part.media_type == "multipart/alternative" and part.children:
            self._take_alternatives(part)
        elif part.media_type.startswith("message/"):
            self._take_message(part)
        elif part.children:
            for at, child in enumerate(part.children):
                self.take_part(child, is_inline=is_inline or (at > 0 and part.media_type == "multipart/related"))
        elif part.media_type.startswith("multipart/"):
            self._take_undivided(part)
        else:
            self._take_leaf(part, is_inline=is_inline)

    def _is_named_sealed(self, part: MimePart) -> bool:
        """Return True for what only its name says is signed or sealed, as servers write it that know no such type."""
        return part.media_type == "application/octet-stream" and self._given_name(part).lower().endswith(".p7m")

    def _take_signed(self, part: MimePart) -> bool:
        """Take what is in an opaque signed mail, as Outlook writes; return False if it is none, but encrypted."""
        self._encoded += 1
        if part.children or self._encoded > _ENCODED_INSIDE:
            return False
        content = find_signed_content(part.decode_body())
        if content is None:
            return False
        self.leave_out(Reason.SIGNATURE, self._name(part))
        self.take_part(read_parts(content, self.limits.parts // 10, self.limits.depth // 10))
        return True

    def _take_alternatives(self, part: MimePart) -> None:
        """Take the files of all forms of a text, and one form: the plain one, unless it says nothing."""
        before, forms = self.texts, []
        some = [child for child in part.children if child.media_type not in _OF_PROGRAMS]
        for child in some or part.children:
            self.texts = []
            self.take_part(child, is_inline=child.media_type.startswith("multipart/"))
            forms.append((child.media_type in _PLAIN, "\n\n".join(self.texts)))
        self.texts = before
        self.others += [text for _, text in forms]
        plain = next((text for is_plain, text in forms if is_plain and text.strip()), "")
        others = [text for is_plain, text in forms if not is_plain and text.strip()]
        other = others[-1] if others else ""
        says_little = len(plain) * 6 < len(other) and len(other) > 400
        self.texts.append(other if other and (not plain or says_little or _is_stub(plain)) else plain)

    def _take_message(self, part: MimePart) -> None:
        if part.media_type in _FIELDS:
            return
        if part.media_type in ("message/external-body", "message/partial"):
            self.leave_out(Reason.ELSEWHERE, self._name(part))
        copied = part.children[0] if part.children else self._decode_inside(part)
        if copied is None:
            self._take_file(part, is_inline=False)
            return
        before, place = self.texts, len(self.copies)
        self.texts = []
        self.take_part(copied)
        said = [f"{name}: {words}" for name in ("From", "To", "Date", "Subject") if (words := self._say(copied, name))]
        self.copies.insert(place, "\n".join([*said, "", "\n\n".join(self.texts)]).strip())
        self.texts = before

    def _say(self, part: MimePart, name: str) -> str:
        return clean_name(decode_words(part.find_first(name.lower()), self.charset), 1000)

    def _decode_inside(self, part: MimePart) -> MimePart | None:
        """Return the mail in an encoded part, which no standard allows and programs write."""
        self._encoded += 1
        if part.is_cut or not part.encoding or self._encoded > _ENCODED_INSIDE:
            return None
        return read_parts(part.decode_body(), self.limits.parts // 10, self.limits.depth // 10)

    def _take_undivided(self, part: MimePart) -> None:
        """Take what says it has parts and has none: encoded ones, or text without a boundary."""
        inside = self._decode_inside(part) if part.encoding else None
        if inside is not None:
            inside.media_type, inside.parameters = part.media_type, part.parameters
            again = read_parts(
                b"content-type: " + part.find_first("Content-Type") + b"\n\n" + part.decode_body(), 100, 10
            )
            for child in again.children:
                self.take_part(child)
        elif part.raw[part.start : part.end].strip():
            self._take_text(part)

    def _take_leaf(self, part: MimePart, *, is_inline: bool) -> None:
        disposition = part.find_first("Content-Disposition").decode("latin-1").strip().lower()
        is_file = disposition.startswith("attachment") or (
            self._given_name(part) != "" and bool(self.texts or disposition)
        )
        if part.media_type in _SIGNATURES:
            self.leave_out(Reason.SIGNATURE, self._name(part))
        elif part.media_type in _COPIES:
            self.copies.append(decode_text(part.decode_body(), part.charset).strip())
        elif part.media_type in _PLAIN | _HTML and (not is_file or (part.depth == 0 and not self._given_name(part))):
            self._take_text(part)
        else:
            shown = is_inline or disposition.startswith("inline") or bool(part.find_first("Content-ID"))
            self._take_file(part, is_inline=shown and not disposition.startswith("attachment"))

    def _take_text(self, part: MimePart) -> None:
        body = part.decode_body()
        declared = part.charset
        if part.media_type in _HTML and not declared and (meta := _META_CHARSET.search(body[:4096])):
            declared = meta[1].decode("ascii", "replace")
        text = clean_text(decode_text(body, declared, self.charset)).replace("\r\n", "\n").replace("\r", "\n")
        if part.media_type in _HTML or (part.media_type == "text/plain" and _HTML_BEGINS.match(text) and "</" in text):
            page, pictures = take_pictures(text)
            self.texts.append("\n".join(list_lines(self._cut_page(part, page))))
            for picture in pictures:
                self._take_pasted(picture)
        elif part.parameters.get("format", "").lower() == "flowed":
            self.texts.append(_join_flowed(text, part.parameters.get("delsp", "").lower() == "yes"))
        else:
            self.texts.append(_NAMED_TWICE.sub(r"\1", text))

    def _cut_page(self, part: MimePart, page: str) -> str:
        """Return as much of a page as the mail's limit leaves, which is for all of its pages together."""
        cut = page[: self._html_left]
        self._html_left -= len(cut)
        if len(cut) < len(page):
            self.leave_out(Reason.CUT, self._name(part))
        return cut

    def _take_file(self, part: MimePart, *, is_inline: bool) -> None:
        name = self._name(part)
        if self._has_room(name, part.count_bytes()):
            content = part.decode_body()
            if part.media_type in _WINMAIL or name.lower() == "winmail.dat":
                self._take_packed(name, part.media_type, content)
                return
            cid = part.find_first("Content-ID").decode("latin-1").strip().strip("<>") if is_inline else ""
            is_kept = self._keep(Attachment(name, part.media_type, content, is_inline, cid))
            if is_kept and part.media_type in _INVITATIONS and (words := _read_invitation(content)):
                self.invitations.append(words)

    def _take_packed(self, name: str, media_type: str, content: bytes) -> None:
        """Take the files that Outlook packed into one; where none is found, that one."""
        packed = list_packed(content)
        for given, inside in packed:
            named = make_file_name(given, f"file-{len(self.attachments) + 1}.bin")
            if self._has_room(named, len(inside)):
                self._keep(Attachment(named, _TYPES.guess_type(named)[0] or "application/octet-stream", inside))
        if not packed and self._keep(Attachment(name, media_type, content)):
            self.leave_out(Reason.PACKED, name)

    def _take_pasted(self, picture: PastedPicture) -> None:
        """Take a picture that somebody pasted into the text as a file of its own; the same one once."""
        suffix = _TYPES.guess_extension(picture.media_type) or ".bin"
        name = f"image-{len(self.attachments) + 1}{suffix}"
        size = len(picture.content) * (3 if picture.is_base64 else 4) // 4
        if self._has_room(name, size):
            content = decode_base64(picture.content) if picture.is_base64 else picture.content
            if content not in (one.content for one in self.attachments if one.inline):
                self._keep(Attachment(name, picture.media_type, content, inline=True))

    def _has_room(self, name: str, size: int) -> bool:
        """Return True if a file of about so many bytes may be decoded; else note it."""
        if len(self.attachments) >= self.limits.attachments:
            self.leave_out(Reason.TOO_MANY, name)
        elif size > self.limits.attachment_bytes * 11 // 10 or size > self._bytes_left * 11 // 10:
            self.leave_out(Reason.TOO_LARGE, name)
        else:
            return True
        return False

    def _keep(self, file: Attachment) -> bool:
        """Add a file, unless there is nothing in it, or too much; then note it."""
        if not file.content.strip():
            self.leave_out(Reason.EMPTY, file.name)
        elif len(file.content) > min(self.limits.attachment_bytes, self._bytes_left):
            self.leave_out(Reason.TOO_LARGE, file.name)
        else:
            self._bytes_left -= len(file.content)
            self.attachments.append(file)
            return True
        return False

    def _given_name(self, part: MimePart) -> str:
        said = read_parameters(part.find_first("Content-Disposition").decode("latin-1"))
        return decode_parameter(said, "filename", self.charset) or decode_parameter(
            part.parameters, "name", self.charset
        )

    def _name(self, part: MimePart) -> str:
        """Return a file's name as it came, or one by its type and place."""
        suffix = ".eml" if part.media_type.startswith("message/") else _TYPES.guess_extension(part.media_type) or ".bin"
        what = "image" if part.media_type.startswith("image/") else "file"
        return make_file_name(self._given_name(part), f"{what}-{len(self.attachments) + 1}{suffix}")

    def leave_out(self, reason: Reason, name: str) -> None:
        """Note that something is not there, and why; of very many notes, the first."""
        if len(self.left_out) < 2 * self.limits.attachments + 20:
            self.left_out.append(LeftOut(reason, name))

    def join_texts(self) -> str:
        """Return the text of all parts, before anything is folded off; of an invitation without one, what it says."""
        text = "\n\n".join(text for text in self.texts if text.strip())
        return text or "\n\n".join(self.invitations)


def _is_stub(plain: str) -> bool:
    return len(plain) < 600 and phrases.STUB.search(plain) is not None


def _join_flowed(text: str, deletes_space: bool) -> str:
    """Return lines as they were typed (RFC 3676): one that ends with a blank goes on in the next of its depth."""
    lines: list[str] = []
    depth_before, flows = 0, False
    for raw in text.split("\n"):
        depth = len(raw) - len(raw.lstrip(">"))
        line = raw[depth:].removeprefix(" ")
        if flows and depth == depth_before and line != "-- ":
            lines.append(lines.pop() + line)
        else:
            lines.append(("> " * depth if line else ">" * depth) + line)
        flows = line.endswith(" ") and line != "-- "
        if flows and deletes_space:
            lines.append(lines.pop()[:-1])
        depth_before = depth
    return "\n".join(lines)


def _read_invitation(content: bytes) -> str:
    """Return what an invitation says (RFC 5545, 5546): first what becomes of it, if it invites to nothing; then its
    name, when and where it is, and its description."""
    text = decode_text(content, "utf-8").replace("\r\n", "\n").replace("\n ", "").replace("\n\t", "")
    event = text.partition("BEGIN:VEVENT")[2].partition("END:VEVENT")[0]
    said, zones = {}, {}
    for name, parameters, value in reversed(_ICS_LINE.findall(event)):
        said[name] = re.sub(r"\\([,;\\])", r"\1", re.sub(r"\\[nN]", "\n", value)).strip()
        zone = _ICS_ZONE.search(parameters)
        zones[name] = zone[1] if zone else ""
    when = " – ".join(_read_moment(said[name], zones[name]) for name in ("DTSTART", "DTEND") if name in said)
    lines = [_read_method(text, event), said.get("SUMMARY", ""), when, said.get("LOCATION", "")]
    return clean_text("\n".join(line for line in [*lines, said.get("DESCRIPTION", "")] if line))


def _read_method(text: str, event: str) -> str:
    """Return the standard's word for an event that is called off, answered or to be moved; empty for an invitation."""
    found = _ICS_METHOD.search(text)
    method = found[1].upper() if found else ""
    if method == "REPLY":
        answer = _ICS_ANSWER.search(event)
        method = answer[1].upper() if answer else method
    return f"{_SIGNS[method]} {method}" if method in _SIGNS else ""


def _read_moment(value: str, zone: str) -> str:
    parts = re.match(r"(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)\d\d(Z)?)?", value)
    if not parts:
        return value
    year, month, day, hour, minute, is_utc = parts.groups()
    named = "UTC" if is_utc else zone
    return f"{year}-{month}-{day}" + (f" {hour}:{minute}" if hour else "") + (f" {named}" if named and hour else "")
