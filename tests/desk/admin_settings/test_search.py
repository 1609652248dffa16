"""The search of settings by words: by their beginnings, else in any form."""

import pytest

from desk.admin_settings.registry import search_settings


@pytest.mark.parametrize(
    ("typed", "found"), [("часы", "hours"), ("rating", "survey_reminder"), ("business hours", "hours"), ("zzz", None)]
)
def test_a_setting_is_found_by_its_words(typed: str, found: str | None) -> None:
    keys = [one.key for one in search_settings(typed)]
    assert (found in keys) if found else keys == []
