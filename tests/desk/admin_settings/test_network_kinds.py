"""Networks as a setting: typed, stored, shown."""

import pytest

from desk.settings.kinds import NetworkList


@pytest.mark.parametrize(
    ("typed", "stored", "shown"),
    [
        ("203.0.113.7", ["203.0.113.7/32"], "203.0.113.7"),
        ("10.1.2.3/8, 10.0.0.0/8\n2001:db8::/32", ["10.0.0.0/8", "2001:db8::/32"], "10.0.0.0/8, 2001:db8::/32"),
        ("::1", ["::1/128"], "::1"),
        (" - ", [], "any"),
    ],
)
def test_what_is_typed(typed: str, stored: list[str], shown: str) -> None:
    assert NetworkList().parse_text(typed) == stored
    assert NetworkList().format_value("en", stored) == shown


@pytest.mark.parametrize("typed", ["", "office", "10.0.0.0/33", "10.0.0", "10.0.0.1-10.0.0.9", "::1 ::2 ::3"])
def test_what_is_wrong(typed: str) -> None:
    with pytest.raises(ValueError):
        NetworkList(most=2).parse_text(typed)
