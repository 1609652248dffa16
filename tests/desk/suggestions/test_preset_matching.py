"""Which preset a request asks for, if it asks for one alone."""

import pytest

from desk.suggestions.preset_fit import PresetStems, choose_preset, measure_fit


def stems(text: str) -> frozenset[str]:
    return frozenset(text.split())


WIFI = PresetStems(1, (stems("wifi password"), stems("connect guest wifi network")), (stems("guest wifi"),))
LOST = PresetStems(2, (stems("forgot password"),))


@pytest.mark.parametrize(
    ("asked", "given"),
    [
        ("wifi password", 1),
        ("wifi password hall", 1),  # two of three it knows
        ("wifi password hall yesterday", None),  # half of what is asked is about something else
        ("password", None),  # by one word anything could be meant
        ("connect network", None),  # half of an example
        ("connect guest wifi", 1),  # and a keyword
        ("connect wifi", None),  # not all of the keyword
        ("forgot password", 2),
        ("", None),
    ],
)
def test_enough_of_what_is_asked_and_of_an_example(asked: str, given: int | None) -> None:
    found = choose_preset(stems(asked), [WIFI, LOST])
    assert (found[0] if found else None) == given


def test_of_two_that_fit_equally_well_none_is_given() -> None:
    twin = PresetStems(3, WIFI.examples, WIFI.keywords)
    assert choose_preset(stems("wifi password"), [WIFI, twin]) is None
    further = PresetStems(4, (stems("wifi password badge"),))
    assert choose_preset(stems("wifi password"), [WIFI, further]) == (1, 1.0)
    assert 0 < measure_fit(stems("wifi password"), further) < 0.9


def test_courtesy_says_nothing() -> None:
    assert (
        measure_fit(stems("hello pleas wifi password help"), WIFI) == measure_fit(stems("wifi password"), WIFI) == 1.0
    )
