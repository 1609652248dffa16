"""The content of an opaque signed mail (S/MIME, RFC 8551, `signed-data`): read, with its signature unchecked. Pure.

Reads only the way to the content in the BER of a CMS message (RFC 5652, 5): no certificate, no signature. Each byte is
read a fixed number of times, and nothing calls itself for each level.
"""

_SIGNED_DATA = bytes.fromhex("06092a864886f70d010702")
_SEQUENCE, _CONTEXT, _OCTETS, _OCTETS_IN_PIECES = 0x30, 0xA0, 0x04, 0x24
_MOST_STEPS = 1_000_000


class _WrongError(Exception):
    """The bytes are no such message."""


def find_signed_content(message: bytes) -> bytes | None:
    """Return the content of a signed message; None if it is none, or has its content elsewhere."""
    try:
        return _MessageReader(message).find_content() or None
    except (_WrongError, IndexError):
        return None


class _MessageReader:
    def __init__(self, message: bytes) -> None:
        self.message, self.at = message, 0

    def find_content(self) -> bytes:
        self._enter(_SEQUENCE)
        if not self.message.startswith(_SIGNED_DATA, self.at):
            raise _WrongError
        self.at += len(_SIGNED_DATA)
        self._enter(_CONTEXT)
        self._enter(_SEQUENCE)
        self._skip()  # the version
        self._skip()  # the digests' names
        self._enter(_SEQUENCE)
        self._skip()  # what kind of content
        self._enter(_CONTEXT)
        return self._read_octets()

    def _read_head(self) -> tuple[int, int | None]:
        """Return the tag of what begins here and its length, None for one that ends with a mark, and go behind both."""
        tag, length = self.message[self.at], self.message[self.at + 1]
        self.at += 2
        if length == 0x80:
            return tag, None
        if length > 0x80:
            digits = length & 0x7F
            if digits > 4:
                raise _WrongError
            length = int.from_bytes(self.message[self.at : self.at + digits], "big")
            self.at += digits
        return tag, length

    def _enter(self, tag: int) -> None:
        found, _ = self._read_head()
        if found != tag:
            raise _WrongError

    def _skip(self) -> None:
        """Go behind the element that begins here, and what is in it."""
        open_ones = 0
        for _ in range(_MOST_STEPS):
            tag, length = self._read_head()
            if length is None:
                open_ones += 1
            elif tag == 0 and length == 0 and open_ones:
                open_ones -= 1
            else:
                self.at += length
            if not open_ones:
                return
        raise _WrongError

    def _read_octets(self) -> bytes:
        """Return the octets that begin here, of all pieces."""
        tag, length = self._read_head()
        if tag == _OCTETS and length is not None:
            return self.message[self.at : self.at + length]
        if tag != _OCTETS_IN_PIECES:
            raise _WrongError
        end = None if length is None else self.at + length
        pieces: list[bytes] = []
        for _ in range(_MOST_STEPS):
            if end is not None and self.at >= end:
                break
            tag, length = self._read_head()
            if tag == 0:
                break
            if tag == _OCTETS and length is not None:
                pieces.append(self.message[self.at : self.at + length])
                self.at += length
            elif tag != _OCTETS_IN_PIECES:
                raise _WrongError
        return b"".join(pieces)
