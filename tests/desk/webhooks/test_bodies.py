"""What systems read of an event: names as they were, words as they are now, and only what is theirs to read."""

from dataclasses import replace
from datetime import timedelta, timezone
from typing import Any

import pytest

from db.models import Entry, EntryFile, EntryKind, FeedEvent, History, Integration, Origin, Person
from desk import api_event_kinds
from desk.conversation.new_entry import dump_line
from desk.i18n import catalog
from desk.webhooks.bodies import Body, make_bodies
from tests.desk.stage import Someone, Stage
from tests.desk.webhooks.test_feed import system
from tests.texts import IN_BOTH


class Told:
    """A filed request of Rita's, and a system that reads of it."""

    def __init__(self, stage: Stage, rita: Someone, number: int, ticket: int, system: int) -> None:
        self.stage, self.rita, self.number, self.ticket, self.system = stage, rita, number, ticket, system

    async def entry(self, body: str = "on fire", **more: Any) -> int:
        given = {"ticket_id": self.ticket, "author_id": self.rita.id, "author_name": "Olga", "kind": EntryKind.REPLY}
        given |= {"origin": Origin.TELEGRAM, "created_at": self.stage.now, **more}
        return int((await self.adds(Entry(body=body, **given))).id)

    async def change(self, field: str, old: str | None, new: str | None) -> int:
        given = {"at": self.stage.now, "actor_name": "Olga", "origin": Origin.TELEGRAM}
        return int((await self.adds(History(ticket_id=self.ticket, field=field, old=old, new=new, **given))).id)

    async def adds(self, row: Any) -> Any:
        async with self.stage.database.unit_of_work() as session:
            session.add(row)
            await session.flush()
            session.expunge(row)
        return row

    async def sets(self, kind: Any, key: int, **values: Any) -> None:
        async with self.stage.database.unit_of_work() as session:
            row = await session.get_one(kind, key)
            for name, value in values.items():
                setattr(row, name, value)

    async def read(self, kind: str, **more: Any) -> Body:
        """The body of such an event; what is not of the event itself is among its `refs`."""
        own = {name: more.pop(name) for name in ("origin", "at") if name in more}
        given = {"id": 7, "at": self.stage.now, "origin": Origin.TELEGRAM, "ticket_id": self.ticket, **own}
        async with self.stage.database.sessions() as session:
            reader = await session.get_one(Integration, self.system)
            (body,) = await make_bodies(session, reader, [FeedEvent(kind=kind, refs=more, **given)], self.stage.rules)
        return body


@pytest.fixture
async def told(stage: Stage, rita: Someone) -> Told:
    shop = await system(stage, "shop", "tickets", people=[rita])
    number = await stage.files(rita, "The printer is on fire")
    return Told(stage, rita, number, (await stage.ticket(number)).id, shop)


async def test_what_is_internal_of_a_ticket_is_for_who_reads_all(told: Told) -> None:
    assert (await told.read(api_event_kinds.LATE, of="response"))["ticket"]["priority"] is None
    await told.sets(Integration, told.system, scopes=["all:read"])
    seen = (await told.read(api_event_kinds.LATE, of="response"))["ticket"]
    assert (seen["priority"], seen["external_id"]) == (3, f"u{told.rita.id}")
    assert (seen["assignee"], seen["category"]) == (None, None)


async def test_moments_are_of_utc_in_whatever_zone_they_come(told: Told) -> None:
    at = told.stage.now.astimezone(timezone(timedelta(hours=3)))
    body = await told.read(api_event_kinds.LATE, at=at, of="response")
    wanted = told.stage.now.isoformat().replace("+00:00", "Z")
    assert (body["at"], body["late"]) == (wanted, {"of": "response", "since": wanted})


@pytest.mark.parametrize(
    ("kind", "field", "old", "new", "change"),
    [
        (api_event_kinds.CHANGED, "promised", "1", "2", ("due", "1", "2")),
        (api_event_kinds.CHANGED, "category_guessed", None, "Keys", ("category", None, "Keys")),
        (api_event_kinds.CHANGED, "deescalated", None, None, ("escalated", None, None)),
        (api_event_kinds.CHANGED, "made_up", "1", "2", ("made_up", "1", "2")),
        (api_event_kinds.RATED, "rating", "3", "5", ("rating", None, "5")),
        (api_event_kinds.MERGED, "merged_into", "#8", "#9", ("merged_into", None, "9")),
        (api_event_kinds.UNMERGED, "merged_into", "#8", None, ("merged_into", None, "8")),
        (api_event_kinds.ESCALATED, "escalated", None, "help", ("escalated", None, "hand")),
        (api_event_kinds.ESCALATED, "escalated_breach", None, "x", ("escalated", None, "breach")),
    ],
)
async def test_a_change_is_told_by_what_systems_call_it(
    told: Told, kind: str, field: str, old: str | None, new: str | None, change: tuple[str, str | None, str | None]
) -> None:
    body = await told.read(kind, history=await told.change(field, old, new))
    assert body["change"] == dict(zip(("field", "old", "new"), change, strict=True))
    assert body["actor"] == "Olga"


@pytest.mark.parametrize(
    ("more", "kind", "by", "gone"),
    [
        ({}, "message.added", "team", False),
        ({"kind": EntryKind.COMMENT}, "message.edited", "requester", False),
        ({"withdrawn_at": 1}, "message.withdrawn", "team", True),
        ({"ticket_id": None}, "message.added", "team", True),
        ({"kind": EntryKind.NOTE}, "note.added", "note", False),
        ({"kind": EntryKind.NOTE}, "message.added", "team", True),
    ],
)
async def test_words_are_read_as_they_are_now_and_files_with_them(
    told: Told, more: dict[str, Any], kind: str, by: str, gone: bool
) -> None:
    """Taken back, moved or turned into a note since, nothing is left of them."""
    if "withdrawn_at" in more:
        more = {"withdrawn_at": told.stage.now}
    if "ticket_id" in more:
        other = await told.stage.files(told.rita, "There is no soap anywhere in here")
        more = {"ticket_id": (await told.stage.ticket(other)).id}
    key = await told.entry("we come", **more)
    await told.adds(EntryFile(entry_id=key, kind="photo", name="p.jpg", bot_id=77, telegram_file_id="f"))
    said = (await told.read(kind, entry=key))["message"]
    assert (said["by"], said["withdrawn"]) == (by, gone)
    assert said["text"] == (None if gone else "we come")
    assert [one["name"] for one in said["files"]] == ([] if gone else ["p.jpg"])


async def test_who_did_it_is_known_where_it_came_from(told: Told) -> None:
    """Words changed on the board may have been changed by anybody there."""
    key = await told.entry()
    found = [
        (await told.read("message.edited", entry=key, origin=one))["actor"] for one in (Origin.TELEGRAM, Origin.TODOIST)
    ]
    assert found == ["Olga", None]
    assert (await told.read(api_event_kinds.CREATED, entries=[]))["actor"] == "Rita"
    assert (await told.read(api_event_kinds.LATE, of="response"))["actor"] is None


async def test_what_was_filed_with_it_is_told_as_it_stands(told: Told) -> None:
    mine = [await told.entry(body, kind=EntryKind.COMMENT) for body in ("one", "two")]
    body = await told.read(api_event_kinds.CREATED, entries=[mine[0], 10**9, mine[1]])
    assert [(one["text"], one["by"]) for one in body["messages"]] == [("one", "requester"), ("two", "requester")]


@pytest.mark.parametrize(("language", "says"), [("en", "Contact: Anna, +7 *** **-67"), ("ru", "Контакт: Anna")])
async def test_a_content_without_words_is_a_line_in_its_requesters_language(
    told: Told, language: str, says: str
) -> None:
    """The number of a contact is nobody's whose it is not."""
    await told.sets(Person, told.rita.id, language_chosen=language)
    contact = dump_line("content-contact", name="Anna", phone="+79001234567")
    text = (await told.read("message.added", entry=await told.entry("", content_line=contact)))["message"]["text"]
    assert text.startswith(says) and "1234" not in text
    unknown = await told.entry("", content_line=dump_line("content-hologram"))
    assert (await told.read("message.added", entry=unknown))["message"]["text"] == ""
    assert (await told.read("message.added", entry=await told.entry("")))["message"]["text"] == ""


@IN_BOTH
async def test_a_notice_is_in_its_requesters_language_for_where_there_is_no_chat(told: Told, language: str) -> None:
    await told.sets(Person, told.rita.id, language_chosen=language)
    told.stage.rules = replace(told.stage.rules, locale="ru" if language == "en" else "en")
    args = {"number": told.number}
    notice = (await told.read(api_event_kinds.NOTICE, say="closed-by-board", args=args, asks=None))["notice"]
    assert notice["text"] == catalog.say(language, "closed-by-board-elsewhere", **args)
    assert (notice["key"], notice["asks"]) == ("closed-by-board", None)
    newer = (await told.read(api_event_kinds.NOTICE, say="of-tomorrow", args={}, asks="answer"))["notice"]
    assert newer == {"key": "of-tomorrow", "text": "of-tomorrow", "asks": "answer"}


async def test_words_within_a_notice_are_worded_too(told: Told) -> None:
    args = {"name": "Rita", "why": "limit-crowded-open"}
    said = (await told.read(api_event_kinds.NOTICE, say="limit-hit", args=args, keyed=["why"], asks=None))["notice"][
        "text"
    ]
    assert said == catalog.say("en", "limit-hit", **{**args, "why": catalog.say("en", "limit-crowded-open")})
