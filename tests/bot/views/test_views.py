"""What each face says and offers, for every status, in both languages: no gap, no button that cannot work."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.views import Rendered, compose, questions
from bot.views.lists import ticket_lists
from bot.views.reader import Reader
from bot.views.team import staff as team
from bot.views.ticket import agent_card, entries, receipt, resolution, ticket_page
from db.enums import Delivery, EntryKind, FileKind, Origin, QuestionKind, Role, Status
from db.models import Person
from desk.i18n.catalog import LANGUAGES
from desk.queries.dto import (
    AgentMark,
    CategoryInfo,
    EntryInfo,
    FileInfo,
    InviteRow,
    Linkable,
    Page,
    PersonInfo,
    QuestionInfo,
    StaffRow,
    ThreadPage,
    TicketCard,
    TicketRow,
)
from desk.settings import DeskSettings
from desk.text.rich_text import Entity, RichText, units

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
AGO = NOW - timedelta(minutes=2)
SOON = NOW + timedelta(seconds=1)
ANNA = PersonInfo(1, "Anna K.", 1001, Role.REQUESTER)
OLGA = PersonInfo(2, "Olga", 1002, Role.AGENT)
IVAN = PersonInfo(3, "Ivan", 1003, Role.AGENT)
ACCESS, OTHER = CategoryInfo(1, "Access"), CategoryInfo(2, "Other")
ENDED = (Status.CLOSED, Status.CANCELLED)


def reader(face: PersonInfo, language: str = "en") -> Reader:
    person = Person(id=face.id, telegram_id=face.key, name=face.name, role=face.role, language=language)
    return Reader(None, person, language, NOW, DeskSettings(bot_id=77), 77)  # type: ignore[arg-type]


def file(kind: FileKind = FileKind.PHOTO, **more: Any) -> FileInfo:
    given: dict[str, Any] = {"bot_id": 77, "file_id": "f", "attachment_url": None, **more}
    return FileInfo(1, kind, "a.jpg", None, 1, 34, **given)


def entry(text: str = "it is on fire", **more: Any) -> EntryInfo:
    given: dict[str, Any] = {
        "kind": EntryKind.COMMENT,
        "author_id": 1,
        "author_name": "Anna K.",
        "by_requester": True,
        "words": RichText(text),
        "files": (),
        **more,
    }
    return EntryInfo(
        id=given.pop("id", 5),
        ticket_id=9,
        number=42,
        origin=Origin.TELEGRAM,
        content_line=given.pop("content_line", None),
        quote=None,
        answers_id=None,
        footer=None,
        small_talk=False,
        delivery=given.pop("delivery", Delivery.NONE),
        at=AGO,
        edited=given.pop("edited", False),
        withdrawn=False,
        **given,
    )


def ticket(**changes: Any) -> TicketCard:
    made = TicketCard(
        id=9,
        number=42,
        subject="The printer",
        status=Status.NEW,
        is_draft=False,
        priority=3,
        category=None,
        categories=(ACCESS, OTHER),
        tags=(),
        requester=ANNA,
        requester_open=1,
        requester_total=1,
        assignee=None,
        taken_on_board=False,
        last_assignee=None,
        resolver=None,
        hold_reason=None,
        needs_answer=False,
        has_reply=False,
        request=(entry("it is on fire"), entry("look", files=(file(),))),
        last=(),
        entry_count=2,
        file_count=1,
        created_at=AGO,
        filed_at=AGO,
        status_at=AGO,
        claimed_at=None,
        resolved_at=None,
        ended_at=None,
        end_reason=None,
        rating=None,
        rating_words=None,
        rating_asked=False,
        rated=False,
        usual=None,
        task_id=None,
        for_requester=False,
        can_reopen=False,
    )
    return replace(made, **changes)


def labels(rendered: Rendered | None) -> list[str]:
    assert rendered is not None
    return [b.text for row in rendered.buttons for b in row]


def data(rendered: Rendered | None) -> list[str | None]:
    assert rendered is not None
    return [b.data for row in rendered.buttons for b in row]


# ------------------------------------------------------------------- cards


@pytest.mark.parametrize(
    ("subject", "request_", "shown"),
    [
        ("it is on fire", (entry("it is on fire, really"),), False),
        ("The printer, hall B", (entry("it is on fire"),), True),  # renamed by an agent
        ("Water the plants", (), True),  # a task somebody added on the board
        ("Photo", (entry("", files=(file(),)),), False),
    ],
)
def test_a_card_names_its_subject_where_the_request_does_not(
    subject: str, request_: tuple[EntryInfo, ...], shown: bool
) -> None:
    made = agent_card.card(reader(OLGA), ticket(subject=subject, request=request_))
    assert made is not None
    assert (f"\n{subject}\n" in made.words.text and "bold" in [e.type for e in made.words.entities[1:]]) is shown


def test_the_broadcast_as_conversations_draw_it() -> None:
    made = agent_card.card(reader(OLGA), ticket(category=ACCESS, subject="it is on fire · look"))
    assert made is not None
    assert made.words.text == (
        "🆕 #42 Anna K. · 🟡 · Access\nit is on fire\nlook\n📎 1 photo · 2 min ago · requests from them: 1"
    )
    assert Entity("bold", 3, 3) in made.words.entities
    assert labels(made) == ["Take", "Open"]
    assert data(made) == ["claim:42", "open:42"]
    assert made.buttons[0][0].style == "primary"


def test_the_assignees_card_has_the_way_to_the_board() -> None:
    made = agent_card.card(reader(OLGA), ticket(status=Status.ASSIGNED, assignee=OLGA, task_id="6X7"))
    assert labels(made) == ["Pending", "Resolve", "Release", "Hand over", "Open", "Board ↗"]
    assert made is not None
    assert made.buttons[-1][-1].url == "https://app.todoist.com/app/task/6X7"
    assert made.words.text.startswith("🙋 #42 is yours\n")


def test_others_see_who_has_it_folded_and_without_take() -> None:
    made = agent_card.card(reader(IVAN), ticket(status=Status.PENDING, assignee=OLGA))
    assert made is not None
    assert made.words.text.startswith("🙋 #42 taken by Olga · ⏳ waiting for the requester\n")
    assert [e.type for e in made.words.entities if e.type.endswith("quote")] == ["expandable_blockquote"]
    assert labels(made) == ["Open"]


def test_taken_on_the_board_by_nobody_known_can_still_be_taken() -> None:
    made = agent_card.card(reader(IVAN), ticket(status=Status.ASSIGNED, taken_on_board=True))
    assert labels(made) == ["Take", "Open"]
    assert made is not None
    assert made.words.text.startswith("🙋 #42 taken on the board\n")


def test_a_draft_and_ones_own_request_have_no_card() -> None:
    assert agent_card.card(reader(OLGA), ticket(is_draft=True)) is None
    assert agent_card.card(reader(OLGA), ticket(for_requester=True)) is None
    assert agent_card.card(reader(ANNA), ticket()) is None


def test_what_people_type_stays_as_typed_on_a_card() -> None:
    typed = "<b>x</b> & _y_ *z* [a](b)"
    made = agent_card.card(
        reader(OLGA), ticket(requester=replace(ANNA, name=typed), subject=typed, request=(entry(typed),))
    )
    assert made is not None
    assert made.words.text.count(typed) == 2
    assert [e.type for e in made.words.entities] == ["bold"]


def test_a_quote_within_a_folded_text_is_no_nested_quote() -> None:
    words = RichText("said", (Entity("blockquote", 0, 4), Entity("bold", 0, 2)))
    made = compose.folded(words)
    assert [e.type for e in made.entities] == ["expandable_blockquote", "bold"]


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
        agent_card.card(staff, one),
        ticket_page.opened(staff, one),
        ticket_page.opened(anna, own),
        receipt.receipt(anna, own),
        resolution.resolved(anna, own),
    ):
        assert made is not None
        assert made.words.text and "{" not in made.words.text
        assert units(made.words.text) <= 4096
        assert all(row for row in made.buttons)
        assert all(b.text and "{" not in b.text and len((b.data or "").encode()) <= 64 for r in made.buttons for b in r)


def test_a_card_holds_what_telegram_takes() -> None:
    long = ticket(request=tuple(entry("😀" * 1500, id=n) for n in range(9)), subject="x" * 120)
    for made, messages in ((agent_card.card(reader(OLGA), long), 1), (ticket_page.opened(reader(OLGA), long), 6)):
        assert made is not None
        assert units(made.words.text) <= messages * 4096
        assert "more message" in made.words.text


# ---------------------------------------------------------------- requester


def test_the_receipt_through_a_requests_life() -> None:
    anna = reader(ANNA)
    draft = receipt.receipt(anna, ticket(is_draft=True, filed_at=None))
    assert labels(draft) == ["Send now", "Cancel", "Access", "Other"]
    filed = receipt.receipt(anna, ticket(usual=timedelta(minutes=10)))
    assert filed is not None
    assert "We usually answer within 10 min." in filed.words.text
    assert labels(filed) == ["Access", "Other", "Cancel", "New request"]
    chosen = receipt.receipt(anna, ticket(category=ACCESS))
    assert labels(chosen) == ["Cancel", "New request"]
    assert chosen is not None and chosen.words.text.endswith("Topic: Access")
    guessed = ticket(category=ACCESS, category_guessed=True)
    choosing = receipt.receipt(anna, guessed)
    assert choosing is not None and "This is a guess. Choose another" in choosing.words.text
    for cannot in (
        receipt.receipt(anna, guessed, offered=(RichText("Meanwhile"), ())),
        receipt.receipt(anna, replace(guessed, has_reply=True)),
        receipt.receipt(anna, replace(guessed, status=Status.CLOSED)),
    ):
        assert cannot is not None and "Topic: Access?" in cannot.words.text
        assert "guess" not in cannot.words.text
    assert labels(receipt.receipt(anna, ticket(has_reply=True, status=Status.IN_PROGRESS))) == ["Cancel", "New request"]
    assert labels(receipt.receipt(anna, ticket(status=Status.RESOLVED))) == ["Access", "Other", "New request"]
    cancelled = receipt.receipt(anna, ticket(status=Status.CANCELLED, can_reopen=True))
    assert data(cancelled) == ["reopen:42", "to:new"]
    assert receipt.receipt(reader(OLGA), ticket()) is None


@pytest.mark.parametrize(
    ("changes", "text", "buttons"),
    [
        (
            {"status": Status.RESOLVED, "resolver": "Olga"},
            "✅ Olga thinks that #42 is solved.",
            ["Yes, thanks", "Not yet"],
        ),
        ({"status": Status.RESOLVED}, "✅ We think that #42 is solved.", ["Yes, thanks", "Not yet"]),
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
            "☑️ #42 is closed, as there was no answer.",
            ["★", "★★", "★★★", "★★★★", "★★★★★", "Skip"],
        ),
        (
            {"status": Status.CLOSED, "rated": True, "rating": 4, "agent_mark": AgentMark("Olga", None, True)},
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
        ({"status": Status.CLOSED, "end_reason": "silence", "ended_at": NOW}, "☑️ #42 is closed, as there was", []),
        ({"status": Status.REOPENED, "assignee": OLGA}, "↩️ #42 is with Olga again.", []),
        ({"status": Status.IN_PROGRESS, "assignee": OLGA}, "↩️ #42 is in progress again.", []),
    ],
)
def test_the_resolved_message_says_what_became_of_it(changes: dict[str, Any], text: str, buttons: list[str]) -> None:
    made = resolution.resolved(reader(ANNA), ticket(**changes))
    assert made is not None
    assert made.words.text.startswith(text)
    assert labels(made) == buttons
    assert resolution.resolved(reader(OLGA), ticket(**changes)) is None


def test_an_opened_request_of_ones_own_shows_no_secrets() -> None:
    secret = ticket(for_requester=True, hold_reason=None, tags=(), status=Status.ON_HOLD, assignee=OLGA)
    made = ticket_page.opened(reader(ANNA), secret)
    assert made.words.text.startswith("#42 The printer\n⏸ on hold · with Olga · 2 min ago")
    assert labels(made) == ["Whole thread", "Add to it", "Rename", "Cancel"]


def test_open_offers_staff_what_the_rules_allow() -> None:
    fresh = ticket_page.opened(reader(OLGA), ticket())
    assert data(fresh)[0] == "claim:42"
    assert "release:42" not in data(fresh)
    held = ticket_page.opened(reader(OLGA), ticket(status=Status.ON_HOLD, assignee=IVAN, hold_reason="parts"))
    assert {"progress:42", "pending:42", "resolve:42", "release:42", "hand:42"} <= set(data(held))
    assert "hold:42" not in data(held)
    assert "On hold: parts" in held.words.text
    closed = ticket_page.opened(reader(OLGA), ticket(status=Status.CLOSED, can_reopen=True, ended_at=NOW))
    assert data(closed) == ["reopen:42", "thread:42:1", "history:42:0"]


# -------------------------------------------------------------------- lists


def line(number: int, **changes: Any) -> TicketRow:
    made = TicketRow(number, number, "The printer", Status.NEW, False, 3, "Anna K.", None, False, False, AGO, AGO, None)
    return replace(made, **changes)


def test_the_list_as_conversations_draw_it() -> None:
    page = Page(
        (
            line(43, subject="Projector", status=Status.IN_PROGRESS, assignee="Ivan"),
            line(42, subject="Upload", status=Status.PENDING, assignee="Olga"),
            line(37, subject="Badges", status=Status.CLOSED, ended_at=NOW - timedelta(days=1)),
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
    made = ticket_lists.thread(reader(OLGA), ThreadPage(42, "The printer", said, 2, 3, {}))
    assert "// You: 2 min ago\ncall them" in made.words.text
    assert "not delivered: the bot is blocked" in made.words.text
    assert data(made) == ["thread:42:1", "thread:42:3", "open:42"]


def test_a_thread_cuts_nothing() -> None:
    said = tuple(entry(f"{'x' * 4000}{n}", id=n) for n in range(3))
    made = ticket_lists.thread(reader(OLGA), ThreadPage(42, "y" * 120, said, 1, 1, {}))
    assert all(f"x{n}" in made.words.text for n in range(3))


def test_a_card_that_cuts_the_request_says_where_all_of_it_is() -> None:
    long = ticket(request=tuple(entry("x" * 2000, id=n) for n in range(3)))
    assert "… and 1 more message\nAll of it: Open." in agent_card.card(reader(OLGA), long).words.text
    assert "All of it" not in ticket_page.opened(reader(OLGA), long).words.text
    huge = ticket(request=(entry("x" * 30_000),))
    assert "All of it: Whole thread." in ticket_page.opened(reader(OLGA), huge).words.text


# ---------------------------------------------------------------- questions


def asked(kind: QuestionKind, **changes: Any) -> QuestionInfo:
    options = (line(42, subject="Upload"), line(43, subject="Projector"))
    made = QuestionInfo(
        8, kind, 42, options, True, False, False, False, False, False, None, 43, 2.0, NOW + timedelta(minutes=2), ""
    )
    return replace(made, **changes)


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
