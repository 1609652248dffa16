"""Times as people read them."""

from datetime import UTC, datetime, timedelta

import pytest

from desk import history
from desk.i18n import catalog
from desk.i18n.formats import format_moment, format_said_money
from desk.i18n.history_changes import ChangeDescriber
from desk.text.money import pack_money

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


def test_a_date_that_could_be_of_another_year_says_which() -> None:
    """A promise for the next winter but one, a request of a year ago; not what is near, over New Year too."""
    said = {
        timedelta(hours=1): ("10:00", "10:00"),
        timedelta(days=60): ("19 Jan, 09:00", "19 янв, 09:00"),
        timedelta(days=400): ("25 Dec 2027, 09:00", "25 дек 2027, 09:00"),
        -timedelta(days=365): ("20 Nov 2025, 09:00", "20 ноя 2025, 09:00"),
    }
    for length, words in said.items():
        assert tuple(format_moment(language, NOW + length, "UTC", NOW) for language in ("en", "ru")) == words


def test_a_movement_of_money_names_its_owner_whatever_their_name_has() -> None:
    said = ChangeDescriber("en", str, str)._value(history.MONEY, f"payment:{pack_money(900, 'RUB')}:Acme: North: 7")
    assert said.endswith(" was paid (Acme: North: 7)")


def test_what_letters_of_earlier_versions_name_is_said_in_other_words() -> None:
    """They wait over an upgrade, and hold what comes after them."""
    for key in catalog.FORMER:
        for language in catalog.LANGUAGES:
            assert catalog.say(language, key, number=8)
            assert not catalog.has_key(language, key), "it has its own words again"


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("€125", "125\u00a0€"), ("125.00 EUR", "125\u00a0€"), ("1 500,5 ₽", "1,500.50\u00a0₽"), ("$-5", "−5\u00a0$"),
        *((one, one) for one in ("125", "1,234.50 €", "EUR 5 USD", "5 kg", "5.5.5 €", "plan 5", "")),
    ],
)  # fmt: skip
def test_money_of_another_system_is_written_as_our_own(said: str, written: str) -> None:
    """Anything but one amount with one currency stays as it is."""
    assert format_said_money("en", said) == written
