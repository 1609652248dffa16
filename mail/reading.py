"""The raw bytes of one mail as a plain value: who wrote what to whom, with which files, and what kind of mail it is.

Pure: no database, no network, no clock. Any bytes give a value, the same bytes the same one; what cannot be read is
named in `left_out`.
"""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_tz

from desk.text import clean_name
from desk.text.html_text import MARKS
from mail import phrases
from mail.addresses import MOST_ADDRESSES, Mailbox, list_mailboxes
from mail.contents import Attachment, Contents, LeftOut, MailLimits, Reason
from mail.folding import Folded, MailLine, find_quoted_pictures, fold_text
from mail.kinds import Bounce, Kind, can_report, find_kind, find_verdict, is_checked, is_sure, list_ids
from mail.mime import MimePart, decode_words, read_parts, read_root_headers

_RECIPIENTS = (
    "to",
    "cc",
    "delivered-to",
    "x-original-to",
    "envelope-to",
    "x-envelope-to",
    "resent-to",
    "apparently-to",
)
_RESULTS = "authentication-results"
_ARRIVED = ("delivered-to", "x-original-to", "envelope-to", "x-envelope-to")
_MOST_IDS, _DEEPEST, _PIECE = 100, 150, 64 * 1024


@dataclass(frozen=True, slots=True)
class MailHead:
    """The header lines of a mail, as far as it takes to store it and to name it. `sender`: the first address in `From`,
    in small letters, empty if there is none; `message_id` and `date`: their bytes, by which copies are known;
    `results`: what servers found out about the one sender."""

    sender: str
    subject: str
    message_id: bytes = b""
    date: bytes = b""
    results: tuple[bytes, ...] = ()

    def find_verdict(self, trusted_server: str) -> bool | None:
        """Return what the trusted server says of the sender, as of a whole mail."""
        return find_verdict(self.results, self.sender, trusted_server)


@dataclass(frozen=True, slots=True)
class IncomingMail:
    """Everything that a mail says. Message-IDs are without their brackets."""

    message_id: str
    """Of the header, or made of the mail's bytes if it has none."""
    digest: str
    """Of sender, date, subject and body. Some senders use one Message-ID twice, and only with the same digest it is the
    same mail."""
    sender: str | None
    """The one address in From, its domain in lower case; None if there is none, or several."""
    sender_name: str
    senders: tuple[str, ...]
    """All addresses in From."""
    reply_to: str | None
    copies: tuple[str, ...]
    """Addresses of To and Cc, as all who got the mail see them."""
    arrived_at: tuple[str, ...]
    """Addresses by which it came here, as servers on the way say: also one that is only forwarded to the desk's."""
    recipients: tuple[str, ...]
    """Addresses of To, Cc, Delivered-To, X-Original-To and the like."""
    subject: str
    text: str
    """What the person wrote, and below it what they forwarded."""
    lines: tuple[MailLine, ...]
    """The lines of which `text` and `quoted` were made."""
    forwarded: str
    """The mails in it, which are the end of `text`."""
    whole: str
    """All that it says, with who wrote to whom, and names of its files."""
    others: str
    """The same words in other forms, as far as they came."""
    attachments: tuple[Attachment, ...]
    quoted_pictures: frozenset[str]
    """Names by which only quotes and signatures refer to pictures among the files."""
    left_out: tuple[LeftOut, ...]
    references: tuple[str, ...]
    """Message-IDs of In-Reply-To, then those of References from the last to the first."""
    kind: Kind
    is_sure: bool
    """Whether the mail itself says that it is of that kind; else it is a guess, also that a person wrote it."""
    list_id: str | None
    is_checked: bool
    """Whether the trusted server says anything about the sender."""
    verified: bool | None
    """Whether the trusted server says that the sender is who they say; None if it says nothing certain."""
    sent_at: datetime | None
    bounce: Bounce | None
    can_report: bool
    """Whether a server may have sent it: only then is a bounce believed."""


def read_mail(raw: bytes, limits: MailLimits | None = None, trusted_server: str | None = None) -> IncomingMail:
    """Return what a mail says. `trusted_server` is the name under which the own server writes Authentication-Results,
    and which it takes out of what others write."""
    limits = limits or MailLimits()
    root = read_parts(raw[: limits.mail_bytes], limits.parts, min(limits.depth, _DEEPEST))
    contents = Contents(limits)
    if len(raw) > limits.mail_bytes:
        contents.leave_out(Reason.TOO_LARGE, "")
    contents.take_part(root)
    subject = clean_name(decode_words(root.find_first("Subject"), contents.charset), 1000)
    references = _list_references(root)
    senders = _list_senders(root.find_all("From"), contents.charset)
    sender = senders[0].address if len({one.address for one in senders}) == 1 else None
    kind, bounce = find_kind(root, subject, "\n".join([contents.join_texts(), *contents.copies]))
    is_copied_by_machine = kind in (Kind.BOUNCE, Kind.REPORT)
    folded = _fold(contents, subject, is_reply=bool(references), keeps_copies=not is_copied_by_machine)
    digest = _make_digest(root)
    return IncomingMail(
        message_id=next(iter(_find_ids(root, "message-id")), f"{digest}@no-message-id.invalid"),
        digest=digest,
        sender=sender,
        sender_name=clean_name(senders[0].name, 200) if senders else "",
        senders=tuple(dict.fromkeys(one.address for one in senders)),
        reply_to=next((one.address for one in list_mailboxes(root.find_first("Reply-To"))), None),
        copies=_list_recipients(root, _RECIPIENTS[:2]),
        arrived_at=_list_recipients(root, _ARRIVED),
        recipients=_list_recipients(root, _RECIPIENTS),
        subject=subject,
        text=_cut(folded.text, contents),
        lines=folded.lines,
        forwarded=_cut("\n\n".join(contents.copies), contents) if not is_copied_by_machine else "",
        whole=_make_whole(root, contents, subject),
        others="\n".join(contents.others)[: 2 * limits.text_length],
        attachments=tuple(contents.attachments),
        quoted_pictures=_find_quoted_pictures(contents, folded, subject),
        left_out=tuple(contents.left_out),
        references=references,
        kind=kind,
        is_sure=is_sure(root, kind),
        list_id=next(iter(list_ids(root.find_first("List-ID"))), None),
        is_checked=is_checked(root.find_all(_RESULTS), trusted_server),
        verified=find_verdict(root.find_all(_RESULTS), sender, trusted_server),
        sent_at=_read_date(root.find_first("Date")),
        bounce=bounce,
        can_report=can_report(root),
    )


def read_head(raw: bytes) -> MailHead:
    """Return what the header lines of a mail say; the mail may be cut after them."""
    headers = read_root_headers(raw)
    senders = _list_senders([value for name, value in headers if name == "from"], None)
    first = dict(reversed(headers))
    message_id, date = (b" ".join(first.get(name, b"").split()) for name in ("message-id", "date"))
    subject = clean_name(decode_words(first.get("subject", b"")), 200)
    results = (
        [value for name, value in headers if name == _RESULTS] if len({one.address for one in senders}) == 1 else []
    )
    return MailHead(senders[0].address.lower() if senders else "", subject, message_id, date, tuple(results))


def list_claimed(raw: bytes) -> list[str]:
    """Return the addresses that a mail says it is of, in small letters: those of From, then those of Reply-To."""
    headers = read_root_headers(raw)
    values = ([value for name, value in headers if name == wanted] for wanted in ("from", "reply-to"))
    return [one.address.lower() for given in values for one in _list_senders(given, None)]


def _fold(contents: Contents, subject: str, *, is_reply: bool, keeps_copies: bool) -> Folded:
    """Fold the text of a mail; the mails that it forwards are text, those that a machine sends back are not."""
    folded = fold_text(
        _cut(contents.join_texts(), contents).split("\n"),
        is_reply=is_reply or phrases.SUBJECT_OF_REPLY.match(subject) is not None,
        is_forward=phrases.SUBJECT_OF_FORWARD.match(subject) is not None,
    )
    copies = "\n\n".join(contents.copies) if keeps_copies else ""
    return replace(folded, text=f"{folded.text}\n\n{copies}".strip("\n"))


def _make_whole(root: MimePart, contents: Contents, subject: str) -> str:
    """Return a mail as a page of text: its header, an empty line, all that it says, and the names of its files."""
    names = ("From", "To", "Cc", "Date", "Subject")
    head = [f"{name}: {clean_name(decode_words(root.find_first(name), contents.charset), 1000)}" for name in names[:-1]]
    said = MARKS.sub("", "\n\n".join([contents.join_texts(), *contents.copies])).strip()
    files = [f"📎 {one.name} ({len(one.content)})" for one in contents.attachments]
    files += [f"✂ {one.name}" for one in contents.left_out if one.name]
    lines = [one for one in (*head, f"Subject: {subject}") if not one.endswith(": ")]
    return "\n".join([*lines, "", said[: contents.limits.text_length], "", *files]).rstrip()


def _find_quoted_pictures(contents: Contents, folded: Folded, subject: str) -> frozenset[str]:
    """Return the pictures of quotes and signatures, as the text says, or the page if the text has no word of them."""
    found, is_forward = find_quoted_pictures(folded.lines), phrases.SUBJECT_OF_FORWARD.match(subject) is not None
    is_silent = not any("[cid:" in one.text for one in folded.lines)
    for page in [one for one in contents.others if is_silent and "[cid:" in one][-1:]:
        found |= find_quoted_pictures(fold_text(page.split("\n"), is_reply=True, is_forward=is_forward).lines)
    return frozenset(found)


def _cut(text: str, contents: Contents) -> str:
    most = contents.limits.text_length
    if len(text) > most:
        contents.leave_out(Reason.CUT, "")
    return text[:most]


def _list_senders(values: list[bytes], hint: str | None) -> list[Mailbox]:
    """Return the mailboxes of all From headers. Some programs encode name and address as one word."""
    found = _list_all(values, hint)
    return found or _list_all([decode_words(value, hint).encode("utf-8") for value in values], None)


def _list_all(values: Iterable[bytes], hint: str | None = None) -> list[Mailbox]:
    """Return the mailboxes of several headers, and stop where there are many."""
    found: list[Mailbox] = []
    for value in values:
        found += list_mailboxes(value, hint)
        if len(found) >= MOST_ADDRESSES:
            break
    return found[:MOST_ADDRESSES]


def _list_recipients(root: MimePart, names: tuple[str, ...]) -> tuple[str, ...]:
    found = _list_all(value for name in names for value in root.find_all(name))
    return tuple(dict.fromkeys(one.address for one in found))


def _list_references(root: MimePart) -> tuple[str, ...]:
    found = [*_find_ids(root, "in-reply-to"), *reversed(_find_ids(root, "references"))]
    return tuple(dict.fromkeys(found))[:_MOST_IDS]


def _find_ids(root: MimePart, name: str) -> list[str]:
    """Return the Message-IDs of a header, also one that came without brackets."""
    value = b" ".join(root.find_all(name))
    bare = value.strip().decode("ascii", "replace")
    return list_ids(value) or ([bare] if re.fullmatch(r"[^\s<>\x00-\x1f]{3,500}", bare) else [])


def _make_digest(root: MimePart) -> str:
    """Return a digest of what stays the same however often and by whichever way a mail arrives."""
    headers = (root.find_first(name) for name in ("from", "date", "subject", "message-id"))
    said = b"\n".join(b" ".join(value.split()) for value in headers)
    made, end = hashlib.sha256(said + b"\n\n"), len(root.raw)
    while end > root.start and not root.raw[max(root.start, end - _PIECE) : end].strip():
        end = max(root.start, end - _PIECE)
    last = max(root.start, end - _PIECE)
    made.update(memoryview(root.raw)[root.start : last])  # without a copy of it
    made.update(root.raw[last:end].rstrip())
    return made.hexdigest()


def _read_date(value: bytes) -> datetime | None:
    """Return when a mail was sent, or None if it does not say so in a form that exists."""
    try:
        parts = parsedate_tz(value[:200].decode("ascii", "replace"))
        zone = timedelta(seconds=parts[9] or 0) if parts else timedelta()
        return datetime(*parts[:6], tzinfo=timezone(zone)).astimezone(UTC) if parts else None
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
