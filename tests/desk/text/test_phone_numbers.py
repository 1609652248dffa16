"""A number that is hidden keeps its country and two digits, however it is written."""

import pytest

from desk.text.masking.phone_numbers import mask_number, mask_numbers_in, mask_phones_in


@pytest.mark.parametrize(("number", "shown"), [
    ("+7 (999) 123-45-12", "+7 *** **-12"), ("89991234512", "*** **-12"), ("112", "***"), ("", "***"),
])  # fmt: skip
def test_a_number_is_masked(number: str, shown: str) -> None:
    assert mask_number(number) == shown


@pytest.mark.parametrize(("name", "shown"), [
    ("+7 999 123-45-12", "+7 *** **-12"), ("Oleg 8.999.123.45.12 work", "Oleg *** **-12 work"),
    ("9_9_9_1\u200b234512", "*** **-12"), ("Oleg, room 1204", "Oleg, room 1204"),
])  # fmt: skip
def test_a_name_that_holds_a_number_is_masked_too(name: str, shown: str) -> None:
    assert mask_numbers_in(name) == shown


@pytest.mark.parametrize(("value", "shown"), [
    ("+7 999 123-45-12, until six", "+7 *** **-12, until six"), ("8 (999) 123-45-12", "*** **-12"),
    ("+7\u202f999\u2011123\u201145\u201312", "+7 *** **-12"), ("+7  999  123  45  12", "+7 *** **-12"),
    ("8\t999\t123\u22124512", "*** **-12"), ("+7 (999) \u2013 123\u200b-45-12", "+7 *** **-12"),
    ("+7 999 123-45-12\n+7 999 123-45-13", "+7 *** **-12\n+7 *** **-13"), ("2026/1180042", "2026/1180042"),
    ("12 500 000 ₽", "12 500 000 ₽"), ("31.12.2026 18:00", "31.12.2026 18:00"), ("INN 7707083893", "INN 7707083893"),
])  # fmt: skip
def test_in_values_only_phone_numbers_are_masked(value: str, shown: str) -> None:
    assert mask_phones_in(value) == shown
