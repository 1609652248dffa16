"""What somebody chose of `/open`: as it is stored, and as it is read whatever another version has written."""

import pytest

from db.models import Status
from desk.policy.open_filter import FilterField, OpenFilter, Order, Turn, dump_filter, load_filter

CHOSEN = OpenFilter(Status.ON_HOLD, 2, 7, 0, Turn.OTHERS, late=True, order=Order.CHANGED)


def test_it_is_stored_and_read_again() -> None:
    assert dump_filter(OpenFilter()) == {}
    assert dump_filter(OpenFilter(agent=0)) == {"agent": 0}
    for chosen in (OpenFilter(), CHOSEN, OpenFilter(category=0), OpenFilter(late=True)):
        assert load_filter(dump_filter(chosen)) == chosen
    assert OpenFilter().is_any and OpenFilter(order=Order.CHANGED).is_any and not OpenFilter(agent=0).is_any


@pytest.mark.parametrize(
    "row", [None, {}, {"status": "frozen"}, {"priority": 9}, {"order": "alphabet"}, {"waits": "x"}, {"colour": "red"}]
)
def test_what_is_not_known_counts_as_any(row: dict[str, object] | None) -> None:
    assert load_filter(row) == OpenFilter()
    assert load_filter({**(row or {}), "agent": 3}) == OpenFilter(agent=3)


@pytest.mark.parametrize(
    ("by", "value"), [("status", "closed"), ("priority", "5"), ("order", "open"), ("waits", "me"), ("agent", "olga")]
)
def test_a_value_there_is_not_is_refused(by: str, value: str) -> None:
    with pytest.raises(ValueError):
        OpenFilter().with_choice(FilterField(by), value)


def test_a_choice_is_taken_back() -> None:
    for by in (
        FilterField.STATUS,
        FilterField.PRIORITY,
        FilterField.CATEGORY,
        FilterField.AGENT,
        FilterField.WAITS,
        FilterField.LATE,
    ):
        assert getattr(CHOSEN.with_choice(by, ""), by.value) == getattr(OpenFilter(), by.value)
