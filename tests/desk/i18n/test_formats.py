"""Times as people read them."""

from datetime import UTC, datetime, timedelta

from desk.i18n.formats import format_moment

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
