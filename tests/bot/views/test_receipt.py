"""What the receipt and the message about a solution say to whoever asked: each sentence where it holds."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.views import Reader, RenderedButton
from bot.views.ticket import receipt, resolution
from db.models import Status
from desk.offers.outcome import ANSWERED
from desk.queries.card import AgentMark, CategoryInfo, HistoryStep, Known
from desk.text import RichText
from tests.bot.views.faces import ACCESS, AGO, ANNA, IVAN, NOW, OLGA, SOON, data, entry, labels, reader, ticket
from tests.rules import rules_with

BY_DAY = rules_with(bot_id=77, hours__week=(((540, 1080),),) * 7, hours__cannot_wait=True)


def _receipt(by: Reader | None = None, **changes: Any) -> str:
    made = receipt.receipt(by or reader(ANNA), ticket(**changes))
    assert made is not None
    return made.words.text


def _solution(**changes: Any) -> str:
    made = resolution.resolved(reader(ANNA), ticket(**changes))
    assert made is not None
    return made.words.text


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"status": Status.RESOLVED, "known": Known(Status.IN_PROGRESS, AGO, IVAN), "assignee": OLGA}, "with Ivan."),
        ({"assignee": OLGA, "status": Status.ASSIGNED, "known": Known(Status.NEW, AGO, None)}, "gone to the team."),
        ({"status": Status.CLOSED, "end_reason": ANSWERED}, "closed: glad that helped."),
        ({"status": Status.REOPENED, "end_reason": ANSWERED}, "gone to the team."),
        ({"status": Status.CLOSED, "end_reason": "merged", "merged_into": 7}, "#42 is part of #7 now"),
    ],
)
def test_a_receipt_says_what_its_requester_was_told(changes: dict[str, Any], said: str) -> None:
    assert said in _receipt(**changes)


@pytest.mark.parametrize("assignee", [None, OLGA])
@pytest.mark.parametrize(("n", "said"), [(1, "it all goes into this request"), (2, "Reply to this message to add")])
def test_how_to_add_depends_on_how_many_they_have(assignee: Any, n: int, said: str) -> None:
    assert said in _receipt(requester_open=n, assignee=assignee)


@pytest.mark.parametrize("assignee", [None, OLGA])
def test_that_somebody_was_called_is_said_whoever_has_it(assignee: Any) -> None:
    called = {"priority": 1, "cannot_wait_at": NOW, "status": Status.ASSIGNED if assignee else Status.NEW}
    assert "I have called somebody from the team." in _receipt(assignee=assignee, **called)
    assert "I have called" not in _receipt(assignee=assignee, **{**called, "cannot_wait_at": None})


@pytest.mark.parametrize(("hour", "said"), [(12, "12:05"), (20, "09:00")])
def test_who_gets_an_answer_first_is_told_when_a_person_is_called(hour: int, said: str) -> None:
    """Outside the hours that is when they begin."""
    night = replace(reader(ANNA), settings=BY_DAY, now=NOW.replace(hour=hour))
    assert said in _receipt(night, calls_at=NOW.replace(hour=hour, minute=5))


@pytest.mark.parametrize(("changes", "said"), [({}, True), ({"has_reply": True}, False), ({"assignee": OLGA}, False)])
def test_what_is_usual_is_said_until_there_is_an_answer(changes: dict[str, Any], said: bool) -> None:
    assert ("We usually answer" in _receipt(usual=timedelta(minutes=10), **changes)) is said


@pytest.mark.parametrize(
    ("changes", "buttons"),
    [
        ({"status": Status.IN_PROGRESS}, ["cancel:42", "to:new"]),
        ({"status": Status.RESOLVED}, ["to:new"]),
        ({"status": Status.CANCELLED, "can_reopen": True}, ["reopen:42", "to:new"]),
        ({"status": Status.CANCELLED}, ["to:new"]),
        ({"status": Status.CLOSED, "can_reopen": True}, ["to:new"]),
        ({"is_draft": True, "filed_at": None}, ["send:42", "cancel:42"]),
        ({"is_draft": True, "filed_at": None, "status": Status.CANCELLED}, ["to:new"]),
    ],
)
def test_a_receipt_offers_what_can_be_done(changes: dict[str, Any], buttons: list[str]) -> None:
    assert data(receipt.receipt(reader(ANNA), ticket(categories=(), category=ACCESS, **changes))) == buttons


def test_sending_comes_before_the_topics_and_these_before_all_else() -> None:
    draft = receipt.receipt(reader(ANNA), ticket(is_draft=True, filed_at=None))
    filed = receipt.receipt(reader(ANNA), ticket())
    assert draft is not None and filed is not None
    assert [[b.data for b in row] for row in draft.buttons] == [["send:42", "cancel:42"], ["cat:42:1", "cat:42:2"]]
    assert [[b.data for b in row] for row in filed.buttons] == [["cat:42:1", "cat:42:2"], ["cancel:42", "to:new"]]


@pytest.mark.parametrize(
    ("changes", "chooses"), [({}, True), ({"is_asked": True}, False), ({"has_reply": True}, False)]
)
def test_a_topic_is_not_asked_for_beside_another_question(changes: dict[str, Any], chooses: bool) -> None:
    assert ("cat:42:1" in data(receipt.receipt(reader(ANNA), ticket(**changes)))) is chooses


def test_a_topic_is_called_as_its_reader_calls_it() -> None:
    assert "Zugang" in _receipt(reader(ANNA, "ru"), category=CategoryInfo(1, "Access", {"ru": "Zugang"}))


def test_every_button_that_is_offered_counts() -> None:
    """Two in a row are two."""
    row = tuple(RenderedButton(f"Article {n}", f"article:{n}") for n in range(5))
    shown = data(receipt.receipt(reader(ANNA), ticket(), offered=(RichText("These may help:"), (row,))))
    assert shown == [*(f"article:{n}" for n in range(5)), "cancel:42"]


@pytest.mark.parametrize(
    ("status", "nobody", "said"),
    [
        (Status.REOPENED, True, "waiting for someone free"),
        (Status.REOPENED, False, "back in progress"),
        (Status.ASSIGNED, False, "taken"),
        (Status.IN_PROGRESS, True, "in progress"),
    ],
)
def test_what_is_open_again_waits_only_where_nobody_has_it(status: Status, nobody: bool, said: str) -> None:
    assert receipt.own_status(reader(ANNA), status, nobody=nobody) == said


# ---------------------------------------------------------------- a solution


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"status": Status.RESOLVED, "resolver": ANNA.name}, "We think that #42 is solved."),
        ({"status": Status.CANCELLED}, "#42 is cancelled."),
        ({"status": Status.CLOSED, "agent_mark": AgentMark("Olga", None, is_open=False)}, "☑️ #42 is closed"),
    ],
)
def test_a_solution_says_who_found_it_and_whether_it_is_over(changes: dict[str, Any], said: str) -> None:
    assert said in _solution(**changes)


@pytest.mark.parametrize(("until", "word"), [(None, False), (NOW, False), (SOON, True)])
def test_words_to_the_stars_are_asked_for_until_their_time_is_over(until: Any, word: bool) -> None:
    """Also while it is asked how who solved it was."""
    rated = {"status": Status.CLOSED, "rating_asked": True, "rated": True, "rating": 4, "word_until": until}
    assert ("Would you like" in _solution(**rated)) is word
    mark = AgentMark("Olga", None, is_open=True)
    assert ("A few words are welcome too" in _solution(**rated, agent_mark=mark)) is word


BACK: dict[str, Any] = {
    "status": Status.REOPENED,
    "assignee": OLGA,
    "needs_answer": True,
    "history": (HistoryStep(AGO - timedelta(hours=2), "resolved"), HistoryStep(AGO, "resolved")),
}
BEFORE = entry("hello", id=1)
AFTER = AGO + timedelta(seconds=1)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, "Write what is left."),
        ({"requester_open": 2}, "Reply to this message with what is left."),
        ({"last": (replace(BEFORE, at=AGO - timedelta(hours=1)),)}, "Write what is left."),
        ({"last": (replace(BEFORE, at=AFTER),)}, None),
        ({"last": (replace(BEFORE, at=AFTER, small_talk=True),)}, "Write what is left."),
        ({"last": (replace(BEFORE, at=AFTER, by_requester=False),)}, "Write what is left."),
        ({"needs_answer": False}, None),
    ],
)
def test_what_is_left_is_asked_for_until_it_was_said(changes: dict[str, Any], said: str | None) -> None:
    """Since it was solved the last time, by its requester, and no thanks."""
    assert _solution(**{**BACK, **changes}) == "↩️ #42 is with Olga again." + (f" {said}" if said else "")


def test_what_is_open_again_is_with_the_team_where_nobody_has_it() -> None:
    assert _solution(**{**BACK, "assignee": None}).startswith("↩️ #42 is with the team again.")
    assert labels(resolution.resolved(reader(ANNA), ticket(**BACK))) == []
