"""Forms of mail as the world sends them, rebuilt from public reports: small builders, and what is right about each."""

import struct
from base64 import b64encode
from dataclasses import dataclass, field
from typing import Any

USUAL = {
    "From": "Rita <rita@client.example>",
    "To": "help@desk.example",
    "Subject": "Printer",
    "Date": "Fri, 27 Nov 2026 08:30:00 +0000",
    "Message-ID": "<1@client.example>",
    "MIME-Version": "1.0",
}
PDF, PNG = b"%PDF-1.7 report", b"\x89PNG\r\n\x1a\n picture"


@dataclass(frozen=True)
class Form:
    """One form: its bytes, and the fields that reading it must give. Nothing may be left out but what is named."""

    name: str
    raw: bytes
    right: dict[str, Any] = field(default_factory=dict)


def write(
    body: str | bytes = "Hello", /, *, charset: str = "utf-8", drop: tuple[str, ...] = (), **headers: str
) -> bytes:
    """Return a mail with the usual headers; `Content_Type` and the like replace or add one, `drop` leaves some out."""
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    lines = [f"{name}: {value}" for name, value in {**USUAL, **given}.items() if name not in drop]
    head = "\r\n".join(lines).encode(charset) + b"\r\n\r\n"
    return head + (body if isinstance(body, bytes) else body.replace("\n", "\r\n").encode(charset))


def part(content_type: str, body: str | bytes = "", *more: str) -> bytes:
    """Return one part, in base64 if its body is bytes."""
    if isinstance(body, bytes):
        more = (*more, "Content-Transfer-Encoding: base64")
        body = b64encode(body).decode()
    head = "\r\n".join([f"Content-Type: {content_type}", *more])
    return f"{head}\r\n\r\n{body}".replace("\r\n", "\n").replace("\n", "\r\n").encode()


def join(kind: str, *parts: bytes, boundary: str = "=_b", **headers: str) -> bytes:
    """Return a mail of several parts."""
    return write(
        nest(kind, *parts, boundary=boundary).partition(b"\r\n\r\n")[2], Content_Type=_type(kind, boundary), **headers
    )


def nest(kind: str, *parts: bytes, boundary: str = "=_c") -> bytes:
    """Return a part of several parts."""
    mark = f"--{boundary}".encode()
    body = b"".join(mark + b"\r\n" + one + b"\r\n" for one in parts) + mark + b"--\r\n"
    return f"Content-Type: {_type(kind, boundary)}\r\n\r\n".encode() + body


def _type(kind: str, boundary: str) -> str:
    return f'multipart/{kind}; boundary="{boundary}"'


def pack(*files: tuple[str, bytes], long_name: str = "") -> bytes:
    """Return a `winmail.dat` as Outlook makes it; `long_name`: of the last file, in its properties."""
    made = struct.pack("<IH", 0x223E9F78, 1) + _field(0x89006, b"\0\0\1\0")
    for name, content in files:
        made += _field(0x69002, b"\0" * 14) + _field(0x18010, name.encode("cp1251") + b"\0") + _field(0x6800F, content)
    if long_name:
        said = long_name.encode("utf-16-le") + b"\0\0"
        made += _field(0x69005, struct.pack("<I", 1) + b"\x1f\0\x07\x37" + struct.pack("<II", 1, len(said)) + said)
    return made


def _field(kind: int, content: bytes) -> bytes:
    return struct.pack("<BII", 2, kind, len(content)) + content + struct.pack("<H", sum(content) & 0xFFFF)


PLAIN = part("text/plain; charset=utf-8", "Hello")
HTML = part("text/html; charset=utf-8", "<p>Hello</p>")
