"""Lists, questions, the team and files as their readers see them."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.features import board
from bot.features.lists import screens as ticket_lists
from bot.features.messages import screens as questions
from bot.features.ticket import screens_entries as entries
from bot.features.ticket import screens_receivers
from db.models import FileKind, QuestionKind, Status
from desk.i18n import LANGUAGES, TicketSubject
from desk.organizations.choices import OrganizationOption
from desk.organizations.registration import Step, StepInfo
from desk.queries.linkable_accounts import LinkableAccount
from desk.queries.lists import TicketLines, TicketRow
from desk.queries.questions import OrganizationQuestion, QuestionInfo
from desk.text import RichText
from tests.bot.views.faces import AGO, ANNA, IVAN, NOW, OLGA, data, file, labels, reader
from tests.texts import piece_of, text_of

# -------------------------------------------------------------------- lists


def line(number: int, **changes: Any) -> TicketRow:
    named = TicketSubject("The printer")
    made = TicketRow(number, number, named, Status.NEW, False, 3, "Anna K.", None, False, AGO, AGO, None, AGO)
    return replace(made, **changes)


def test_the_list_as_conversations_draw_it() -> None:
    page = TicketLines(
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
    made = ticket_lists.render_own_list(reader(ANNA), page)
    assert made.words.text == (
        "Your requests · open: 2 · page 1 of 2\n💬 #43 Projector · Ivan · 2 min\n"
        "⏳ #42 Upload · waiting for you · 2 min\n☑️ #37 Badges · yesterday"
    )
    filters = ["list:open:1", "list:waiting:1", "list:closed:1"]
    assert data(made) == ["open:43", "open:42", "open:37", "list:2", *filters, "list:all:changed:1", "to:new"]


def test_empty_lists_say_what_to_do() -> None:
    nothing = TicketLines((), 1, 1, 0)
    assert ticket_lists.render_own_list(reader(ANNA), nothing).words.text.startswith("You have no requests yet.")
    assert "/mine" in ticket_lists.render_own_list(reader(OLGA), nothing).words.text
    assert ticket_lists.render_queue_list(reader(OLGA), nothing).words.text == "The queue is empty."
    assert ticket_lists.render_mine_list(reader(OLGA), nothing).words.text.startswith(piece_of("mine-empty"))
    assert ticket_lists.render_found_list(reader(OLGA), nothing, "<b>").words.text == "Nothing found for “<b>”."


# ---------------------------------------------------------------- questions


def asked(kind: QuestionKind, **changes: Any) -> QuestionInfo:
    options = (line(42, subject=TicketSubject("Upload")), line(43, subject=TicketSubject("Projector")))
    made = QuestionInfo(
        8, kind, 42, options, True, False, False, False, False, None, 43, 2.0, NOW + timedelta(minutes=2)
    )
    step = StepInfo(Step.NAME, "Rita Ivanova", skipped=False, has_phone=True)
    of = OrganizationQuestion(None, (OrganizationOption(1, "Daisy", is_last=True),), can_change=True)
    return replace(made, **{"said": RichText("Hold it for ten seconds"), "organization": of, "step": step} | changes)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", [k for k in QuestionKind if k in questions.FACES])
@pytest.mark.parametrize("is_open", [True, False])
def test_every_question_speaks(language: str, kind: QuestionKind, is_open: bool) -> None:
    made = questions.render_question(
        reader(OLGA, language), asked(kind, is_open=is_open, chosen=None if is_open else 42)
    )
    assert made is not None
    assert made.words.text and "{" not in made.words.text
    assert all(row for row in made.buttons)


# --------------------------------------------------------------------- team


def test_handing_over_and_linking() -> None:
    whom = screens_receivers.render_receivers(reader(OLGA), 42, (replace(IVAN, away=True),))
    assert (labels(whom), data(whom)) == (["Ivan (away)"], ["give:42:1003"])
    assert screens_receivers.render_receivers(reader(OLGA), 42, ()).words.text.startswith("There is nobody else")
    made = board.render_accounts(
        reader(OLGA), (LinkableAccount("77", "Olga P.", False), LinkableAccount("1", "Desk", True))
    )
    assert labels(made) == ["Olga P.", text_of("link-own", name="Desk")]
    assert data(made) == ["link:77", "link:1"]


# -------------------------------------------------------------------- files


def test_files_of_another_bot_are_named_instead() -> None:
    ours, missing = entries.split_sendable_files(
        reader(OLGA),
        (file(), file(FileKind.VOICE, bot_id=5), file(FileKind.DOCUMENT, file_id=None, bot_id=None)),
    )
    assert [f.telegram_file_id for f in ours] == ["f"]
    assert missing == ["📎 Voice message, 0:34", "📎 File a.jpg"]


def test_a_content_of_no_known_kind_is_named_in_the_readers_language() -> None:
    line_ = '{"key":"content-location","args":{"latitude":"1.0","longitude":"2.0"}}'
    said = entries.format_content_line(reader(OLGA, "ru"), line_)
    assert said == "Место на карте: 1.0, 2.0 https://www.openstreetmap.org/?mlat=1.0&mlon=2.0#map=17/1.0/2.0"
    assert entries.format_content_line(reader(OLGA), '{"key":"content-hologram","args":{}}').endswith("(hologram)")
