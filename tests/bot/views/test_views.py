"""What each face says and offers, for every status, in both languages: no gap, no button that cannot work."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.features.requests import screens as receipt
from bot.features.requests import screens_resolution
from bot.features.ticket import screens_card as agent_card
from bot.features.ticket import screens_page as ticket_page
from db.models import Status
from desk.i18n import LANGUAGES, TicketSubject
from desk.queries.people import PersonInfo
from desk.queries.ticket_card import AgentRating, RequesterFacts
from desk.text import RichText, count_units
from tests.bot.views.faces import ACCESS, ANNA, ENDED, IVAN, NOW, OLGA, SOON, data, entry, labels, reader, ticket
from tests.texts import text_of

# ------------------------------------------------------------------- cards


def test_a_draft_and_ones_own_request_have_no_card() -> None:
    assert agent_card.render_ticket_card(reader(OLGA), ticket(is_draft=True)) is None
    assert agent_card.render_ticket_card(reader(OLGA), ticket(for_requester=True)) is None
    assert agent_card.render_ticket_card(reader(ANNA), ticket()) is None


def test_what_people_type_stays_as_typed_on_a_card() -> None:
    typed = "<b>x</b> & _y_ *z* [a](b)"
    made = agent_card.render_ticket_card(
        reader(OLGA), ticket(requester=replace(ANNA, name=typed), subject=TicketSubject(typed), request=(entry(typed),))
    )
    assert made is not None
    assert made.words.text.count(typed) == 2
    assert [e.type for e in made.words.entities] == ["bold", "date_time"]
    assert dict(made.words.entities[1].extra)["date_time_format"] == "r"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("status", list(Status))
@pytest.mark.parametrize("assignee", [None, OLGA, IVAN])
def test_every_face_in_every_status_speaks(language: str, status: Status, assignee: PersonInfo | None) -> None:
    ended = NOW if status in ENDED else None
    one = ticket(
        status=status, assignee=assignee, last_assignee=assignee, ended_at=ended, can_reopen=True, last=(entry(),)
    )
    own = replace(one, for_requester=True)
    staff, anna = reader(OLGA, language), reader(ANNA, language)
    for made in (
        agent_card.render_ticket_card(staff, one),
        ticket_page.render_ticket_page(staff, one),
        ticket_page.render_ticket_page(anna, own),
        receipt.render_receipt(anna, own),
        screens_resolution.render_resolution(anna, own),
    ):
        assert made is not None
        assert made.words.text and "{" not in made.words.text
        assert count_units(made.words.text) <= 4096
        assert all(row for row in made.buttons)
        assert all(b.text and "{" not in b.text and len((b.data or "").encode()) <= 64 for r in made.buttons for b in r)


def test_a_card_holds_what_telegram_takes() -> None:
    long = ticket(request=tuple(entry("😀" * 1500, id=n) for n in range(9)), subject=TicketSubject("x" * 120))
    for made, messages in (
        (agent_card.render_ticket_card(reader(OLGA), long), 1),
        (ticket_page.render_ticket_page(reader(OLGA), long), 6),
    ):
        assert made is not None
        assert count_units(made.words.text) <= messages * 4096
        assert "more message" in made.words.text


# ---------------------------------------------------------------- requester


def test_the_receipt_through_a_requests_life() -> None:
    anna = reader(ANNA)
    draft = receipt.render_receipt(anna, ticket(is_draft=True, filed_at=None))
    assert labels(draft) == ["Send now", "Cancel", "Access", "Other"]
    filed = receipt.render_receipt(anna, ticket(told=RequesterFacts(usual_first_response=timedelta(minutes=10))))
    assert filed is not None
    assert "We usually answer within 10 min." in filed.words.text
    assert labels(filed) == ["Access", "Other", "Status", "Cancel", "New request"]
    chosen = receipt.render_receipt(anna, ticket(category=ACCESS))
    assert labels(chosen) == ["Status", "Cancel", "New request"]
    assert chosen is not None and chosen.words.text.endswith("Topic: Access")
    guessed = ticket(category=ACCESS, category_guessed=True)
    choosing = receipt.render_receipt(anna, guessed)
    assert choosing is not None and choosing.words.text.endswith(text_of("receipt-category-guessed", category="Access"))
    for cannot in (
        receipt.render_receipt(anna, guessed, offered=(RichText("Meanwhile"), ())),
        receipt.render_receipt(anna, replace(guessed, has_reply=True)),
        receipt.render_receipt(anna, replace(guessed, status=Status.CLOSED)),
    ):
        assert cannot is not None and "Topic: Access?" in cannot.words.text
        assert "guess" not in cannot.words.text
    assert labels(receipt.render_receipt(anna, ticket(has_reply=True, status=Status.IN_PROGRESS))) == [
        "Status",
        "Cancel",
        "New request",
    ]
    assert labels(receipt.render_receipt(anna, ticket(status=Status.RESOLVED))) == ["Access", "Other", "New request"]
    cancelled = receipt.render_receipt(anna, ticket(status=Status.CANCELLED, can_reopen=True))
    assert data(cancelled) == ["reopen:42", "to:new"]
    assert receipt.render_receipt(reader(OLGA), ticket()) is None


@pytest.mark.parametrize(
    ("changes", "text", "buttons"),
    [
        (
            {"status": Status.RESOLVED, "resolver": "Olga"},
            "✅ Olga says #42 is solved.",
            ["Yes, thanks", "Not yet"],
        ),
        ({"status": Status.RESOLVED}, "✅ We think #42 is solved.", ["Yes, thanks", "Not yet"]),
        (
            {"status": Status.RESOLVED, "end_reason": "silence"},
            "✅ We did not hear from you",
            ["No longer needed", "Still needed"],
        ),
        (
            {"status": Status.CLOSED, "rating_asked": True, "ended_at": NOW},
            "Glad to help with #42.",
            ["★", "★★", "★★★", "★★★★", "★★★★★", "Skip"],
        ),
        (
            {"status": Status.CLOSED, "rating_asked": True, "end_reason": "silence", "ended_at": NOW},
            text_of("resolved-stars-silence", number=42),
            ["★", "★★", "★★★", "★★★★", "★★★★★", "Skip"],
        ),
        (
            {"status": Status.CLOSED, "rated": True, "rating": 4, "agent_mark": AgentRating("Olga", None, True)},
            "Thank you: ★★★★. And how was Olga?",
            ["★", "★★", "★★★", "★★★★", "★★★★★", "Not now"],
        ),
        (
            {"status": Status.CLOSED, "rating_asked": True, "rated": True, "rating": 4, "word_until": SOON},
            "Thank you: ★★★★. Would you like",
            ["Not now"],
        ),
        (
            {
                "status": Status.CLOSED,
                "rating_asked": True,
                "rated": True,
                "rating": 4,
                "word_until": NOW,
            },
            "Thank you: ★★★★. ☑️",
            [],
        ),
        ({"status": Status.CLOSED, "rating_asked": True, "rated": True, "ended_at": NOW}, "Thank you. ☑️", []),
        (
            {"status": Status.CLOSED, "end_reason": "silence", "ended_at": NOW},
            text_of("resolved-closed-silence", number=42),
            [],
        ),
        ({"status": Status.REOPENED, "assignee": OLGA}, "↩️ #42 is with Olga again.", []),
        ({"status": Status.IN_PROGRESS, "assignee": OLGA}, "↩️ #42 is in progress again.", []),
    ],
)
def test_the_resolved_message_says_what_became_of_it(changes: dict[str, Any], text: str, buttons: list[str]) -> None:
    made = screens_resolution.render_resolution(reader(ANNA), ticket(**changes))
    assert made is not None
    assert made.words.text.startswith(text)
    assert labels(made) == buttons
    assert screens_resolution.render_resolution(reader(OLGA), ticket(**changes)) is None


def test_an_opened_request_of_ones_own_shows_no_secrets() -> None:
    secret = ticket(for_requester=True, hold_reason=None, tags=(), status=Status.ON_HOLD, assignee=OLGA)
    made = ticket_page.render_ticket_page(reader(ANNA), secret)
    assert made.words.text.startswith("#42 The printer\n⏸ on hold · with Olga · 2 min ago")
    assert labels(made) == ["Whole thread", "Add to it", "Rename", "Cancel"]
