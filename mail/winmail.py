"""The files in `winmail.dat`, into which Outlook packs them for other programs (MS-OXTNEF). Pure.

Reads only the names and the bytes of files: no properties of the message, no text. Each byte is read a fixed number of
times, and nothing calls itself.
"""

from struct import error, unpack_from

from desk.text.charsets import decode_text

_MARK, _BEGINS, _NAME, _BYTES, _PROPERTIES = 0x223E9F78, 0x9002, 0x8010, 0x800F, 0x9005
_LONG_NAMES = ((b"\x1f\x00\x07\x37", "utf-16-le"), (b"\x1e\x00\x07\x37", "utf-8"))
"""How the property with a file's long name begins, and its charset."""
_MOST_FILES, _LONGEST_NAME = 100, 1000


def list_packed(message: bytes) -> list[tuple[str, bytes]]:
    """Return names and contents of the packed files; none if the bytes are something else."""
    found: list[tuple[str, bytes]] = []
    name, content, at = "", b"", 6
    if len(message) < at or unpack_from("<I", message)[0] != _MARK:
        return found
    while len(found) < _MOST_FILES:
        kind, data, at = _read_field(message, at)
        if kind in (None, _BEGINS) and content:
            found.append((name, content))
            name, content = "", b""
        if kind is None:
            break
        if kind == _BYTES:
            content = data
        elif kind == _PROPERTIES:
            name = _find_long_name(data) or name
        elif kind == _NAME and not name:
            name = decode_text(data[:_LONGEST_NAME], None).partition("\0")[0]
    return found


def _read_field(message: bytes, at: int) -> tuple[int | None, bytes, int]:
    """Return kind and data of the field that begins at a byte, and where it ends; None as its kind after the last."""
    try:
        kind, length = unpack_from("<xHxxI", message, at)
    except error:
        return None, b"", at
    end = at + 9 + length
    return (None, b"", at) if end > len(message) else (kind, message[at + 9 : end], end + 2)


def _find_long_name(properties: bytes) -> str:
    """Return the long name in the properties of a file, empty if there is none."""
    for begin, charset in _LONG_NAMES:
        at = properties.find(begin)
        if 0 <= at <= len(properties) - 12:
            count, length = unpack_from("<II", properties, at + 4)
            if count == 1 and 0 < length <= _LONGEST_NAME:
                return properties[at + 12 : at + 12 + length].decode(charset, "replace").partition("\0")[0]
    return ""
