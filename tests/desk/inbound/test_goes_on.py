"""What a message goes on with: the note before it, the album it is a part of, words that came under one question."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from db.models import Entry, EntryKind, Origin, Question, QuestionKind, Role
from desk.conversation import thread
from desk.conversation.new_entry import IncomingMessage, NewEntry
from desk.inbound.message_lookup import look_up_message
from desk.inbound.routing_context import AT_ONCE, build_context, find_continued_note
from desk.inbound.routing_types import AskedFor, Destination, Route, RoutingContext
from desk.text import RichText
from tests.desk.stage import PHOTO, Someone, Stage
from tests.sql import add

MOMENT = timedelta(microseconds=1)
FULL = "x" * 2000


def _entry(stage: Stage, author: Someone, **more: Any) -> Entry:
    given = {"kind": EntryKind.NOTE, "origin": Origin.TELEGRAM, "body": FULL, "created_at": stage.now, **more}
    return Entry(author_id=author.id, author_name="Somebody", **given)


async def _goes_on(stage: Stage, who: Someone, entry: Entry, incoming: IncomingMessage) -> bool:
    before = (entry, stage.now)
    found: Entry | None = await stage.does(who, _asked, incoming, before)
    return found is entry


async def _asked(desk: Any, incoming: IncomingMessage, before: Any) -> Entry | None:
    return find_continued_note(desk, incoming, before)


@pytest.mark.parametrize(
    ("of_entry", "of_message", "goes_on"),
    [
        ({}, {}, True),
        ({"body": FULL[1:]}, {}, False),
        ({"edited": True}, {}, False),
        ({"withdrawn": True}, {}, False),
        ({}, {"files": (PHOTO,)}, False),
        ({}, {"content": "location"}, False),
        ({}, {"ago": AT_ONCE}, True),
        ({}, {"ago": AT_ONCE + MOMENT}, False),
    ],
)
async def test_what_a_note_goes_on_with(
    stage: Stage, olga: Someone, of_entry: dict[str, Any], of_message: dict[str, Any], goes_on: bool
) -> None:
    entry = _entry(stage, olga, body=of_entry.get("body", FULL))
    entry.edited_at = stage.now if "edited" in of_entry else None
    entry.withdrawn_at = stage.now if "withdrawn" in of_entry else None
    sent_at = stage.now + of_message.pop("ago", MOMENT)
    incoming = replace(stage.message(olga, "and more", **of_message), sent_at=sent_at)
    assert await _goes_on(stage, olga, entry, incoming) is goes_on


async def test_only_staff_go_on_with_a_note_and_only_with_their_own(stage: Stage, rita: Someone, olga: Someone) -> None:
    pavel = await stage.person("Pavel", Role.AGENT)
    assert not await _goes_on(stage, rita, _entry(stage, rita), stage.message(rita, "more"))
    assert not await _goes_on(stage, olga, _entry(stage, pavel), stage.message(olga, "more"))
    assert await _goes_on(stage, olga, _entry(stage, olga), stage.message(olga, "more"))


async def _looks(stage: Stage, who: Someone, incoming: IncomingMessage) -> RoutingContext:
    async def looking(desk: Any) -> RoutingContext:
        return await build_context(desk, incoming, await look_up_message(desk, incoming), {})

    found: RoutingContext = await stage.does(who, looking)
    return found


async def _stored(stage: Stage, entry: Entry) -> int:
    async with stage.database.unit_of_work() as session:
        session.add(entry)
        await session.flush()
        return entry.id


async def _said(stage: Stage, who: Someone, number: int, entry_id: int) -> None:
    from db.models import Message, MessageKind

    about = {"ticket_id": (await stage.ticket(number)).id, "entry_id": entry_id, "sent_at": stage.now}
    message = stage.message(who)
    await add(
        stage,
        Message(
            bot_id=stage.rules.bot_id or 0,
            chat_id=who.chat,
            message_id=message.message_id,
            kind=MessageKind.SAID,
            **about,
        ),
    )


async def test_a_note_on_a_ticket_is_gone_on_with_there(stage: Stage, rita: Someone, olga: Someone) -> None:
    number = await stage.files(rita, "The printer is on fire")
    await stage.does(olga, thread.add_note, number, NewEntry(RichText(FULL)))
    note = next(entry for entry in await stage.entries(number) if entry.kind is EntryKind.NOTE)
    await _said(stage, olga, number, note.id)
    found = await _looks(stage, olga, stage.message(olga, "and more"))
    assert found.continues == Route(Destination.NOTE, (await stage.ticket(number)).id)


@pytest.mark.parametrize("over", [None, "answered_at", "closed_at"])
async def test_a_note_that_waits_under_a_question_is_gone_on_with_while_that_is_open(
    stage: Stage, rita: Someone, olga: Someone, over: str | None
) -> None:
    number = await stage.files(rita, "The printer is on fire")
    due = stage.now + timedelta(minutes=2)
    asked = {"kind": QuestionKind.WHERE_TO, "data": {}, "asked_at": stage.now, "due_at": due}
    question = await add(stage, Question(person_id=olga.id, **asked, **({over: stage.now} if over else {})))
    question_id = question.id
    await _said(stage, olga, number, await _stored(stage, _entry(stage, olga, question_id=question_id)))
    found = await _looks(stage, olga, stage.message(olga, "and more"))
    waits = Route(Destination.ANSWER, question_id=question_id, asked_for=AskedFor.WORDS, note=True)
    assert found.continues == (None if over else waits)


async def test_an_album_goes_on_with_its_newest_part_of_the_same_chat(
    stage: Stage, rita: Someone, olga: Someone
) -> None:
    part = {"kind": EntryKind.COMMENT, "album": "77"}
    await _stored(stage, _entry(stage, rita, said_chat_id=rita.chat, **part))
    newest = await _stored(stage, _entry(stage, rita, said_chat_id=rita.chat, **part))
    await _stored(stage, _entry(stage, olga, said_chat_id=olga.chat, **part))
    await _stored(stage, _entry(stage, rita, said_chat_id=rita.chat, **{**part, "album": "78"}))
    assert (await _looks(stage, rita, stage.message(rita, album="77", files=(PHOTO,)))).continues == Route(
        Destination.JOIN_ALBUM, entry_id=newest
    )
    assert (await _looks(stage, rita, stage.message(rita, album="79", files=(PHOTO,)))).continues is None
    assert (await _looks(stage, rita, stage.message(rita, files=(PHOTO,)))).continues is None


async def test_of_two_questions_the_newest_takes_what_follows(stage: Stage, olga: Someone) -> None:
    due = stage.now + timedelta(minutes=2)
    ids = []
    for _ in range(2):
        asked = {"kind": QuestionKind.WHERE_TO, "data": {}, "asked_at": stage.now, "due_at": due}
        question = await add(stage, Question(person_id=olga.id, **asked))
        ids.append(question.id)
        await _stored(stage, _entry(stage, olga, question_id=ids[-1]))
    await _stored(stage, _entry(stage, olga, question_id=ids[0]))
    assert (await _looks(stage, olga, stage.message(olga, "words"))).open_question == ids[1]
