"""Lists, questions, the team and files as their readers see them."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.views import questions
from bot.views.lists import ticket_lists
from bot.views.team import staff as team
from bot.views.ticket import agent_card, entries, ticket_page
from db.models import Delivery, EntryKind, FileKind, QuestionKind, Role, Status
from desk.i18n import LANGUAGES, TicketSubject
from desk.queries.entries import ThreadPage
from desk.queries.lists import Page, TicketRow
from desk.queries.people import InviteRow, Linkable, StaffRow
from desk.queries.questions import QuestionInfo
from desk.text import RichText
from tests.bot.views.faces import AGO, ANNA, IVAN, NOW, OLGA, data, entry, file, labels, reader, ticket

# -------------------------------------------------------------------- lists


def line(number: int, **changes: Any) -> TicketRow:
    named = TicketSubject("The printer")
    made = TicketRow(number, number, named, Status.NEW, False, 3, "Anna K.", None, False, False, AGO, AGO, None)
    return replace(made, **changes)


def test_the_list_as_conversations_draw_it() -> None:
    page = Page(
        (
            line(43, subject=TicketSubject("Projector"), status=Status.IN_PROGRESS, assignee="Ivan"),
            line(42, subject=TicketSubject("Upload"), status=Status.PENDING, assignee="Olga"),
            line(37, subject=TicketSubject("Badges"), status=Status.CLOSED, ended_at=NOW - timedelta(days=1)),
        ),
        page=1,
        pages=2,
        total=13,
        open_count=2,
    )
    made = ticket_lists.own(reader(ANNA), page)
    assert made.words.text == (
        "Your requests · open: 2 · page 1 of 2\n💬 #43 Projector · Ivan · 2 min\n"
        "⏳ #42 Upload · waiting for you · 2 min\n☑️ #37 Badges · yesterday"
    )
    filters = ["list:open:1", "list:waiting:1", "list:closed:1"]
    assert data(made) == ["open:43", "open:42", "open:37", "list:2", *filters, "list:all:changed:1", "to:new"]


def test_empty_lists_say_what_to_do() -> None:
    nothing = Page((), 1, 1, 0, 0)
    assert ticket_lists.own(reader(ANNA), nothing).words.text.startswith("You have no requests yet.")
    assert ticket_lists.queue(reader(OLGA), nothing).words.text == "The queue is empty."
    assert ticket_lists.mine(reader(OLGA), nothing).words.text.startswith("You hold no requests.")
    assert ticket_lists.found(reader(OLGA), nothing, "<b>").words.text == "Nothing found for “<b>”."


def test_a_thread_marks_notes_and_what_did_not_arrive() -> None:
    said = (
        entry("hello"),
        entry("call them", kind=EntryKind.NOTE, by_requester=False, author_id=2, author_name="Olga"),
        entry("done", kind=EntryKind.REPLY, by_requester=False, author_id=3, delivery=Delivery.BLOCKED),
    )
    made = ticket_lists.thread(reader(OLGA), ThreadPage(42, TicketSubject("The printer"), said, 2, 3, {}))
    assert "// You: 2 min ago\ncall them" in made.words.text
    assert "not delivered: the bot is blocked" in made.words.text
    assert data(made) == ["thread:42:1", "thread:42:3", "open:42"]


def test_a_thread_cuts_nothing() -> None:
    said = tuple(entry(f"{'x' * 4000}{n}", id=n) for n in range(3))
    made = ticket_lists.thread(reader(OLGA), ThreadPage(42, TicketSubject("y" * 120), said, 1, 1, {}))
    assert all(f"x{n}" in made.words.text for n in range(3))


def test_a_card_that_cuts_the_request_says_where_all_of_it_is() -> None:
    long = ticket(request=tuple(entry("x" * 2000, id=n) for n in range(3)))
    assert "… and 1 more message\nAll of it: Open." in agent_card.card(reader(OLGA), long).words.text
    assert "All of it" not in ticket_page.opened(reader(OLGA), long).words.text
    huge = ticket(request=(entry("x" * 30_000),))
    assert "All of it: Whole thread." in ticket_page.opened(reader(OLGA), huge).words.text


# ---------------------------------------------------------------- questions


def asked(kind: QuestionKind, **changes: Any) -> QuestionInfo:
    options = (line(42, subject=TicketSubject("Upload")), line(43, subject=TicketSubject("Projector")))
    made = QuestionInfo(
        8, kind, 42, options, True, False, False, False, False, False, None, 43, 2.0, NOW + timedelta(minutes=2), ""
    )
    return replace(made, **{"said": RichText("Hold it for ten seconds")} | changes)


def test_which_request_then_one_line_that_still_moves() -> None:
    anna = reader(ANNA)
    question = questions.which(anna, asked(QuestionKind.WHICH_TICKET))
    assert data(question) == ["to:42", "to:43", "to:new"]
    assert question is not None and question.question_id == 8
    done = asked(QuestionKind.WHICH_TICKET, is_open=False, can_move=True, chosen=43)
    moved = questions.which(anna, done)
    assert moved is not None and moved.words.text == "Added to #43."
    assert data(moved) == ["to:42", "to:new"]
    assert data(questions.which(anna, replace(done, can_move=False))) == []


def test_where_to_offers_people_and_ways_out() -> None:
    made = questions.which(reader(OLGA), asked(QuestionKind.WHERE_TO))
    assert labels(made)[2:] == ["My own request", "Nowhere"]
    assert [said.partition(" · ")[0] for said in labels(made)[:2]] == ["#42 Anna K.", "#43 Anna K."]
    assert data(made) == ["to:42", "to:43", "to:new", "to:none"]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", [k for k in QuestionKind if k in questions.FACES])
@pytest.mark.parametrize("is_open", [True, False])
def test_every_question_speaks(language: str, kind: QuestionKind, is_open: bool) -> None:
    made = questions.which(reader(OLGA, language), asked(kind, is_open=is_open, chosen=None if is_open else 42))
    assert made is not None
    assert made.words.text and "{" not in made.words.text
    assert all(row for row in made.buttons)


# --------------------------------------------------------------------- team


def test_staff_lists_people_and_how_they_are() -> None:
    admin = reader(replace(OLGA, role=Role.ADMIN))
    lines = (
        StaffRow(
            replace(OLGA, role=Role.ADMIN), by_setting=False, started=True, blocked=False, holding=1, linked_as="O."
        ),
        StaffRow(replace(IVAN, away=True), by_setting=False, started=True, blocked=True, holding=0, linked_as=None),
        StaffRow(ANNA, by_setting=True, started=False, blocked=False, holding=0, linked_as=None),
    )
    made = team.staff(admin, lines, (InviteRow(Role.AGENT, "Vera", NOW),))
    assert "Olga · admin · holds 1 · on the board: O." in made.words.text
    assert "Ivan · agent · away · has blocked the bot" in made.words.text
    assert "A link for a new agent, by Vera, is good until 09:00." in made.words.text
    assert data(made) == ["person:1002", "person:1003", "person:1001"]


def test_handing_over_and_linking() -> None:
    whom = team.hand(reader(OLGA), 42, (replace(IVAN, away=True),))
    assert (labels(whom), data(whom)) == (["Ivan (away)"], ["give:42:1003"])
    assert team.hand(reader(OLGA), 42, ()).words.text.startswith("There is nobody else")
    made = team.link(reader(OLGA), (Linkable("77", "Olga P.", False), Linkable("1", "Desk", True)))
    assert labels(made) == ["Olga P.", "Desk (the desk's own account)"]
    assert data(made) == ["link:77", "link:1"]


# -------------------------------------------------------------------- files


def test_files_of_another_bot_are_named_instead() -> None:
    ours, missing = entries.sendable(
        reader(OLGA),
        (file(), file(FileKind.VOICE, bot_id=5), file(FileKind.DOCUMENT, file_id=None, bot_id=None)),
    )
    assert [f.telegram_file_id for f in ours] == ["f"]
    assert missing == ["📎 Voice message, 0:34", "📎 File a.jpg"]


def test_a_content_of_no_known_kind_is_named_in_the_readers_language() -> None:
    line_ = '{"key":"content-location","args":{"latitude":"1.0","longitude":"2.0"}}'
    assert entries.content_line(reader(OLGA, "ru"), line_) == "Место на карте: 1.0, 2.0"
    assert entries.content_line(reader(OLGA), '{"key":"content-hologram","args":{}}').endswith("(hologram)")


def test_who_has_asked_before_leads_to_their_earlier_requests() -> None:
    assert "Earlier: 2" in labels(agent_card.card(reader(OLGA), ticket(requester_total=3)))
    assert "Earlier: 0" not in labels(agent_card.card(reader(OLGA), ticket()))
