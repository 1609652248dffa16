"""Whatever the door: bytes of others cost little before they are stored, make nothing fail, and are bounded by name."""

import asyncio
import threading
import time
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desk.operations.failed_mails import read_about
from mail import hook
from mail.addresses import MOST_ADDRESSES, list_mailboxes, read_address
from mail.collecting import make_job
from mail.mime import HEADER_BYTES, LONGEST_HEADER
from mail.reading import read_head, read_mail
from ops.clock import choose_clock
from ops.tasks import run_in_thread
from tests.mail.forms import write
from tests.mail.test_forms import FORMS
from tests.mail.test_hostile import PIECES

_now = choose_clock({})
_SECONDS = 2.5


@st.composite
def _mails(draw: st.DrawFn) -> bytes:
    """A form of mail with pieces of hostile bytes in it, each as often as it takes to be slow."""
    raw = draw(st.sampled_from(FORMS)).raw
    for _ in range(draw(st.integers(1, 4))):
        piece = draw(st.sampled_from(PIECES) | st.binary(max_size=12)) * draw(st.sampled_from((1, 1, 3, 900)))
        at = draw(st.integers(0, min(len(raw), 2000)))
        raw = raw[:at] + piece + raw[at:]
    return raw


@settings(max_examples=120, deadline=None)
@given(_mails())
def test_any_mail_is_stored_named_and_read(raw: bytes) -> None:
    head = read_head(raw)
    job = make_job(raw, len(raw), _now(), head=head)
    assert len(job.key) == 32
    assert job.payload.isascii()
    assert len(head.subject) <= 200
    assert (read_about(job.payload[:4000]) or "").startswith(head.sender[:100])
    assert job.dedup == make_job(raw, len(raw), _now()).dedup
    read = read_mail(raw)
    assert len(read.recipients) <= MOST_ADDRESSES


@pytest.mark.parametrize(
    "value",
    [
        "a,", "a@b,", "x y,", '"a",', "(", ")", "<a@b", "a:", "<@a,@b:", "=?utf-8?q?a?= ", '"', "a@b ", "<a@b>", ";",
        "\\", "a@b;", "а@б,", "(a,", "<<", "@", "a b c d e f@",
    ],
)  # fmt: skip
def test_no_header_of_addresses_is_slow(value: str) -> None:
    longest = (value.encode() * LONGEST_HEADER)[:LONGEST_HEADER]
    raw = b"".join(b"%s: %s\r\n" % (name, longest) for name in (b"From", b"To", b"Cc", b"Reply-To")) * 2 + b"\r\nx"
    began = time.process_time()
    read_head(raw)
    read_mail(raw)
    assert time.process_time() - began < _SECONDS
    assert len(list_mailboxes(longest)) <= MOST_ADDRESSES


@pytest.mark.parametrize(
    "line",
    ["X: y", "From: " + "a," * 15_000, "Subject: " + "=?utf-8?q?a?= " * 2000, "X: y\r\n folded", "From: x\r\n ((("],
)
def test_header_lines_beyond_their_limit_are_passed_over(line: str) -> None:
    raw = f"{line}\r\n".encode() * (8_000_000 // len(line)) + b"To: late@client.example\r\n\r\nHello"
    began = time.process_time()
    head = read_head(raw)
    read = read_mail(raw)
    make_job(raw, len(raw), _now(), head=head)
    assert time.process_time() - began < _SECONDS
    assert read.recipients == ()
    assert read.text in ("Hello", "")


def test_a_header_within_its_limit_is_read_to_its_end() -> None:
    raw = b"X: y\r\n" * (HEADER_BYTES // 6 // 50) + b"Subject: Lamp\r\nTo: help@desk.example\r\n\r\nHello"
    read = read_mail(raw)
    assert (read.subject, read.recipients, read.text) == ("Lamp", ("help@desk.example",), "Hello")


def test_all_pages_of_a_mail_share_one_limit() -> None:
    page = b"--b\r\nContent-Type: text/html\r\n\r\n" + b"<b>" * 300_000 + b"\r\n"
    raw = write(page * 20 + b"--b--\r\n", Content_Type="multipart/mixed; boundary=b")
    began = time.process_time()
    read_mail(raw)
    assert time.process_time() - began < _SECONDS


@pytest.mark.parametrize(
    ("typed", "right"),
    [
        ("root,x@evil.example", None), ("a(b)@evil.example", None), ("a;b@evil.example", None),
        ("a:b@evil.example", None),
        ('"root,x"@evil.example', None), ('"support+t8"@desk.example', "support+t8@desk.example"),
        ("kim@client.example.", "kim@client.example"), ("'kim@client.example'", "kim@client.example"),
    ],
)  # fmt: skip
def test_no_address_is_another_one_to_who_reads_it_again(typed: str, right: str | None) -> None:
    assert read_address(typed) == right


_Check = Callable[[str, bytes, str], None]


class _Refused(Exception):
    pass


def _refuse(_at: str, _signed: bytes, _given: str) -> None:
    raise _Refused


def _pass(_at: str, _signed: bytes, _given: str) -> None:
    return


def _feed(body: bytes, step: int, check: _Check = _pass) -> hook._Form:
    form = hook._Form(check, is_escaped=True)
    reader = hook._PairReader(form)
    for at in range(0, len(body), step):
        reader.read_piece(body[at : at + step])
    return form


_SIGNED = b"timestamp=1&token=t%2Bk&signature=s&"


@given(st.binary(max_size=300), st.integers(1, 40))
def test_a_form_in_pieces_is_read_as_one(raw: bytes, step: int) -> None:
    escaped = "".join(
        f"%{one:02x}" if one % 3 else chr(one) if chr(one).isalnum() and one < 128 else f"%{one:02X}" for one in raw
    )
    for body in (_SIGNED + b"body-mime=" + escaped.encode(), b"body-mime=" + escaped.encode() + b"&" + _SIGNED):
        form = _feed(body, step)
        assert form.check() == "t+k"
        assert bytes(form.decode()) == raw


def test_a_form_is_refused_before_its_mail_where_the_order_allows() -> None:
    with pytest.raises(_Refused):
        _feed(_SIGNED + b"body-mime=" + b"%41" * 1000, 100, _refuse)
    late = _feed(b"body-mime=" + b"%41" * 1000 + b"&" + _SIGNED, 100, _refuse)
    with pytest.raises(_Refused):
        late.check()


@given(
    st.lists(st.sampled_from([b"&", b"=", b"%", b"body-mime", b"timestamp", b"+", b"\xff", b"%4"]), max_size=60),
    st.integers(1, 7),
)
def test_no_form_makes_reading_fail(pieces: list[bytes], step: int) -> None:
    form = _feed(b"".join(pieces), step)
    form.check()
    form.decode()


def test_a_form_of_many_fields_is_refused() -> None:
    with pytest.raises(ValueError, match="too many"):
        _feed(b"a=b&" * 1000, 10_000)


async def test_what_is_ended_waits_for_its_thread() -> None:
    begun, may_end, ended = threading.Event(), threading.Event(), threading.Event()

    def work() -> None:
        begun.set()
        may_end.wait(5)
        ended.set()

    task = asyncio.create_task(run_in_thread(work))
    while not begun.is_set():
        await asyncio.sleep(0)
    task.cancel()
    for _ in range(5):
        await asyncio.sleep(0)
    assert not task.done()
    may_end.set()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert ended.is_set()
