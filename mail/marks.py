"""Marks by which an answer finds its request: in the address that people answer to, and in the ids of sent mails.

Both are signed with the desk's own key, so that nothing about sent mails has to be stored, and nobody can make one. A
number in a subject is no mark: everybody can write it. Pure.
"""

import re
from base64 import b32encode
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from desk.references import Purpose, is_same, sign

REQUEST, ASIDE = "t", "s"
"""First letters of marks: of a request, and of a side conversation, whose id stands in the place of the request's. No
mark is of both kinds."""
OF_STAFF = 0
"""Stands for the request in the ids of mails that wake staff: answers to them join none."""
_MOST_ASIDES = 20
_MOST_TERMS = 1_000_000
_ADDRESS = re.compile(r"([ts])([0-9]{1,18})-([a-z2-7]{16})")
_FORWARDED = re.compile(r"srs0[=+-][^=@]{1,20}=[^=@]{1,20}=([^=@]{1,255})=([^=@]{1,64})")
_MESSAGE = re.compile(r"([ts])([0-9]{1,18})\.([0-9]{1,18}(?:\.c[0-9]{1,9})?)\.([a-z2-7]{16})@[a-z0-9.-]+")


@dataclass(frozen=True, slots=True)
class SentMail:
    """A mail that this desk sent, by the id in it. `terms`: the number of those that it asks to agree to, 0 for
    none."""

    ticket_id: int
    job_id: int
    terms: int = 0


def make_reply_address(key: bytes, address: str, ticket_id: int, kind: str = REQUEST) -> str:
    """Return the address that answers about a request go to: "support+t8-k3j9…@example.org"."""
    name, _, domain = address.partition("@")
    return f"{name}+{kind[0]}{ticket_id}-{_sign(key, 'address', kind, ticket_id)}@{domain}"


def make_message_id(
    key: bytes, address: str, ticket_id: int, job_id: int, kind: str = REQUEST, *, terms: int = 0
) -> str:
    """Return the id of the mail that a job sends, without its brackets, the same at each try."""
    job = f"{job_id}.c{terms}" if terms else f"{job_id}"
    mark = _sign(key, "message", kind, ticket_id, job)
    return f"{kind[0]}{ticket_id}.{job}.{mark}@{address.partition('@')[2]}"


def number_terms(key: bytes, version: int, restored_at: datetime | None) -> int:
    """Return the number by which mails name the terms of that version: in their ids, and in their subjects for programs
    that name no mail. After a restore a version may be given again, to other words: it gets another number."""
    said = f"{version} {restored_at.timestamp() if restored_at is not None else 0}"
    return 1 + int.from_bytes(sign(key, Purpose.TERMS, said)) % (_MOST_TERMS - 1)


def find_by_address(key: bytes, recipients: Iterable[str], kind: str = REQUEST) -> int | None:
    """Return the id of the request whose address is among the recipients: what is before the mark may be an address
    that the desk does not list any more."""
    for one in recipients:
        found = _ADDRESS.fullmatch(_undo_rewriting(one.lower()).partition("@")[0].partition("+")[2])
        is_kind = found and found[1] == kind[0]
        if found and is_kind and is_same(_sign(key, "address", kind, found[2]), found[3]):
            return int(found[2])
    return None


def name_aside(address: str) -> str:
    """Return the kind of the marks of a side conversation with an address. It is signed with the id: after a restore,
    ids are given again."""
    return f"{ASIDE} {address}"


def list_asides(recipients: Iterable[str], ids: Iterable[str]) -> list[int]:
    """Return the ids of side conversations that a mail names, none of which is proven yet."""
    marks = [_ADDRESS.fullmatch(_undo_rewriting(one.lower()).partition("@")[0].partition("+")[2]) for one in recipients]
    found = [*marks, *(_MESSAGE.fullmatch(one.strip().lower()) for one in ids)]
    return list(dict.fromkeys(int(one[2]) for one in found if one and one[1] == ASIDE))[:_MOST_ASIDES]


def _undo_rewriting(address: str) -> str:
    """Return an address as it was before servers on the way quoted, encoded or forwarded it (SRS)."""
    local, _, domain = address.rpartition("@")
    local = local.strip('"').replace("=2b", "+")
    forwarded = _FORWARDED.fullmatch(local)
    return f"{forwarded[2]}@{forwarded[1]}" if forwarded else f"{local}@{domain.rstrip('.')}"


def is_own_address(own: tuple[str, ...], other: str) -> bool:
    """Return True if the other address leads to one of the desk, too."""
    return find_own_address(own, other) is not None


def find_own_address(own: tuple[str, ...], other: str) -> str | None:
    """Return the address of the desk that the other one leads to."""
    name, _, domain = _undo_rewriting(other.lower()).rpartition("@")
    plain = f"{name.partition('+')[0]}@{domain}"
    return plain if plain in own else None


def name_address(key: bytes, address: str) -> str:
    """Return the same name for each way to write an address that leads to one mailbox; nobody reads it back."""
    name, _, domain = address.lower().rpartition("@")
    return _sign(key, f"form {name.partition('+')[0]}@{domain}")


def find_by_message(key: bytes, ids: Iterable[str], kind: str = REQUEST) -> SentMail | None:
    """Return the first mail of ours among the ids that a mail refers to, which come newest first."""
    for one in ids:
        found = _MESSAGE.fullmatch(one.strip().lower())
        is_kind = found and found[1] == kind[0]
        if found and is_kind and is_same(_sign(key, "message", kind, found[2], found[3]), found[4]):
            job, _, terms = found[3].partition(".c")
            return SentMail(int(found[2]), int(job), int(terms or 0))
    return None


def _sign(key: bytes, what: str, kind: str = REQUEST, *ids: int | str) -> str:
    """Return the mark; those of requests are as they were before there were others."""
    said = " ".join((*(() if kind == REQUEST else (kind,)), what, *map(str, ids)))
    return b32encode(sign(key, Purpose.MAIL, said)).decode().lower()
