"""The tree of parts in the bytes of a mail, its headers and their words, as the world sends them. Pure.

A line that begins with a known boundary ends every part inside; whatever is missing (a last boundary, an empty line, a
parameter) costs nothing else. Each byte is read a fixed number of times, and nothing calls itself for each level.
Headers stay the bytes that came until somebody asks for their words.
"""

import binascii
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import groupby
from urllib.parse import unquote_to_bytes

from desk.text.charsets import decode_text

LONGEST_HEADER = 32 * 1024
"""Bytes of one header that are read, with its folded lines."""
HEADER_BYTES = 256 * 1024
"""Bytes of all header lines of a part that are read; the others are passed over."""
_TYPE_HEADER = "content-type"
_MOST_HEADERS = 1000
_HEADERS_END = re.compile(rb"\n\r?\n")
_HEADER = re.compile(rb"([!-9;-~]{1,100})[ \t]*:([^\n]*\n?)")
_USUAL_HEADER = re.compile(
    rb"(?:from|to|cc|subject|date|sender|reply-to|message-id|mime-version|received|return-path|references|in-reply-to|"
    rb"dkim-signature|delivered-to|content-[a-z-]+|list-[a-z-]+|x-[!-9;-~]+)[ \t]*:",
    re.IGNORECASE,
)
_FOLDED = re.compile(rb"(?:[ \t]++[^\s][^\n]*+\n?)*+")
_GOES_ON = re.compile(rb"[ \t]+[^\s]|" + _USUAL_HEADER.pattern, re.IGNORECASE)
_DELIMITER = re.compile(rb"^--([^\n]*)", re.MULTILINE)
_FIRST_DELIMITER = re.compile(rb"^--(?! )([^\s][^\n]{0,199})\n(?=content-|\r?\n)", re.MULTILINE | re.IGNORECASE)
_MAIN_TYPE = re.compile(r"\s*([\w.+-]+/[\w.+-]+)")
_PARAMETER = re.compile(r"""[;\s]([^\s=;"]{1,60})[ \t]{0,9}=\s{0,9}(?:"((?:[^"\\]|\\.)*)(?:"|\Z)|([^;]*))""", re.DOTALL)
_ESCAPED = re.compile(r"\\([\"\\])")
_FOLD = re.compile(r"\r*\n(?=[ \t])|[\r\n]+")
_WORD = re.compile(r"=\?([^?\s]{1,60})\?([bqBQ])\?(.{0,2000}?)(?:\?=|\Z)", re.DOTALL)
_BETWEEN_WORDS = re.compile(r"(?<=\?=)\s+(?==\?[^?\s]{1,60}\?[bqBQ]\?)")
_OF_BASE64 = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/="
_NOT_OF_BASE64 = bytes(set(range(256)) - set(_OF_BASE64))
_PIECE = 1024 * 1024  # looked through at once: nobody else runs meanwhile
_BELOW_BASE64 = re.compile(rb"=[ \t]{0,9}\r?\n\s{0,99}(?=[^\n]{0,999}[^A-Za-z0-9+/=\s])")
"""The end of base64 above words that a mailing list has added as they are."""
_ENCODINGS = {
    "base64": "base64",
    "quotedprintable": "qp",
    "uuencode": "uu",
    "xuuencode": "uu",
    "xuue": "uu",
    "uue": "uu",
}
_MESSAGES = ("message/rfc822", "message/global", "message/news")


@dataclass(slots=True)
class MimePart:
    """One part of a mail: headers by lower-case names as they came, and where its body is."""

    raw: bytes = field(repr=False)
    headers: list[tuple[str, bytes]]
    start: int
    end: int
    depth: int
    media_type: str
    parameters: dict[str, str]
    children: list["MimePart"] = field(default_factory=list)
    is_cut: bool = False
    """Parts within it were not read, for there are too many."""

    def find_all(self, name: str) -> list[bytes]:
        """Return the raw values of all headers of a name."""
        return [value for known, value in self.headers if known == name.lower()]

    def find_first(self, name: str) -> bytes:
        """Return the raw value of the first header of a name, empty if it has none."""
        return next((value for known, value in self.headers if known == name.lower()), b"")

    @property
    def encoding(self) -> str:
        """The transfer encoding: `base64`, `qp`, `uu`, or empty for bytes that are themselves."""
        said = self.find_first("Content-Transfer-Encoding").decode("latin-1").lower()
        return _ENCODINGS.get(re.sub(r"[^a-z0-9]", "", said[:60].partition(";")[0].partition("(")[0]), "")

    @property
    def charset(self) -> str | None:
        """The charset that it declares, by the label that came."""
        return self.parameters.get("charset") or None

    def count_bytes(self) -> int:
        """Return about how many bytes the body has without its transfer encoding."""
        return (self.end - self.start) * (3 if self.encoding == "base64" else 4) // 4

    def decode_body(self) -> bytes:
        """Return the body without its transfer encoding; what is not encoded as declared comes as it is."""
        body = self.raw[self.start : self.end]
        if self.encoding == "base64":
            below = _BELOW_BASE64.search(body) if self.media_type.startswith("text/") else None
            end = below.end() if below else len(body)
            return decode_base64(body[:end]) + (b"\n" + body[end:] if below else b"")
        if self.encoding == "qp":
            return binascii.a2b_qp(body)
        return decode_uu(body) if self.encoding == "uu" else body


def read_parts(raw: bytes, most_parts: int, most_depth: int) -> MimePart:
    """Return the root of a mail's parts. Past the limits, what is left is the body of a part that `is_cut`."""
    if b"\n" not in raw:
        raw = raw.replace(b"\r", b"\n")
    reader = _OpenParts(raw, most_parts, most_depth)
    reader.open_part(_find_headers(raw))
    root = reader.path[0]
    for found in _find_delimiters(raw, root.start):
        mark = found[1].rstrip()
        if mark in reader.levels:
            reader.begin_next(mark, found.start(), min(found.end() + 1, len(raw)))
        elif mark.endswith(b"--") and mark[:-2] in reader.levels:
            reader.end_all(mark[:-2], found.start())
    reader.close_parts(0, len(raw))
    return root


def _find_delimiters(raw: bytes, at: int) -> Iterator[re.Match[bytes]]:
    """Return the lines that begin with two dashes. Others run after each piece."""
    while at < len(raw):
        end = raw.find(b"\n", at + _PIECE) + 1 or len(raw)
        yield from _DELIMITER.finditer(raw, at, end)
        at = end


def _find_headers(raw: bytes) -> int:
    """Return where the headers begin: after empty lines, and after the line that a mailbox file puts before a mail."""
    begin = re.match(rb"(?:\xef\xbb\xbf)?\s*(?:>?From [^\n]*\n)?", raw)
    return begin.end() if begin else 0


class _OpenParts:
    """The parts that are open while the lines of a mail go by, from the root to the innermost."""

    def __init__(self, raw: bytes, most_parts: int, most_depth: int) -> None:
        self.raw, self.left, self.most_depth = raw, most_parts, most_depth
        self.path: list[MimePart] = []
        self.levels: dict[bytes, list[int]] = {}

    def open_part(self, at: int) -> None:
        """Open the part that begins at a byte, and the mails that it forwards."""
        forwards = True
        while forwards:
            headers, start = read_headers(self.raw, at, is_root=not self.path)
            media_type, parameters = read_type(next((value for name, value in headers if name == _TYPE_HEADER), b""))
            part = MimePart(self.raw, headers, start, len(self.raw), len(self.path), media_type, parameters)
            if self.path:
                self.path[-1].children.append(part)
            self.path.append(part)
            self.left -= 1
            forwards = self._may_have_parts(part) and part.media_type in _MESSAGES
            at = start

    def _may_have_parts(self, part: MimePart) -> bool:
        is_container = part.media_type.startswith("multipart/") or part.media_type in _MESSAGES
        if not is_container or part.encoding:
            return False
        part.is_cut = part.depth >= self.most_depth or self.left <= 0
        if not part.is_cut and part.media_type.startswith("multipart/"):
            self._await_boundary(part)
        return not part.is_cut

    def _await_boundary(self, part: MimePart) -> None:
        boundary = part.parameters.get("boundary", "").rstrip().encode("latin-1", "replace")
        if not boundary or (part.depth == 0 and self.raw.find(b"--" + boundary, part.start) < 0):
            guessed = _FIRST_DELIMITER.search(self.raw, part.start, part.start + 20_000)
            boundary = guessed[1].rstrip() if guessed else boundary
        if boundary:
            self.levels.setdefault(boundary, []).append(part.depth)

    def begin_next(self, boundary: bytes, before: int, after: int) -> None:
        """End what is open inside the part of this boundary, and open its next part."""
        level = self.levels[boundary][-1]
        parent = self.path[level]
        if not parent.children:
            parent.end = before
        self.close_parts(level + 1, before)
        if self.left > 0:
            self.open_part(after)
        else:
            parent.is_cut = True

    def end_all(self, boundary: bytes, before: int) -> None:
        """End what is open inside the part of this boundary. Some programs go on after the last boundary, so it stays
        known; of two parts with the same one, the inner ends."""
        self.close_parts(self.levels[boundary][-1] + 1, before)
        if len(self.levels[boundary]) > 1:
            self.levels[boundary].pop()

    def close_parts(self, level: int, end: int) -> None:
        """Close the parts from a level on; the end of the line before a boundary belongs to the boundary."""
        gone = self.path[level:]
        del self.path[level:]
        for part in gone:
            part.end = max(part.start, end if end == len(self.raw) else self._leave_line_end(part.start, end))
        for boundary in [one for one in self.levels if self.levels[one][-1] >= level] if gone else ():
            self.levels[boundary] = [one for one in self.levels[boundary] if one < level]
            if not self.levels[boundary]:
                del self.levels[boundary]

    def _leave_line_end(self, start: int, end: int) -> int:
        if end > start and self.raw[end - 1] == ord("\n"):
            end -= 1
            while end > start and self.raw[end - 1] == ord("\r"):
                end -= 1
        return end


def read_root_headers(raw: bytes) -> list[tuple[str, bytes]]:
    """Return the headers of a mail, without its parts."""
    first = raw[: 2 * HEADER_BYTES]
    first = first if b"\n" in first else first.replace(b"\r", b"\n")
    return read_headers(first, _find_headers(first), is_root=True)[0]


def find_body(raw: bytes | bytearray) -> int:
    """Return where the header lines of a mail end, their empty line included, as far as one that was cut has them."""
    end = _HEADERS_END.search(raw, 0, 2 * HEADER_BYTES)
    return end.end() if end else min(len(raw), 2 * HEADER_BYTES)


def read_headers(raw: bytes, at: int, *, is_root: bool = False) -> tuple[list[tuple[str, bytes]], int]:
    """Return the headers that begin at a byte, and where the body begins: after an empty line, or at a line that is no
    header. At the root, such a line is left out if headers go on after it."""
    found: list[tuple[str, list[bytes]]] = []
    limit = at + HEADER_BYTES
    while at < len(raw):
        if at > limit:
            end = _HEADERS_END.search(raw, at - 1)
            at = end.end() if end else len(raw)
            break
        after = (raw.find(b"\n", at) + 1) or len(raw)
        line = raw[at : min(after, at + LONGEST_HEADER)]
        if line.startswith(b"--"):
            break
        if not line.strip() and (not line.strip(b"\r\n") or not _GOES_ON.match(raw, after)):
            at = after
            break
        header = _HEADER.match(line)
        if line[:1] in (b" ", b"\t") and found:
            more = _FOLDED.match(raw, after)
            after = more.end() if more is not None else after
            found[-1][1].append(raw[at : min(after, at + LONGEST_HEADER)])
        elif header and len(found) < _MOST_HEADERS:
            found.append((header[1].decode("ascii").lower(), [header[2]]))
        elif not header and not (is_root and _USUAL_HEADER.match(raw, after)):
            break
        at = after
    return [(name, b"".join(lines)[:LONGEST_HEADER].strip()) for name, lines in found], at


def read_type(value: bytes) -> tuple[str, dict[str, str]]:
    """Return the media type and the parameters of a Content-Type; `text/plain` for what is none."""
    text = value.decode("latin-1")
    main = _MAIN_TYPE.match(text)
    return (main[1].lower() if main else "text/plain"), read_parameters(text)


def read_parameters(text: str) -> dict[str, str]:
    """Return the parameters of a header as they came, each byte a letter of Latin-1; of two alike, the first."""
    found: dict[str, str] = {}
    for name, quoted, plain in _PARAMETER.findall(text):
        value = _ESCAPED.sub(r"\1", quoted) if quoted else plain.strip().strip("\"'")
        found.setdefault(name.lower(), value.split()[0] if name.lower() == "charset" and value.split() else value)
    return found


def decode_parameter(parameters: dict[str, str], name: str, hint: str | None) -> str:
    """Return a parameter's words: in one piece, in pieces or percent-encoded (RFC 2231), or as programs write them that
    know words in headers only (RFC 2047). Empty if there is none."""
    numbered = {int(key.split("*")[1]): key for key in parameters if re.fullmatch(rf"{name}\*\d{{1,3}}\*?", key)}
    keys = [f"{name}*"] if f"{name}*" in parameters else [numbered[number] for number in sorted(numbered)]
    if not keys:
        return decode_words(parameters.get(name, "").encode("latin-1"), hint)
    charset, rest = None, parameters[keys[0]]
    if keys[0].endswith("*") and rest.count("'") >= 2:
        charset, _, rest = rest.split("'", 2)
    pieces = [rest, *(parameters[key] for key in keys[1:])]
    joined = b"".join(
        unquote_to_bytes(piece.encode("latin-1")) if key.endswith("*") else piece.encode("latin-1")
        for key, piece in zip(keys, pieces, strict=True)
    )
    return decode_words(joined, hint) if joined.startswith(b"=?") else decode_text(joined, charset, hint)


def decode_words(value: bytes, hint: str | None = None) -> str:
    """Return the words of a header in one line (RFC 2047). Pieces beside each other are joined before they are decoded,
    for a letter may be split; raw letters are read in the charset of the mail's text, the `hint`."""
    text = _FOLD.sub("", decode_text(value[:LONGEST_HEADER], None, hint))
    if "=?" not in text:
        return text
    decoded: list[str] = []
    run: list[tuple[str, bytes]] = []
    at = 0
    for word in _WORD.finditer(_BETWEEN_WORDS.sub("", text)):
        if word.start() > at or not run:
            decoded += [_join_words(run), word.string[at : word.start()]]
            run = []
        run.append((word[1].partition("*")[0].lower(), _decode_word(word[2].lower(), word[3])))
        at = word.end()
    return "".join([*decoded, _join_words(run), _BETWEEN_WORDS.sub("", text)[at:]])


def _decode_word(encoding: str, letters: str) -> bytes:
    content = letters.encode("utf-8", "replace")
    return decode_base64(content) if encoding == "b" else binascii.a2b_qp(content, header=True)


def _join_words(run: list[tuple[str, bytes]]) -> str:
    groups = groupby(run, key=lambda piece: piece[0])
    return "".join(decode_text(b"".join(content for _, content in pieces), charset) for charset, pieces in groups)


def decode_base64(content: bytes) -> bytes:
    """Return what base64 encodes: without other characters in it, with an end that is missing, in several pieces. What
    looks like no base64 at all comes as it is."""
    letters = content.translate(None, _NOT_OF_BASE64)
    others = len(content) - len(letters) - content.count(b"\n") - content.count(b"\r")
    if others * 10 > len(content):
        return content
    ends = letters.count(b"=")
    if len(letters) % 4 == 0 and ends < 3 and letters.endswith(b"=" * ends):  # nearly all: without further copies
        return b"".join(binascii.a2b_base64(letters[at : at + _PIECE]) for at in range(0, len(letters), _PIECE))
    return b"".join(_decode_piece(piece) for piece in letters.split(b"=") if piece)


def _decode_piece(letters: bytes) -> bytes:
    whole = letters[: len(letters) - 1] if len(letters) % 4 == 1 else letters
    return binascii.a2b_base64(whole + b"=" * (-len(whole) % 4))


def decode_uu(content: bytes) -> bytes:
    """Return what the lines of a uuencoded file encode, without those that are broken."""
    decoded = []
    for line in content.partition(b"begin ")[2].partition(b"\n")[2].splitlines():
        if line.strip() == b"end":
            break
        with suppress(binascii.Error):
            decoded.append(binascii.a2b_uu(line[: ((line[0] - 32 & 63) + 2) // 3 * 4 + 1]) if line else b"")
    return b"".join(decoded)
