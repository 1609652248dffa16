"""Addresses in the headers of a mail, as programs and forgers write them. Pure, and linear in the header.

The words of a name are decoded only after the addresses have been found, so that no encoded word becomes an address.
"""

import re
from itertools import chain
from typing import NamedTuple

from desk.text.mail_address import fold_domain
from mail.mime import LONGEST_HEADER, decode_words

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*(?:"|\Z)|<[^<>]*(?:>|\Z)|[,;:]|[^\s",;:<>]+|[\s>]+', re.DOTALL)
_ADDRESS = re.compile(r'[^\s@<>"]+@[^\s@<>",;]+$')
_NEEDLESSLY_QUOTED = re.compile(r'"[\w.+=-]{1,64}"(?=@|\Z)')
_QUOTABLE = re.compile(r"[(),:;\[\\\]]")
"""Letters that a local part has only within quotes (RFC 5321, 4.1.2): programs take what is before them for another."""
_LONGEST = 320
MOST_ADDRESSES = 100
"""Addresses of a header that are read."""
_MOST_COMMAS = 5
"""Commas in one name, as in `Doe, John`: with more it is a list of words."""


class Mailbox(NamedTuple):
    """A name, which may be empty, and an address."""

    name: str
    address: str


def list_mailboxes(value: bytes, hint: str | None = None) -> list[Mailbox]:
    """Return the mailboxes of a header, those of groups too. What is no address is left out; a name that a comma
    splits is joined again."""
    found: list[Mailbox] = []
    names: list[str] = []
    addresses: list[str] = []
    text = _drop_comments(value[:LONGEST_HEADER].decode("latin-1"))
    for piece in chain((token[0] for token in _TOKEN.finditer(text)), ","):
        if piece[0] == "<":
            addresses.append(piece.strip("<> ").rpartition(":")[2])
        elif piece == ":" and not addresses:
            names.clear()
        elif piece in (",", ";"):
            found += _end_mailbox(names, addresses, hint)
            if addresses or not names or names.count(",") >= _MOST_COMMAS:
                names.clear()
            else:
                names.append(",")
            addresses.clear()
        elif piece not in (":", ">"):
            names.append(piece)
        if len(found) >= MOST_ADDRESSES:
            break
    return found[:MOST_ADDRESSES]


def _end_mailbox(names: list[str], addresses: list[str], hint: str | None) -> list[Mailbox]:
    """Return what ends at a comma: one mailbox, of forgers several, or none as after the first half of `Doe, John`."""
    bare = [] if addresses else [name for name in names if _ADDRESS.match(name)][:MOST_ADDRESSES]
    if not addresses and not bare:
        return []
    named = [name for name in names if not _ADDRESS.match(name)] if bare else names
    words = "".join(map(_unquote, named)).strip(" ,;")
    plain = " ".join(decode_words(words.encode("latin-1"), hint).split())
    if bare:
        names.clear()
    return [Mailbox(plain, known) for one in (addresses[:MOST_ADDRESSES] or bare) if (known := read_address(one))]


def _unquote(piece: str) -> str:
    return re.sub(r'\\(["\\])', r"\1", piece.removesuffix('"')[1:]) if piece.startswith('"') else piece


def _drop_comments(text: str) -> str:
    """Return a header without its comments in parentheses, which may be in each other; a quoted one is none."""
    if "(" not in text:
        return text
    kept, depth, is_quoted = [], 0, False
    for char in text:
        is_quoted = is_quoted != (char == '"' and not depth)
        depth += char == "(" and not is_quoted
        if not depth:
            kept.append(char)
        depth -= char == ")" and not is_quoted and depth > 0
    return "".join(kept)


def read_address(typed: str) -> str | None:
    """Return an address with its domain in lower case and in letters of ASCII (IDNA), or None if it is none."""
    plain = _recode(typed.strip().removeprefix("mailto:").strip("'"))
    plain = plain if _NEEDLESSLY_QUOTED.match(plain) else plain.strip('"')
    local, _, domain = plain.rpartition("@")
    local = local.strip('"') if _NEEDLESSLY_QUOTED.fullmatch(local) else local
    if not local or not domain or len(plain) > _LONGEST or not _ADDRESS.match(f"{local.replace(' ', '')}@{domain}"):
        return None
    if not plain.isprintable() or _QUOTABLE.search(local):
        return None
    try:
        return f"{local}@{fold_domain(domain)}"
    except UnicodeError:
        return None


def _recode(text: str) -> str:
    """Return text that came as letters of Latin-1, as a header's bytes do, in the UTF-8 that it is."""
    try:
        return text.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return text
