"""What the desk has signed is good for its purpose and subject, under its own key, and what people hold stays good."""

import ast
from collections.abc import Callable
from pathlib import Path

import pytest

from desk import references
from desk.references import Purpose
from mail import marks
from tests.sources import files, nodes
from web.security import is_form_token, make_form_token

KEY, OTHER = b"k" * 32, b"o" * 32
_OWN, _BOB = "support@desk.example", "s bob@acme.example"
_OF_OTHERS = {
    "bot/features/guest_calls/incoming.py", "db/encryption.py", "desk/references.py",
    "desk/webhooks/signing.py", "doctor/board.py", "mail/hook.py", "todoist_sync/webhook.py",
}  # fmt: skip
"""Where others' signatures are read or made, and digests that nobody gives back."""
HELD = {
    Purpose.PAGE: ("AAAAAAAAAAeU6NdhsT9J9O_Fms-_w_8N", 7),
    Purpose.WROTE: ("AAAAAAAAAAdbRyeNitaOEccHCiivXh0ruvsoAwp0", 7),
    Purpose.SHARE: ("AAAAAAAAAAcAAAAAAAAACIDzABkiMdK6YE9ntJjY", 7, 8),
    Purpose.UNDO: ("AAAAAAAAAAcAAAGjGFxQe3SMiybHotkvqYOMr4-j", 7, 1800000000123),
}
"""Links that version 1.0 has put into mails and chats."""
_PURPOSES = (*HELD, Purpose.FILE)


def _pack(purpose: Purpose) -> tuple[str, tuple[int, ...]]:
    subject = tuple(range(7, 7 + purpose.numbers))
    return references.pack(KEY, purpose, *subject), subject


def _change_mark(given: str) -> str:
    return given[:-1] + ("A" if given[-1] != "A" else "B")


def _change_subject(given: str) -> str:
    return given[:10] + ("8" if given[10] != "8" else "9") + given[11:]


@pytest.mark.parametrize("purpose", _PURPOSES)
@pytest.mark.parametrize(
    "change",
    [
        _change_mark, _change_subject, lambda one: one + "A", lambda one: one + "AAAA", lambda one: one[:-4],
        lambda one: one[:12] + "!" + one[12:], lambda one: f" {one}", lambda _: "", lambda _: "=",
        lambda _: "A" * 100_000, lambda _: "\udcff" * 32, lambda _: "я" * 40, lambda one: one + "=" * 4,
    ],
)  # fmt: skip
def test_what_was_changed_is_refused(purpose: Purpose, change: Callable[[str], str]) -> None:
    made, subject = _pack(purpose)
    assert references.unpack(KEY, purpose, made) == subject
    assert references.unpack(KEY, purpose, change(made)) is None
    assert references.unpack(OTHER, purpose, made) is None
    assert references.unpack(b"", purpose, made) is None


@pytest.mark.parametrize("purpose", _PURPOSES)
@pytest.mark.parametrize("other", Purpose)
def test_none_is_good_for_another_purpose(purpose: Purpose, other: Purpose) -> None:
    """Nor is what is signed for one the beginning of what is signed for another."""
    made, _ = _pack(purpose)
    assert (references.unpack(KEY, other, made) is None) is (purpose is not other)
    assert purpose is other or not other.word.startswith(purpose.word)


def test_what_people_hold_stays_good() -> None:
    for purpose, (given, *subject) in HELD.items():
        assert references.unpack(KEY, purpose, given) == tuple(subject)
    for_mail = [
        marks.make_reply_address(KEY, _OWN, 42), marks.make_message_id(KEY, _OWN, 42, 7, terms=3),
        marks.make_message_id(KEY, _OWN, 42, 7, _BOB), marks.name_address(KEY, _OWN),
    ]  # fmt: skip
    assert for_mail == [
        "support+t42-bti7nuhx76m3zzsz@desk.example", "t42.7.c3.6shiue77gug5klxl@desk.example",
        "s42.7.2d4f3yya5b4uo6mw@desk.example", "ev6w4c52ep7joquo",
    ]  # fmt: skip
    assert marks.number_terms(KEY, 3, None) == 695087
    assert references.sign(KEY, Purpose.JOIN, (7).to_bytes(8)).hex()[:16] == "fcfb34fa8785ac45"
    assert references.sign(KEY, Purpose.PROOF, "7 olga@acme.example").hex()[:16] == "08eeb2a341f26d9a"


@pytest.mark.parametrize("key", [OTHER, b""])
def test_a_mark_in_a_mail_is_of_its_request_and_of_this_desk(key: bytes) -> None:
    address, sent = marks.make_reply_address(KEY, _OWN, 42), marks.make_message_id(KEY, _OWN, 42, 7)
    assert marks.find_by_address(key, [address]) is marks.find_by_message(key, [sent]) is None
    assert marks.find_by_address(KEY, [address.replace("t42", "t43"), address.replace("+t", "+s")]) is None
    assert marks.find_by_message(KEY, [sent.replace("t42", "t4"), sent.replace(".7.", ".8.")]) is None
    assert marks.find_by_message(KEY, [sent], _BOB) is None
    assert marks.find_by_message(KEY, [marks.make_message_id(KEY, _OWN, 42, 7, _BOB)], "s eve@acme.example") is None


@pytest.mark.parametrize("given", ["", "\udcff", "я", make_form_token("other"), "A" * 100_000])
def test_a_form_is_of_its_session(given: str) -> None:
    made = make_form_token("secret")
    assert made == "ff7b98419419ac35e9d6253bd11ceb83f15eac9727b4bd35d098e7e634a9d0d9"
    assert is_form_token("secret", made)
    assert not is_form_token("secret", given)


def test_nothing_else_signs() -> None:
    root = Path(__file__).resolve().parents[2]
    signs = {
        path.relative_to(root).as_posix()
        for package in ("bot", "db", "desk", "doctor", "mail", "ops", "reports", "todoist_sync", "web")
        for path in files(root / package)
        if any("hmac" in (alias.name for alias in node.names) for node in nodes(path, ast.Import))
    }
    assert signs == _OF_OTHERS
