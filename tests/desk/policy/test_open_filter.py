"""What somebody chose of `/open`: as it is stored, and as it is read whatever another version has written."""

import pytest

from db.models import Status
from desk.policy.open_filter import By, OpenFilter, Order, Waits, restored, stored

CHOSEN = OpenFilter(Status.ON_HOLD, 2, 7, 0, Waits.OTHERS, late=True, order=Order.CHANGED)


def test_it_is_stored_and_read_again() -> None:
    assert stored(OpenFilter()) == {}
    assert stored(OpenFilter(agent=0)) == {"agent": 0}
    for chosen in (OpenFilter(), CHOSEN, OpenFilter(category=0), OpenFilter(late=True)):
        assert restored(stored(chosen)) == chosen
    assert OpenFilter().is_any and OpenFilter(order=Order.CHANGED).is_any and not OpenFilter(agent=0).is_any


@pytest.mark.parametrize(
    "row", [None, {}, {"status": "frozen"}, {"priority": 9}, {"order": "alphabet"}, {"waits": "x"}, {"colour": "red"}]
)
def test_what_is_not_known_counts_as_any(row: dict[str, object] | None) -> None:
    assert restored(row) == OpenFilter()
    assert restored({**(row or {}), "agent": 3}) == OpenFilter(agent=3)


@pytest.mark.parametrize(
    ("by", "value"), [("status", "closed"), ("priority", "5"), ("order", "open"), ("waits", "me"), ("agent", "olga")]
)
def test_a_value_there_is_not_is_refused(by: str, value: str) -> None:
    with pytest.raises(ValueError):
        OpenFilter().chosen(By(by), value)


def test_a_choice_is_taken_back() -> None:
    for by in (By.STATUS, By.PRIORITY, By.CATEGORY, By.AGENT, By.WAITS, By.LATE):
        assert getattr(CHOSEN.chosen(by, ""), by.value) == getattr(OpenFilter(), by.value)
