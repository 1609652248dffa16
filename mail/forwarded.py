"""Finds who wrote the mail that somebody forwards, as that somebody says. Pure, and linear in the text."""

from collections.abc import Callable
from dataclasses import dataclass

from mail import phrases
from mail.addresses import Mailbox, list_mailboxes

_MOST_NAMED = 20
"""Lines that name a sender; a mail with more is a long conversation, and no mail of one person."""
_LONGEST_LINE = 1000


@dataclass(frozen=True, slots=True)
class ForwardedMail:
    """A mail in the text of another one: its sender, and where it begins there."""

    sender: Mailbox
    start: int


def find_forwarded(text: str, *, is_forward: bool, is_known: Callable[[str], bool]) -> ForwardedMail | None:
    """Return the mail that is forwarded in a text, if one address beside the known ones wrote it; else None.
    `is_forward`: the subject says so, or the mail is attached."""
    start, at, found = None, 0, list[Mailbox]()
    for line in text.split("\n"):
        senders = _list_senders(line[:_LONGEST_LINE])
        if start is None and (phrases.FORWARDED.match(line[:_LONGEST_LINE]) or (is_forward and senders)):
            start = at
        if start is not None:
            found += senders
        if len(found) > _MOST_NAMED:
            return None
        at += len(line) + 1
    others = {one.address.lower(): one for one in reversed(found) if not is_known(one.address.lower())}
    if start is None or len(others) != 1:
        return None
    ((address, sender),) = others.items()
    return ForwardedMail(Mailbox(sender.name, address), start)


def _list_senders(line: str) -> list[Mailbox]:
    """Return whom a line of a forwarded header names as senders; none if it is no such line, such as "From: us". Old
    Outlook writes "Kim [mailto:kim@client.example]", and others bold "*From:*"."""
    if phrases.HEADER_FROM.match(line) is None:
        return []
    said = line.replace("：", ":").partition(":")[2].lstrip(" *")
    if "[mailto:" in said:
        said = said.replace("[mailto:", "<").replace("]", ">")
    return list_mailboxes(said.encode())
