# ruff: noqa: E501
"""No bytes make reading fail: mutations of all forms, mails beyond the limits, and text that would be slow to read."""

import base64
import random
import time
import tracemalloc
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mail.collecting import make_job, take_out
from mail.contents import LeftOut, MailLimits, Reason
from mail.mime import read_parts
from mail.reading import read_mail
from mail.winmail import list_packed
from tests.mail.forms import PDF, PLAIN, join, nest, pack, part, write
from tests.mail.test_forms import FORMS

LIMITS = MailLimits()
PIECES = [
    b"\r\n", b"\n\n", b"--", b"--=_b", b"--=_b--", b"=?utf-8?B?", b"?=", b'"', b"<", b">", b"(", b"\x00", b"\xff\xfe", b"\xd0",
    b"Content-Type: multipart/mixed; boundary=x\r\n", b"Content-Type: message/rfc822\r\n\r\n", b"charset=utf-7", b"filename*0*=",
    b"Content-Transfer-Encoding: base64\r\n", b"\r\n> ", b"wrote:\r\n", b"-- \r\n", b"<blockquote>", b"<!--", b"&#xD800;", b"\x1b$B",
]  # fmt: skip


def _mutate(raw: bytes, rng: random.Random) -> bytes:
    changed = bytearray(raw)
    for _ in range(rng.randint(1, 8)):
        at = rng.randint(0, len(changed))
        end = min(len(changed), at + rng.choice((0, 1, 3, 40)))
        act = rng.randrange(5)
        if act == 0:
            changed[at:end] = rng.choice(PIECES)
        elif act == 1:
            changed[at:end] = b""
        elif act == 2:
            changed[at:at] = rng.choice(FORMS).raw[rng.randint(0, 300) :][:200]
        elif act == 3:
            changed[at:end] = rng.randbytes(end - at)
        else:
            changed[at:at] = changed[at:end] * 3
    return bytes(changed)


@pytest.mark.parametrize("seed", range(6))
def test_no_mutation_makes_reading_fail(seed: int) -> None:
    rng = random.Random(seed)
    for _ in range(500):
        raw = _mutate(rng.choice(FORMS).raw, rng)
        read = read_mail(raw, LIMITS, "mx.desk.example")
        said = f"{read.text}{read.whole}{read.subject}{read.sender}{read.sender_name}{read.message_id}{read.recipients}"
        said.encode("utf-8")
        assert "\x00" not in said


@given(st.binary(max_size=400))
def test_no_bytes_make_reading_fail(raw: bytes) -> None:
    read_mail(raw)
    read_mail(b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n" + raw)
    read_mail(b"Content-Type: text/html\r\n\r\n" + raw)


PACKED = pack(("a.pdf", PDF), ("b.txt", b"plan"), long_name="long.txt")


@given(st.binary(max_size=300), st.integers(0, len(PACKED)), st.integers(0, 40))
def test_no_packet_makes_reading_fail(some: bytes, at: int, cut: int) -> None:
    for raw in (some, PACKED[:at], PACKED[:at] + some + PACKED[at + cut :]):
        assert sum(len(content) for _, content in list_packed(raw)) <= len(raw)


def test_a_packet_of_many_files_is_read_to_a_number() -> None:
    assert len(list_packed(pack(*[("a", b"x")] * 5000))) == 100


DEEP = PLAIN
for level in range(95):
    DEEP = nest("mixed", DEEP, boundary=f"b{level}")
TOO_DEEP = DEEP
for level in range(95, 2000):
    TOO_DEEP = nest("mixed", TOO_DEEP, boundary=f"b{level}")


_LETTERS = b"x" * 1_000_000


def _mail(body: bytes, content_type: str = "text/plain") -> bytes:
    return write(body, Content_Type=content_type)


_LARGE: dict[str, Callable[[], bytes]] = {
    "50 MB of text": lambda: _mail(b"a line of a log, and more of it\r\n" * 1_600_000),
    "50 MB in one line": lambda: _mail(b"x" * 50_000_000),
    "50 MB of empty lines": lambda: _mail(b"\n" * 50_000_000),
    "50 MB of headers": lambda: b"Subject: " + b"x" * 50_000_000,
    "50 MB of folded headers": lambda: b"Subject: x\n" + b" x\n" * 15_000_000,
    "50 MB of one file": lambda: join("mixed", PLAIN, part("application/pdf; name=a.pdf", b"x" * 37_000_000)),
    "50 MB of quotes": lambda: _mail(b"> " * 25_000_000),
    "50 MB of HTML": lambda: _mail(b"<p>" * 16_000_000, "text/html"),
    "10,000 parts": lambda: join("mixed", *[PLAIN] * 10_000),
    "10,000 files": lambda: join("mixed", *[part("application/pdf; name=a.pdf", PDF)] * 10_000),
    "2,000 levels": lambda: b"From: rita@client.example\r\n" + TOO_DEEP,
    "a million boundaries": lambda: _mail(b"--b\n" * 1_000_000, "multipart/mixed; boundary=b"),
    "a million that are none": lambda: _mail(b"--c\n" * 1_000_000, "multipart/mixed; boundary=b"),
    "100,000 headers": lambda: b"X-A: b\n" * 100_000 + b"\nHello",
    "100,000 mails forwarded": lambda: b"Content-Type: message/rfc822\n\n" * 100_000,
}


@pytest.mark.parametrize("name", list(_LARGE))
def test_large_mails_are_read_in_seconds(name: str) -> None:
    raw = _LARGE[name]()
    began = time.process_time()
    read = read_mail(raw)
    assert time.process_time() - began < 8
    assert len(read.text) <= LIMITS.text_length
    assert len(read.attachments) <= LIMITS.attachments


_TRAPS: dict[str, Callable[[], bytes]] = {
    "words that do not end": lambda: write(Subject="=?utf-8?B?" * 6000),
    "question marks": lambda: write(Subject="=?" * 30_000),
    "brackets": lambda: write(From="<" * 60_000, To="(" * 60_000, References="<" * 60_000),
    "commas": lambda: write(From="," * 60_000, To='"' * 60_000, Cc="a@b," * 15_000),
    "parameters": lambda: write(Content_Type="text/plain" + "; a=" * 15_000),
    "pieces of parameters": lambda: write(Content_Type="text/plain; " + "; ".join(f"name*{at}*=x" for at in range(6000))),
    "quotes in parameters": lambda: write(Content_Type="text/plain; a=" + '\\"' * 30_000),
    "colons": lambda: _mail(b"On 1.1.2026 x:\n" * 60_000),
    "lines of who wrote": lambda: _mail(b"wrote\n" * 100_000 + b":"),
    "headers of quotes": lambda: _mail(b"From: a\n" * 100_000),
    "signatures": lambda: _mail(b"--\nx\n" * 200_000),
    "telephones": lambda: _mail(b"Sent from my " * 80_000),
    "dashes": lambda: _mail(b"-" * 1_000_000),
    "rules": lambda: _mail(b"___\n" * 150_000 + b"From: a\nSent: b\nTo: c"),
    "blanks": lambda: _mail(b" \n" * 500_000 + b" " * 1_000_000),
    "flowing lines": lambda: _mail(b"x \n" * 300_000, "text/plain; format=flowed"),
    "deep flowing quotes": lambda: _mail(b">" * 1_000_000 + b" x \n", "text/plain; format=flowed"),
    "comments of HTML": lambda: _mail(b"<!--" * 250_000, "text/html"),
    "tags that do not end": lambda: _mail(b"<a " * 330_000, "text/html"),
    "quotes in tags": lambda: _mail(b"<a b='\">" * 120_000, "text/html"),
    "styles that do not end": lambda: _mail(b"<style>" * 140_000, "text/html"),
    "open quotes": lambda: _mail(b"<blockquote>" * 40_000 + b"x<br>" * 100_000, "text/html"),
    "open links": lambda: _mail(b"<a href=http://x>" * 50_000 + b"</a>" * 30_000, "text/html"),
    "open and wrong": lambda: _mail(b"<b></i>" * 140_000, "text/html"),
    "entities": lambda: _mail(b"&" * 500_000 + b"&#" * 250_000, "text/html"),
    "charsets of meta": lambda: _mail(b"<meta " * 160_000, "text/html"),
    "base64 in pieces": lambda: write(b"QQ=" * 300_000, Content_Transfer_Encoding="base64"),
    "quoted-printable": lambda: write(b"=" * 1_000_000, Content_Transfer_Encoding="quoted-printable"),
    "uuencode": lambda: write(b"begin \n" * 140_000, Content_Transfer_Encoding="x-uuencode"),
    "high bytes": lambda: _mail(b"\xe0\xff" * 500_000),
    "UTF-7": lambda: _mail(b"+AAA-" * 200_000, "text/plain; charset=utf-7"),
    "letters of a bounce": lambda: write(_LETTERS, From="mailer-daemon@x.example", Subject="failure notice"),
    "addresses of a bounce": lambda: write(b"a@b.c " * 150_000, From="mailer-daemon@x.example", Subject="failure notice"),
    "codes of a bounce": lambda: write(b"5.1.1.1" * 140_000, From="mailer-daemon@x.example", Subject="failure notice"),
    "recipients of a bounce": lambda: join("report; report-type=delivery-status", PLAIN, part("message/delivery-status", "a: b\n\n" * 100_000)),
    "verdicts": lambda: b"Authentication-Results: mx.desk.example;" + b"(" * 30_000 + b"; spf=" * 5000 + b"\n" + write(),
    "an invitation": lambda: _mail(b"BEGIN:VEVENT\n" + b"SUMMARY:x\n" * 100_000 + b"\n " * 100_000, "text/calendar"),
}  # fmt: skip


@pytest.mark.parametrize("name", list(_TRAPS))
def test_no_text_is_a_trap(name: str) -> None:
    raw = _TRAPS[name]()
    began = time.process_time()
    read_mail(raw, trusted_server="mx.desk.example")
    assert time.process_time() - began < 6


def test_a_hundred_levels_are_read_and_more_are_named() -> None:
    assert read_mail(DEEP).text == "Hello"
    read = read_mail(TOO_DEEP)
    assert (read.text, read.left_out) == ("", (LeftOut(Reason.TOO_DEEP, "file-1.bin"),))


def test_what_is_over_a_limit_is_named() -> None:
    files = [part(f"application/pdf; name={at}.pdf", bytes([65 + at]) * 3000) for at in range(4)]
    raw = join("mixed", part("text/plain", "x" * 50), *files)
    few = read_mail(raw, replace(LIMITS, attachments=2))
    assert [one.name for one in few.attachments] == ["0.pdf", "1.pdf"]
    assert few.left_out == (LeftOut(Reason.TOO_MANY, "2.pdf"), LeftOut(Reason.TOO_MANY, "3.pdf"))
    small = read_mail(raw, replace(LIMITS, attachment_bytes=2000))
    assert [one.reason for one in small.left_out] == [Reason.TOO_LARGE] * 4
    together = read_mail(raw, replace(LIMITS, all_bytes=7000))
    assert [one.name for one in together.left_out] == ["2.pdf", "3.pdf"]
    assert read_mail(raw, replace(LIMITS, text_length=20)).left_out == (LeftOut(Reason.CUT, ""),)
    assert read_mail(raw, replace(LIMITS, parts=3)).left_out == (LeftOut(Reason.TOO_MANY, "file-1.bin"),)
    cut = read_mail(raw, replace(LIMITS, mail_bytes=len(raw) - 2000))
    assert cut.left_out[0] == LeftOut(Reason.TOO_LARGE, "")
    assert cut.text == "x" * 50


def _write_large(size: int, fill: int = 0, *, end: bytes = b"") -> bytes:
    """Return a mail with a file of so many bytes, and a first part that is so much longer."""
    body = base64.encodebytes(bytes(range(256)) * (size // 256))
    head = 'Content-Transfer-Encoding: base64\r\nContent-Disposition: attachment; filename="film.mov"\r\n\r\n'
    own = b"Hello\r\n" + b"=" * fill + b"\r\n"
    return (
        b"From: kim@client.example\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\n"
        + own + b"--b\r\n" + head.encode() + body + b"--b--\r\n" + end
    )  # fmt: skip


def test_a_line_between_parts_is_found_wherever_a_piece_of_a_mail_ends() -> None:
    for fill in range(1024 * 1024 - 110, 1024 * 1024 + 10, 2):
        raw = _write_large(256, fill)
        assert [one.media_type for one in read_parts(raw, 9, 9).children] == ["text/plain"] * 2


def test_a_large_mail_costs_few_copies_of_it() -> None:
    raw = _write_large(8 * 1024 * 1024)
    job = make_job(raw, len(raw), datetime.now(UTC))
    digest = read_mail(raw).digest
    assert read_mail(raw + b"\r\n" * 70_000).digest == digest
    assert [one.content for one in read_mail(raw).attachments] == [bytes(range(256)) * (32 * 1024)]
    for act, most in ((lambda: take_out(job.payload)[1], 2.5), (lambda: read_mail(raw), 3.7)):
        tracemalloc.start()
        kept = act()
        peak = tracemalloc.get_traced_memory()[1] / len(raw)
        tracemalloc.stop()
        assert kept in (raw, read_mail(raw)) and peak < most, (most, peak)


def test_one_identifier_may_belong_to_two_mails() -> None:
    first, again, other = (read_mail(raw) for raw in (write(), b"Received: by x\r\n" + write(), write("Other")))
    assert first.message_id == again.message_id == other.message_id
    assert first.digest == again.digest != other.digest
    nameless = write(drop=("Message-ID",))
    assert read_mail(nameless).message_id == read_mail(b"Received: by y\r\n" + nameless).message_id
