"""Events as admins type them, and the names in their links."""

from datetime import date

import pytest

from desk import Refused
from desk.events.event_editing import TypedEvent, parse_event
from desk.text.subject import make_slug

pytestmark = pytest.mark.sentence("Events")

D = date


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("«Хакатон  Казань» 30–31 декабря k-7", TypedEvent("Хакатон Казань", D(2026, 12, 30), D(2026, 12, 31), "k-7")),
        ('“A” 2026-12-01', TypedEvent("A", D(2026, 12, 1), D(2026, 12, 1), None)),
        ('"A" 2026-12-01..2027-12-02', TypedEvent("A", D(2026, 12, 1), D(2027, 12, 2), None)),
        ('"A" 2026-12-01..2027-12-03', None),
        (f'"{"я" * 60}" 2026-12-01', TypedEvent("я" * 60, D(2026, 12, 1), D(2026, 12, 1), None)),
        (f'"{"я" * 61}" 2026-12-01', None),
        ('"\u202e" 2026-12-01', None),
        ('"A" 2026-12-03..01', None),
        ('"A" 2026-12-01 two words', None),
        ('"A" 2026-12-01 ' + "x" * 65, None),
        ('"A"', None),
        ("A 2026-12-01", None),
        ("", None),
    ],
)  # fmt: skip
def test_an_event_as_it_is_typed(typed: str, meant: TypedEvent | None) -> None:
    if meant is not None:
        assert parse_event(typed, date(2026, 11, 20)) == meant
        return
    with pytest.raises(Refused):
        parse_event(typed, date(2026, 11, 20))


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Hackathon Kazan!", "hackathon-kazan"),
        ("Хакатон Щёлково", "khakaton-schelkovo"),
        ("Café  d'été", "cafe-d-ete"),
        ("😀 —", ""),
        ("ab " * 20, "ab-" * 13 + "a"),
    ],
)
def test_its_short_name_is_fit_for_a_link(name: str, slug: str) -> None:
    assert make_slug(name) == slug
    assert len(slug) <= 40
