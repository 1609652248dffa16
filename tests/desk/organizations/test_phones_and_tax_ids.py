"""Phone numbers and tax ids as people type them."""

import pytest

from desk import Refused
from desk.organizations.phone_numbers import parse_phone
from desk.organizations.tax_ids import parse_tax_id


@pytest.mark.parametrize("typed", ["8 (916) 123-45-67", "+7 916 123 45 67", "79161234567", "9161234567"])
def test_one_number_typed_in_many_ways_is_one_number(typed: str) -> None:
    assert parse_phone(typed, "RU") == "+79161234567"


def test_a_number_without_its_country_is_one_of_the_region() -> None:
    assert parse_phone("030 123456", "DE") == "+4930123456"


@pytest.mark.parametrize(("typed", "region"), [("", "RU"), ("call me", "RU"), ("12", "RU"), ("916 123", "ZZ")])
def test_what_is_no_number_is_refused(typed: str, region: str) -> None:
    with pytest.raises(Refused, match="phone-wrong"):
        parse_phone(typed, region)


@pytest.mark.parametrize("typed", ["7707083893", "77 0708-3893", "500100732259"])
def test_a_tax_id_is_taken_with_and_without_spaces(typed: str) -> None:
    assert parse_tax_id(typed, "inn") == typed.replace(" ", "").replace("-", "")


@pytest.mark.parametrize(
    ("typed", "refusal"),
    [
        ("770708389", "tax-id-length"),
        ("77070838931", "tax-id-length"),
        ("٧٧٠٧٠٨٣٨٩٣", "tax-id-length"),
        ("7707083894", "tax-id-checksum"),
        ("500100732258", "tax-id-checksum"),
        ("500100732249", "tax-id-checksum"),
    ],
)
def test_a_tax_id_with_a_mistake_is_refused_with_the_reason(typed: str, refusal: str) -> None:
    with pytest.raises(Refused, match=refusal):
        parse_tax_id(typed, "inn")


def test_any_tax_id_is_letters_and_digits() -> None:
    assert parse_tax_id("de 123456789", "any") == "DE123456789"
    with pytest.raises(Refused, match="tax-id-wrong"):
        parse_tax_id("DE;DROP", "any")
