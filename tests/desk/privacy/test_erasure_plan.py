"""The list of what an erasure does covers every column that can hold words, and reaches what it names: each of these
columns is filled with a marker, and no row has it afterwards."""

import re
from collections.abc import Iterator
from datetime import timedelta
from hashlib import sha256
from typing import Any

import pytest
from sqlalchemy import Table, select, update

from db.models import Base, CrmState, Entry, ExternalPerson, Integration, Message, Origin, Person, Role
from db.queue import encode_payload
from desk import Desk
from desk.privacy import erasing, erasure_timetable, person_file
from desk.privacy.erasure_statements import STEPS, Deleted, Emptied
from migrations.indexes import LARGE
from tests.desk.privacy.filling import MARK, Filler, find_marker, holds_words
from tests.desk.stage import BOT, Someone, Stage
from tests.sql import add, execute

_DESKS_OWN = set(
    """
    announcements article_texts articles board_acts board_changes boards brakes briefings categories chats
    collaborators crm_changes crm_records crm_state daily_counts daily_runs desk due_failures event_attendance events
    invites job_keys mailing_receivers mailings member_invites menu_items menus messages organizations outlets policies
    preset_answers preset_texts review_criteria root_causes rule_events rule_runs rules settings subscriptions systems
    targets ticket_facts ticket_groups ticket_spans timers uses use_log wordings erasures canned_uses answers_taken
    offers pauses asks searches payment_requests board_connection data_keys imported_rows own_fields
    assist_uses
""".split()  # noqa: SIM905  (a line each would be sixty lines)
)
"""Tables without words of a requester: the desk's own texts and settings, numbers, states, the members of the board as
Todoist lists them, ids, keys of texts; searches are kept without a person, who was imported or erased as a hash."""
_KEPT = {
    "tickets": "end_reason asked steps answers_from",  # kinds, keys, lines of own articles, an address of the desk
    "group_topics": "fingerprint icon",  # a hash of the topic's name, and one of Telegram's icons
    "history": "field events",
    "reviews": "reason",
    "approvals": "verb plan",  # ids, a status, why it was stopped
    "known_problems": "title state words entities end_words end_entities",  # the team's own words for everybody
    "ideas": "title status answer",  # likewise: what requesters see and vote for
    "canned_replies": "key folded",
    "recurring_requests": "rhythm",
    "ledger_entries": "currency charge_id provider_id",  # ids of payments, for refunds and the books
    "audit": "action object",
    "board_cards": "project_id task_id",
    "board_commands": "uuid project_id kind temp_id",
    "board_comments": "comment_id task_id",
    "idempotency_keys": "key request_hash",
    "jobs": "box key dedup slot",
    "review_marks": "mark",
    "guest_calls": "inline_message_id",  # of our own message there, whose words go by it
}
"""Columns without words in tables that an erasure empties."""


def test_no_column_that_can_hold_words_is_forgotten() -> None:
    deleted = {step.table for step in STEPS if isinstance(step, Deleted)}
    emptied = {f"{step.table}.{name}" for step in STEPS if not isinstance(step, Deleted) for name in step.values}
    kept = {f"{table}.{name}" for table, names in _KEPT.items() for name in names.split()}
    there = {str(c) for table in Base.metadata.sorted_tables for c in table.columns if holds_words(c)}
    of_deleted = {one for one in there if one.partition(".")[0] in deleted - set(_KEPT) | _DESKS_OWN}
    assert sorted(there - of_deleted - emptied - kept) == []
    assert sorted(kept & emptied) == []
    assert set(_KEPT) | _DESKS_OWN <= set(Base.metadata.tables)


async def _given(stage: Stage, desk: Desk, rita: Someone) -> dict[str, Any]:
    rows = await erasing.find_rows(desk, rita.id)
    entry = await desk.session.scalar(select(Entry).where(Entry.ticket_id == rows.tickets[0]).limit(1))
    assert entry is not None
    entry.body = MARK
    await desk.session.flush()
    return {
        "person": rita.id, "object": f"person:{rita.id}", "tickets": list(rows.tickets), "entries": list(rows.entries),
        "ticket": rows.tickets[0], "entry": entry.id, "blobs": [900], "contents": [900], "old": [MARK],
        "escaped": [MARK], "chats": [str(rita.chat)], "now": stage.now, "bot": BOT,
    }  # fmt: skip


def _own(stage: Stage, rita: Someone, entry_id: int, number: int) -> list[tuple[str, dict[str, Any]]]:
    """Return rows of the person's that need more than their ids."""
    assigned = {"field": "assignee", "old": MARK, "new": MARK, "old_id": rita.id, "new_id": rita.id}
    rows: dict[str, dict[str, Any]] = {
        "known_words": {"word": MARK},
        "known_problems": {"texts": [{"text": MARK, "stems": [MARK]}], "state": "dropped"},
        "topic_models": {"weights": {MARK: 1}},
        "blobs": {"id": 900, "content": 900},
        "files": {"blob_id": 900},
        "blob_pieces": {"content": 900},
        "organizations": {},
        "contacts": {"id": 900},
        "memberships": {"contact_id": 900},
        "systems": {"id": 900},
        "external_people": {"external_id": MARK, "system_id": 900},
        "external_changes": {"kind": "account", "external_id": f"900:{MARK}"},
        "events_feed": {"kind": "ticket.notice"},
        "idempotency_keys": {"system_id": 900, "answer": {"items": [{"number": number, "text": MARK}]}},
        "report_results": {"created_at": stage.now - timedelta(minutes=6)},
        "web_sessions": {},
        "reviews": {},
        "group_mentions": {"author_id": rita.chat},
        "messages": {"bot_id": BOT, "chat_id": rita.chat, "message_id": 900, "slot": MARK},
        "jobs": {"state": "buried", "box": "from_telegram", "key": str(rita.chat)},
        "board_commands": {"kind": "note_add", "answered_at": stage.now},
        "ledger_entries": {"reason": MARK},
        "audit": {"object": f"person:{rita.id}"},
        "recurring_requests": {"id": 900, "client_id": rita.id},
        "admin_changes": {"noun": "recurring", "key": "900"},
    }
    in_group = encode_payload({"message": {"from": {"id": rita.chat, "is_bot": False}, "text": MARK}})
    more = [
        ("jobs", {"state": "buried", "box": "from_telegram", "key": "-1007", "payload": in_group}),
        ("jobs", {"state": "done", "box": "to_telegram", "key": "7", "payload": MARK.encode()}),
        ("jobs", {"state": "buried", "box": "from_mail", "key": sha256(MARK.lower().encode()).hexdigest()[:32]}),
        ("jobs", {"state": "buried", "box": "from_mail", "key": "of a form", "person_id": rita.id}),
        ("entries", {"answers_id": entry_id, "quote": MARK, "kind": "reply"}),
        ("entries", {"ticket_id": None, "author_id": rita.id, "kind": "reply"}),  # of a former agent, for nobody yet
        ("history", assigned),
        ("audit", {"actor_id": rita.id, "address": MARK}),
    ]
    return [*rows.items(), *more]


async def test_no_column_keeps_a_marker(stage: Stage, rita: Someone, olga: Someone) -> None:
    number = await stage.files(rita, "The heating does not work")
    await stage.shown(olga, f"card:{number}", number)
    async with stage.database.unit_of_work() as session:
        desk = Desk(session, Origin.CLOCK, None, now=stage.now, rules=stage.rules)
        given = await _given(stage, desk, rita)
        await Filler(session, given, _own(stage, rita, given["entry"], number)).fill()
        assert len(await find_marker(session)) > 40
    assert await _erase(stage, rita) == 0
    async with stage.database.unit_of_work() as session:
        assert await find_marker(session) == {}
        person = await session.get_one(Person, rita.id)
        assert (person.telegram_id, person.role, person.erased_at) == (None, Role.REQUESTER, stage.now)
        for chat in (Message.chat_id, Entry.said_chat_id):  # which is the id of the person
            assert await session.scalar(select(chat).where(chat == rita.chat)) is None
    assert [one["message_id"] for one in await stage.letters(olga) if one["type"] == "erase"] != []
    assert await _erase(stage, rita) == 0


async def _erase(stage: Stage, rita: Someone) -> int:
    async with stage.database.unit_of_work() as session:
        desk = Desk(session, Origin.CLOCK, None, now=stage.now, rules=stage.rules)
        assert await erasing.erase_from_jobs(desk, rita.id, 0) is None
        return await erasing.erase_person(desk, rita.id, since=stage.now)


async def test_what_stands_in_chats_of_another_bot_is_counted(stage: Stage, rita: Someone, olga: Someone) -> None:
    number = await stage.files(rita, "The heating does not work")
    await stage.shown(olga, f"card:{number}", number)
    await execute(stage, update(Message).where(Message.chat_id == olga.chat).values(bot_id=BOT + 1))
    assert await _erase(stage, rita) == 1
    assert [one for one in await stage.letters(olga) if one["type"] == "erase"] == []
    assert await _erase(stage, rita) == 0


@pytest.mark.parametrize("step", [s for s in STEPS if s.table in LARGE], ids=lambda step: f"{step.table} {step.where}")
def test_an_index_serves_each_step_of_a_large_table(step: Emptied | Deleted) -> None:
    served = list(_list_served(Base.metadata.tables[step.table]))
    for part in set(step.where.split(" or ")) - _BY_HAND:
        compared = set(re.findall(r"(\w+) (?:=|in) ", part))
        assert any(only in part and (only or column in compared) for column, only in served), (part, served)


_BY_HAND = {"old = $old", "new = $old"}
"""Looked for in the whole of `audit`, which grows only by what the team does to the desk itself."""


def _list_served(table: Table) -> Iterator[tuple[str, str]]:
    """Yield the first column of each index, and the condition of its rows: few have it."""
    yield next(iter(table.primary_key)).name, ""
    for index in table.indexes:
        only = index.dialect_options["postgresql"]["where"]
        yield getattr(index.expressions[0], "name", ""), "" if only is None else str(only.text)


async def test_only_systems_that_may_know_of_a_person_are_named_and_the_crm_while_there_is_one(
    stage: Stage, rita: Someone, vera: Someone
) -> None:
    async with stage.database.unit_of_work() as session:
        made = {"token_hint": "", "made_at": stage.now}
        scopes = {"theirs": "tickets", "all": "all:read", "other": "tickets", "revoked": "all:read"}
        systems = [Integration(name=n, token_hash=n.encode(), scopes=[one], **made) for n, one in scopes.items()]
        systems[-1].revoked_at = stage.now
        session.add_all(systems)
        await session.flush()
        session.add(ExternalPerson(system_id=systems[0].id, external_id="u-1", person_id=rita.id, made_at=stage.now))

    async def known(desk: Desk) -> tuple[dict[str, int], bool]:
        facts = await person_file.list_facts(desk.session, desk.rules)
        return await erasure_timetable._count_systems(desk, rita.id), "privacy-crm" in [one.key for one in facts]

    assert await stage.does(vera, known) == ({"integrations": 2}, False)
    await add(stage, CrmState(id=1))
    assert await stage.does(vera, known) == ({"integrations": 2, "crm": 1}, True)
