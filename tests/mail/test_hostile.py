# ruff: noqa: E501
"""No bytes make reading fail: mutations of all forms, mails beyond the limits."""

import random
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mail.contents import LeftOut, MailLimits, Reason
from mail.reading import read_mail
from tests.mail.forms import PLAIN, join, nest, part, write
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
        said = (
            f"{read.text}{read.quoted}{read.subject}{read.sender}{read.sender_name}{read.message_id}{read.recipients}"
        )
        said.encode("utf-8")
        assert "\x00" not in said


@given(st.binary(max_size=400))
def test_no_bytes_make_reading_fail(raw: bytes) -> None:
    read_mail(raw)
    read_mail(b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n" + raw)
    read_mail(b"Content-Type: text/html\r\n\r\n" + raw)


DEEP = PLAIN
for level in range(95):
    DEEP = nest("mixed", DEEP, boundary=f"b{level}")
TOO_DEEP = DEEP
for level in range(95, 2000):
    TOO_DEEP = nest("mixed", TOO_DEEP, boundary=f"b{level}")


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


def test_one_identifier_may_belong_to_two_mails() -> None:
    first, again, other = (read_mail(raw) for raw in (write(), b"Received: by x\r\n" + write(), write("Other")))
    assert first.message_id == again.message_id == other.message_id
    assert first.digest == again.digest != other.digest
    nameless = write(drop=("Message-ID",))
    assert read_mail(nameless).message_id == read_mail(b"Received: by y\r\n" + nameless).message_id
