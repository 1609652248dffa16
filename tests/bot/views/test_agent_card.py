"""What the card of a ticket says and offers to whom: each line where it holds, and only there."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.views.ticket import agent_card
from db.models import Role, Status
from desk.i18n import TicketSubject
from desk.queries.card import AgentMark, CameBy, CategoryInfo, Reach
from desk.queries.people import PersonInfo
from desk.text import units
from tests.bot.views.faces import IVAN, NOW, OLGA, data, entry, file, labels, reader, ticket
from tests.rules import rules_with

VERA = PersonInfo(8, "Vera", 900, Role.ADMIN)
NAMESAKE = replace(IVAN, name=OLGA.name)
HOUR_AGO = NOW - timedelta(hours=1)


def _said(who: PersonInfo, language: str = "en", **changes: Any) -> str:
    made = agent_card.card(reader(who, language), ticket(**changes))
    assert made is not None
    return made.words.text


def _offers(who: PersonInfo, **changes: Any) -> list[str | None]:
    return data(agent_card.card(reader(who), ticket(**changes)))


def test_an_admin_sees_their_own_request_where_nobody_else_is_there_and_cannot_take_it() -> None:
    assert _said(VERA, for_requester=True).startswith("🆕 #42 ")
    assert _offers(VERA, for_requester=True) == ["open:42"]


def test_who_is_only_called_like_the_assignee_does_not_hold_it() -> None:
    held = {"status": Status.ASSIGNED, "assignee": OLGA}
    assert (_offers(NAMESAKE, **held), "release:42" in _offers(OLGA, **held)) == (["open:42"], True)


@pytest.mark.parametrize(("status", "shown"), [(Status.IN_PROGRESS, True), (Status.CLOSED, False)])
def test_that_somebody_was_called_is_said_while_it_is_open(status: Status, shown: bool) -> None:
    said = _said(OLGA, status=status, assignee=OLGA, escalated_at=HOUR_AGO, ended_at=NOW)
    assert ("🔺 escalated 1 h ago" in said) is shown


@pytest.mark.parametrize(
    ("changes", "line"),
    [
        ({"reach": Reach.BLOCKED}, "Anna K. has blocked the bot"),
        ({"reach": Reach.GONE}, "Telegram no longer knows Anna K."),
        ({"blocked": True}, "The team takes no requests from Anna K."),
    ],
)
@pytest.mark.parametrize("held", [{}, {"status": Status.ASSIGNED, "assignee": OLGA}])
def test_who_cannot_be_written_to_is_said_before_somebody_writes(
    changes: dict[str, Any], line: str, held: dict[str, Any]
) -> None:
    assert line in _said(OLGA, **changes, **held)
    assert line not in _said(OLGA, **held)


def test_what_a_system_says_its_person_was_at_takes_little_room() -> None:
    came = CameBy("Shop", (("Page", "x" * 900), ("Order", "17")), reads_there=True)
    said = _said(OLGA, came=came)
    assert "Through Shop, answers are read there\nPage: xxx" in said
    assert said.count("x") < 400
    assert "answers are read there" not in _said(OLGA, came=replace(came, reads_there=False))


@pytest.mark.parametrize(("guessed", "named"), [(True, "Zugang?"), (False, "Zugang")])
def test_a_topic_is_called_as_the_reader_calls_it_and_a_guess_is_marked(guessed: bool, named: str) -> None:
    access = CategoryInfo(1, "Access", {"ru": "Zugang"})
    first = _said(OLGA, "ru", category=access, category_guessed=guessed).partition("\n")[0]
    assert first.rstrip("\u2069").endswith(named)
    assert "Access" in _said(OLGA, category=access)


@pytest.mark.parametrize(
    ("said", "shown"),
    [("the PRINTER smokes; and the LAMP is off", False), ("the printer smokes", True), ("the lamp is off", True)],
)
def test_of_a_subject_of_two_messages_both_have_to_be_in_the_request(said: str, shown: bool) -> None:
    subject = TicketSubject("The printer smokes · The lamp is off")
    assert ("The printer smokes · The lamp" in _said(OLGA, subject=subject, request=(entry(said),))) is shown


def test_room_on_a_card_is_counted_as_telegram_counts() -> None:
    """A sign beyond the first plane is two: two messages of these fill a card, the third is said to be left out."""
    faces = tuple(entry("😀" * 700, id=n) for n in range(4))
    said = _said(OLGA, request=faces)
    assert "… and 2 more messages\nAll of it: Open." in said
    assert units(said) < 3000


def test_how_many_messages_are_left_out_is_counted_behind_the_one_that_was_cut() -> None:
    said = _said(OLGA, request=tuple(entry("x" * 2000, id=n) for n in range(4)))
    assert "… and 2 more messages\nAll of it: Open." in said


def test_where_the_room_is_just_used_up_all_that_follow_are_left_out() -> None:
    full = (entry("x" * (agent_card.TEXT_UNITS - 1), id=1), entry("y", id=2), entry("y", id=3))
    assert "x\n… and 2 more messages\nAll of it: Open." in _said(OLGA, request=full)


def test_files_of_every_message_of_the_request_are_counted() -> None:
    assert "📎 2 photos" in _said(OLGA, request=(entry("a", files=(file(),)), entry("b", files=(file(),))))


@pytest.mark.parametrize(
    ("changes", "first"),
    [
        ({"status": Status.NEW, "assignee": OLGA}, "🙋 #42 is yours"),
        ({"status": Status.ASSIGNED, "assignee": IVAN}, "🙋 #42 taken by Ivan"),
        ({"status": Status.RESOLVED, "resolver": "Olga"}, "✅ #42 resolved · Olga"),
        ({"status": Status.CANCELLED}, "☑️ #42 cancelled"),
        ({"status": Status.CLOSED, "end_reason": "confirmed"}, "☑️ #42 closed · confirmed by the requester"),
        ({"status": Status.CLOSED}, "☑️ #42 closed"),
        ({"status": Status.CLOSED, "end_reason": "merged", "merged_into": 7}, "☑️ #42 is part of #7"),
    ],
)
def test_the_first_line_says_how_it_stands(changes: dict[str, Any], first: str) -> None:
    assert agent_card.state_line(reader(OLGA), ticket(**changes)).text == first


def test_stars_of_the_solution_and_of_who_solved_it_are_apart_and_words_are_quoted() -> None:
    made = agent_card.rating(
        reader(OLGA), ticket(rating=2, rating_words="slow", agent_mark=AgentMark("Olga", 5, is_open=False))
    )
    assert made.text == "★★ · Olga ★★★★★\nslow"
    assert [e.type for e in made.entities] == ["blockquote"]


ENDED = {"status": Status.CLOSED, "ended_at": NOW}


@pytest.mark.parametrize(
    ("changes", "offers"),
    [
        ({**ENDED, "last_assignee": OLGA, "can_reopen": True}, True),
        ({**ENDED, "last_assignee": IVAN, "can_reopen": True}, False),
        ({**ENDED, "last_assignee": OLGA, "can_reopen": False}, False),
        ({"status": Status.RESOLVED, "last_assignee": OLGA, "can_reopen": True}, True),
        ({"status": Status.IN_PROGRESS, "assignee": IVAN, "last_assignee": OLGA, "can_reopen": True}, False),
        ({**ENDED, "assignee": OLGA, "can_reopen": True}, True),
        ({**ENDED, "assignee": OLGA, "can_reopen": False}, False),
    ],
)
def test_who_had_it_when_it_ended_can_open_it_again_as_long_as_that_can_be(
    changes: dict[str, Any], offers: bool
) -> None:
    assert ("reopen:42" in _offers(OLGA, **changes)) is offers


@pytest.mark.parametrize(
    ("status", "offers"), [(Status.ASSIGNED, True), (Status.RESOLVED, True), (Status.CLOSED, False)]
)
def test_what_the_board_took_can_be_taken_until_it_is_over(status: Status, offers: bool) -> None:
    assert ("claim:42" in _offers(IVAN, status=status, taken_on_board=True)) is offers


@pytest.mark.parametrize(("status", "offers"), [(Status.IN_PROGRESS, True), (Status.PENDING, False)])
def test_what_waits_for_its_requester_is_not_made_to_wait_again(status: Status, offers: bool) -> None:
    assert ("pending:42" in _offers(OLGA, status=status, assignee=OLGA)) is offers


@pytest.mark.parametrize("who", [OLGA, IVAN])
@pytest.mark.parametrize("assignee", [None, OLGA])
def test_what_its_requester_says_cannot_wait_can_be_put_off_and_nothing_else_can(
    who: PersonInfo, assignee: PersonInfo | None
) -> None:
    held: dict[str, Any] = {"assignee": assignee, "status": Status.ASSIGNED if assignee else Status.NEW}
    assert "canwait:42" in _offers(who, priority=1, cannot_wait_at=NOW, **held)
    assert "canwait:42" not in _offers(who, priority=1, **held)


def test_how_old_it_is_counts_from_when_it_was_filed() -> None:
    assert "2 min ago" in _said(OLGA, created_at=HOUR_AGO)
    assert labels(agent_card.card(reader(OLGA), ticket(filed_at=None, created_at=HOUR_AGO))) == ["Take", "Open"]
    assert "1 h ago" in _said(OLGA, filed_at=None, created_at=HOUR_AGO)


@pytest.mark.parametrize(
    ("status", "asked"), [(Status.RESOLVED, True), (Status.CLOSED, True), (Status.CANCELLED, False)]
)
def test_what_was_cancelled_is_put_down_to_nothing(status: Status, asked: bool) -> None:
    olga = reader(OLGA)
    olga = replace(olga, settings=rules_with(olga.settings, team__root_causes=("Paper", "Ink")))
    shown = labels(agent_card.card(olga, ticket(status=status, assignee=OLGA, ended_at=NOW)))
    assert ({"Paper", "Ink"} <= set(shown)) is asked
