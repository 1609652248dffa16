"""Who gets new words: the table as a page, and what must be so in each of its rows."""

import os
from itertools import product

import pytest

from db.models import Participation
from desk.conversation.writing import _SENDERS
from desk.policy.followers import FOLLOWERS, Flag, Follower, Receiver, Said, list_followers
from desk.policy.who_is_told import HEARD, Told, Way, can_hear
from tests.test_house import ROOT

PAGE = ROOT / "docs" / "internals" / "who-hears-what.md"
_INSIDE = {Said.DRAFT, Said.NOTE, Said.OFFERED, Said.REMARK}
_OUTSIDE = {
    Receiver.REQUESTER: Participation.REQUESTER,
    Receiver.SHARED: Participation.SHARED,
    Receiver.WRITERS: Participation.LEADER,
}
"""The receivers outside the team, as what they take part."""
_TOLD = {Said.COMMENT: Told.WORDS, Said.ANSWER: Told.ANSWER, Said.AUTOMATIC: Told.AUTOMATIC}


@pytest.mark.parametrize(("said", "to"), list(product(Said, Receiver)))
def test_each_gets_words_once_and_only_what_they_may_hear(said: Said, to: Receiver) -> None:
    rows = [one for one in FOLLOWERS[said] if one.to is to]
    assert len(rows) <= 1, "nobody hears twice"
    if to in _OUTSIDE:
        hears = said in _TOLD and can_hear(_OUTSIDE[to], Way.TELEGRAM, _TOLD[said])
        assert bool(rows) is hears, "as the table of those who take part has it"
    if to is Receiver.BOARD:
        assert [one.unless for one in rows] == [None if said is Said.REMARK else Flag.FROM_BOARD]


@pytest.mark.parametrize("said", Said)
def test_nobody_is_entered_who_is_not_concerned(said: Said) -> None:
    assert list_followers(said, ()) == []
    for one in FOLLOWERS[said]:
        assert one in list_followers(said, one.needs)
        for flag in (*one.needs, *([one.unless] if one.unless else [])):
            assert one not in list_followers(said, one.needs ^ {flag})


def test_each_receiver_and_flag_stands_in_a_row_and_is_sent_to() -> None:
    rows = [one for rows in FOLLOWERS.values() for one in rows]
    assert {one.to for one in rows} == set(Receiver) == set(_SENDERS)
    assert set().union(*(one.needs | ({one.unless} - {None}) for one in rows)) == set(Flag)
    assert {said for said in Said if not any(one.to in _OUTSIDE for one in FOLLOWERS[said])} >= _INSIDE


def _say(said: Said, one: Follower) -> str:
    unless = [f"not: {one.unless}"] if one.unless is not None else []
    when = "; ".join([*(flag.value for flag in Flag if flag in one.needs), *unless])
    return f"| {said} | {one.to} | {when} | {one.sound} | {'at once' if one.at_once else 'as a whole'} |"


def _write_page() -> str:
    words = [_say(said, one) for said, rows in FOLLOWERS.items() for one in rows]
    others = [
        f"| {part.value.replace('_', ' ')} | {way.value} | {', '.join(sorted(one.value for one in heard))} |"
        for (part, way), heard in HEARD.items()
    ]
    return "\n".join(
        [
            "# Who hears what",
            "",
            "Written by `tests/desk/policy/test_followers.py` from `desk/policy/followers.py` and `who_is_told.py`.",
            "",
            "## New words",
            "",
            "A row without its facts reaches nobody. An edit goes to all who have the words.",
            "[Outside business hours](../explanation/notifications.md#sound) nothing sounds for the team.",
            "",
            "| words | get them | if | sound | sent |",
            "| --- | --- | --- | --- | --- |",
            *words,
            "",
            "## Those who take part",
            "",
            "| who | way | is told |",
            "| --- | --- | --- |",
            *others,
            "",
        ]
    )


def test_the_page_is_made_of_the_tables() -> None:
    page = _write_page()
    if "WRITE_PAGE" in os.environ:
        PAGE.write_text(page, "utf-8")
    assert PAGE.read_text("utf-8") == page, "run it with WRITE_PAGE=1, then read the diff"
