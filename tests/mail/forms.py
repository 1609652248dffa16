"""Forms of mail as the world sends them, rebuilt from public reports: small builders, and what is right about each."""

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


PLAIN = part("text/plain; charset=utf-8", "Hello")
HTML = part("text/html; charset=utf-8", "<p>Hello</p>")
