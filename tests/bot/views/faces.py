"""People, tickets and entries that views are drawn of, and what is read off a drawing."""

from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.views import Reader, Rendered
from db.models import Delivery, EntryKind, FileKind, Origin, Person, Role, Status
from desk import DeskSettings
from desk.i18n import TicketSubject
from desk.queries.entries import EntryInfo, FileInfo
from desk.queries.people import PersonInfo
from desk.queries.ticket_card import StaffFacts, TicketCard
from desk.queries.topic_choices import CategoryInfo
from desk.text import RichText

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
        "author_role": None,
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
        quote=given.pop("quote", None),
        answers_id=given.pop("answers_id", None),
        footer=None,
        small_talk=False,
        delivery=given.pop("delivery", Delivery.NONE),
        at=AGO,
        edited=given.pop("edited", False),
        **given,
    )


_OF_STAFF = {one.name for one in fields(StaffFacts)}


def ticket(**changes: Any) -> TicketCard:
    """Return a ticket of staff with these fields, or of its requester; what only staff may read goes to `staff`."""
    made = TicketCard(
        id=9,
        number=42,
        subject=TicketSubject("The printer"),
        status=Status.NEW,
        is_draft=False,
        priority=3,
        category=None,
        categories=(ACCESS, OTHER),
        requester=ANNA,
        requester_open=1,
        requester_total=1,
        assignee=None,
        last_assignee=None,
        resolver=None,
        needs_answer=False,
        has_reply=False,
        request=(entry("it is on fire"), entry("look", files=(file(),))),
        last=(),
        entry_count=2,
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
        for_requester=False,
        is_own=bool(changes.get("for_requester")),
        can_reopen=False,
    )
    staff = {name: changes.pop(name) for name in list(changes) if name in _OF_STAFF}
    return replace(made, staff=StaffFacts(**staff), **changes)


def labels(rendered: Rendered | None) -> list[str]:
    assert rendered is not None
    return [b.text for row in rendered.buttons for b in row]


def data(rendered: Rendered | None) -> list[str | None]:
    assert rendered is not None
    return [b.data for row in rendered.buttons for b in row]
