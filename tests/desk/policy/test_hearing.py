"""Who hears what: the table as a matrix, part by way by what is told, for each thing that somebody may want."""

from itertools import product

import pytest

from db.models import Hears, Participation
from desk.policy.who_is_told import Told, Way, can_hear

_NEWS = {
    ("requester", "telegram"): "answer automatic state question words money",
    ("requester", "mail"): "answer automatic state question money",
    ("copied", "mail"): "answer",
    ("blind", "mail"): "answer",
    ("shared", "telegram"): "answer state",
    ("in_group", "group"): "answer automatic",
    ("leader", "telegram"): "answer state",
}
"""What is heard by whom by which way; whatever is not here is heard by nobody."""


@pytest.mark.parametrize(("part", "way"), list(product(Participation, Way)))
def test_nobody_hears_what_the_table_does_not_give_them(part: Participation, way: Way) -> None:
    given = set(_NEWS.get((part.value, way.value), "").split())
    heard = {hears: {what.value for what in Told if can_hear(part, way, what, hears)} for hears in Hears}
    assert heard == {Hears.NEWS: given, Hears.ANSWERS: given & {"answer"}, Hears.NOTHING: set()}


def test_the_rest_is_for_nobody() -> None:
    for part, way in product(Participation, Way):
        told = {what for what in Told if can_hear(part, way, what)}
        assert told.isdisjoint({Told.NOTE, Told.OTHERS})
        is_requester = part is Participation.REQUESTER
        assert is_requester or told.isdisjoint({Told.QUESTION, Told.MONEY, Told.WORDS})
