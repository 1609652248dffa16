"""Who hears what: both tables as the page of the documents, and what must be so in each of their cells."""

import inspect
import os
from collections.abc import Iterable
from itertools import product

import pytest

from db.models import Hears, Participation
from desk.conversation.writing import _PEOPLE, _PLACES
from desk.policy.followers import FOLLOWERS, Follower, NewWords
from desk.policy.who_is_told import HEARD, Told, Way, can_hear
from tests.test_house import ROOT

PAGE = ROOT / "docs" / "internals" / "who-hears-what.md"
_TAKES_PART = {
    Follower.REQUESTER: Participation.REQUESTER,
    Follower.SHARED: Participation.SHARED,
    Follower.LEADERS: Participation.LEADER,
}
_TOLD = {NewWords.COMMENT: Told.WORDS, NewWords.ANSWER: Told.ANSWER, NewWords.AUTOMATIC: Told.AUTOMATIC}


@pytest.mark.parametrize(("said", "to"), list(product(NewWords, _TAKES_PART)))
def test_who_takes_part_gets_the_words_that_they_may_hear(said: NewWords, to: Follower) -> None:
    hears = said in _TOLD and can_hear(_TAKES_PART[to], Way.TELEGRAM, _TOLD[said])
    assert (to in FOLLOWERS[said]) is hears


def test_words_are_sent_once_to_each_by_one_way() -> None:
    assert _PEOPLE.keys() ^ _PLACES.keys() == set(Follower)
    for followers in FOLLOWERS.values():
        assert len(set(followers)) == len(followers)
        assert Follower.BOARD in followers, "a reader of the task misses nothing"


@pytest.mark.parametrize(("part", "way"), list(product(Participation, Way)))
def test_only_the_requester_hears_what_is_theirs_and_who_wants_less_hears_less(part: Participation, way: Way) -> None:
    heard = {hears: {what for what in Told if can_hear(part, way, what, hears)} for hears in Hears}
    assert heard[Hears.NEWS].isdisjoint({Told.NOTE, Told.OTHERS})
    assert part is Participation.REQUESTER or heard[Hears.NEWS].isdisjoint({Told.QUESTION, Told.MONEY, Told.WORDS})
    assert heard[Hears.ANSWERS] == heard[Hears.NEWS] & {Told.ANSWER}
    assert heard[Hears.NOTHING] == set()


def _row(head: str, heard: Iterable[str], columns: Iterable[str]) -> str:
    return f"| {head} | {' | '.join('x' if one in heard else '' for one in columns)} |"


def _table(columns: Iterable[str], rows: Iterable[str]) -> list[str]:
    return ["", f"| | {' | '.join(columns)} |", "|".join(["", " --- ", *(" --- " for _ in columns), ""]), *rows, ""]


def _list_lines() -> Iterable[str]:
    yield "# Who hears what"
    yield ""
    yield "Written by `tests/desk/policy/test_followers.py` from `desk/policy/followers.py` and `who_is_told.py`."
    yield "For the team phones sound [at these hours](../explanation/notifications.md#sound)."
    yield "\n## New words"
    yield from _table(Follower, (_row(said, FOLLOWERS[said], Follower) for said in NewWords))
    yield inspect.getdoc(Follower) or ""
    yield "\nAn edit goes to all who have the words."
    yield "\n## Those who take part"
    yield from _table(Told, (_row(f"{part}, {way}", heard, Told) for (part, way), heard in HEARD.items()))


def test_the_page_is_made_of_the_tables() -> None:
    page = "\n".join(_list_lines())
    if "WRITE_PAGE" in os.environ:
        PAGE.write_text(page, "utf-8")
    assert PAGE.read_text("utf-8") == page, "run it with WRITE_PAGE=1, then read the diff"
