"""Marks lead to a request only if this desk has made them."""

import pytest

from mail import marks

KEY = b"k" * 32
OWN, OWNS = "support@desk.example", ("help@desk.example", "support@desk.example")


def test_the_address_leads_back() -> None:
    address = marks.make_reply_address(KEY, OWN, 42)
    assert address.startswith("support+t42-")
    assert len(address.partition("@")[0]) <= 64
    assert marks.find_by_address(KEY, ["other@desk.example", address.upper()]) == 42
    name, _, domain = address.partition("@")
    for written in (f'"{name}"@{domain}', address.replace("+", "=2B"), f"{address}."):
        assert marks.find_by_address(KEY, [written]) == 42
        assert marks.is_own_address(OWNS, written)
    assert marks.find_by_address(KEY, [address.replace("desk.example", "old.example")]) == 42, (
        "it was one of the desk's"
    )
    assert marks.find_by_address(KEY, ["", "@", "support+@desk.example", OWN]) is None


@pytest.mark.parametrize(
    "form",
    [
        '"{name}"@desk.example',
        "{encoded}@desk.example",
        "{name}@desk.example.",
        "SRS0=HHH=TT=desk.example={name}@forwarder.example",
        "srs0+HHH=TT=desk.example={name}@forwarder.example",
    ],
)
def test_servers_on_the_way_rewrite_the_address(form: str) -> None:
    name = marks.make_reply_address(KEY, OWN, 42).partition("@")[0]
    written = form.format(name=name, encoded=name.replace("+", "=2B"))
    assert marks.find_by_address(KEY, [written]) == 42


def test_the_newest_mail_of_ours_counts() -> None:
    first, second = (marks.make_message_id(KEY, OWN, 42, job) for job in (7, 8))
    assert first == marks.make_message_id(KEY, OWN, 42, 7)
    assert marks.find_by_message(KEY, ["x@y", second, first, "z@y"]) == marks.SentMail(42, 8)
    assert marks.find_by_message(KEY, []) is None
