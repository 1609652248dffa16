"""People who have nothing to do with any test, and what is theirs: beside them `accompanied` tests are told. What a
verb changes of somebody it does not concern fails such a test; whatever reads them for somebody else's shows it.

They came and went years before: a requester, an agent who has left, a request of theirs that is over, on a board that
is no longer the desk's. Their ids begin where no test's end.
"""

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Boolean, Column, Date, DateTime, Float, Integer, LargeBinary, Table, insert
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncConnection

from db.models import Base, EntryKind, MessageKind, QuestionKind, Role, Status
from desk.policy import timers

FIRST = 900_001
_AT = datetime(2019, 1, 7, 9, tzinfo=UTC)
_FAR = datetime(2119, 1, 7, 9, tzinfo=UTC)
_ASKS, _LEFT, _TICKET, _TOPIC, _SAID, _ANSWER, _NOTE = range(FIRST, FIRST + 7)
_ONE = FIRST
_BOARD = "former"
_TIMERS = [value for name, value in vars(timers).items() if name.isupper() and isinstance(value, str)]

_OF_TICKET = {"ticket_id": _TICKET}
_OF_LEFT = {"person_id": _LEFT}
_ROWS: dict[str, list[dict[str, Any]]] = {
    "categories": [{"id": _TOPIC, "name": "Zeppelins", "folded": "zeppelins", "removed_at": _AT}],
    "people": [
        {"id": _ASKS, "name": "Zinaida", "telegram_id": 9_000_000_001, "role": Role.REQUESTER, "started_at": _AT},
        {"id": _LEFT, "name": "Zakhar", "telegram_id": 9_000_000_002, "role": Role.REQUESTER, "dismissed_at": _AT},
    ],
    "events": [
        {
            "id": _ONE,
            "slug": "airship",
            "name": "Airship",
            "starts_on": date(2019, 1, 7),
            "ends_on": date(2019, 1, 7),
            "removed_at": _AT,
        },
    ],
    "event_attendance": [{"event_id": _ONE, "participant": "zinaida"}],
    "ticket_groups": [{"id": _ONE, "made_by": _LEFT}],
    "tickets": [
        {
            "id": _TICKET,
            "number": _TICKET,
            "requester_id": _ASKS,
            "assignee_id": _LEFT,
            "category_id": _TOPIC,
            "origin": "telegram",
            "status": Status.CLOSED,
            "filed_at": _AT,
            "ended_at": _AT,
            "resolved_at": _AT,
            "resolved_by": _LEFT,
            "subject": "zeppelin",
            "group_id": _ONE,
            "tags": ["airship"],
            "counted_at": _AT,
        },
    ],
    "entries": [
        {
            "id": _SAID,
            **_OF_TICKET,
            "kind": EntryKind.COMMENT,
            "author_id": _ASKS,
            "author_name": "Zinaida",
            "body": "zeppelin",
            "origin": "telegram",
            "said_chat_id": 9_000_000_001,
            "said_message_id": 1,
        },
        {
            "id": _ANSWER,
            **_OF_TICKET,
            "kind": EntryKind.REPLY,
            "author_id": _LEFT,
            "author_name": "Zakhar",
            "body": "blimp",
            "origin": "telegram",
            "answers_id": _SAID,
            "quote": "zepp",
        },
        {
            "id": _NOTE,
            **_OF_TICKET,
            "kind": EntryKind.NOTE,
            "author_id": _LEFT,
            "author_name": "Zakhar",
            "body": "dirigible",
            "origin": "todoist",
        },
    ],
    "entry_versions": [{"id": _ONE, "entry_id": _ANSWER, "body": "balloon", "origin": "telegram"}],
    "files": [
        {"id": _ONE, "entry_id": _SAID, "kind": "photo", "name": "zeppelin.jpg", "bot_id": 9, "telegram_file_id": "z"}
    ],
    "reactions": [{"id": _ONE, "entry_id": _ANSWER, "person_id": _ASKS, "origin": "telegram", "signs": "👍"}],
    "history": [
        {
            "id": FIRST + at,
            **_OF_TICKET,
            "field": field,
            "old": old,
            "new": new,
            "actor_id": _LEFT,
            "origin": "telegram",
        }
        for at, (field, old, new) in enumerate(
            [("status", "new", "assigned"), ("priority", "3", "2"), ("status", "assigned", "closed")]
        )
    ],
    "marks": [
        {
            "id": _ONE,
            **_OF_TICKET,
            "about": "solution",
            "stars": 5,
            "person_id": _LEFT,
            "asked_at": _AT,
            "marked_at": _AT,
        }
    ],
    "questions": [
        {"id": FIRST + at, "person_id": who, "kind": kind, **_OF_TICKET, "answered_at": _AT, "data": {}}
        for at, (who, kind) in enumerate([(_ASKS, QuestionKind.WHICH_TICKET), (_LEFT, QuestionKind.HOLD_REASON)])
    ],
    "messages": [
        {
            "bot_id": 9,
            "chat_id": 9_000_000_002,
            "message_id": 1,
            "kind": MessageKind.SLOT,
            "slot": f"card:{_TICKET}",
            **_OF_TICKET,
        },
        {
            "bot_id": 9,
            "chat_id": 9_000_000_002,
            "message_id": 2,
            "kind": MessageKind.RELAY,
            "slot": "z",
            **_OF_TICKET,
            "entry_id": _SAID,
        },
    ],
    "timers": [{**_OF_TICKET, "kind": kind, "due_at": _FAR} for kind in _TIMERS],
    "ticket_form": [{**_OF_TICKET, "key": "z", "label": "Colour", "value": "silver", "entry_id": _SAID}],
    "asks": [{"id": _ONE, "entry_id": _NOTE, "asker_id": _LEFT, "asked_id": _LEFT}],
    "sent_cards": [{"id": _ONE, **_OF_TICKET, **_OF_LEFT, "at": _FAR}],
    "shifts": [{"id": _ONE, **_OF_LEFT, "weekday": 0, "starts": 540, "ends": 720}],
    "agent_topics": [{**_OF_LEFT, "category_id": _TOPIC}],
    "rings": [{"id": _ONE, **_OF_LEFT, "at": _FAR}],
    "digest_lines": [{"id": _ONE, **_OF_LEFT, **_OF_TICKET, "key": "z"}],
    "web_sessions": [{"id": _ONE, **_OF_LEFT, "token_hash": b"z"}],
    "web_sign_ins": [{"id": _ONE, **_OF_LEFT, "browser_hash": b"z", "code": "zzz", "ends_at": _FAR}],
    "saved_views": [{"id": _ONE, "owner_id": _LEFT, "name": "Airships", "chosen": {}}],
    "canned_replies": [
        {"id": _ONE, "owner_id": _LEFT, "created_by": _LEFT, "key": "zepp", "folded": "zepp", "text": "blimp"}
    ],
    "canned_uses": [{"entry_id": _ANSWER, "canned_id": _ONE}],
    "prepared_answers": [{"id": _ONE, **_OF_LEFT, **_OF_TICKET, "text": "blimp"}],
    "invites": [
        {
            "id": _ONE,
            "code_hash": b"z",
            "role": Role.AGENT,
            "made_by": _LEFT,
            "used_by": _LEFT,
            "used_at": _AT,
            "admitted_at": _AT,
        }
    ],
    "articles": [{"id": _ONE, "slug": "zeppelins", "state": "old", "author_id": _LEFT, "category_id": _TOPIC}],
    "article_texts": [
        {
            "article_id": _ONE,
            "language": "en",
            "version": 1,
            "title": "Zeppelins",
            "body": "dirigible",
            "author_id": _LEFT,
        }
    ],
    "preset_answers": [{"id": _ONE, "title": "Airships", "state": "old", "created_by": _LEFT}],
    "preset_texts": [{"preset_id": _ONE, "language": "en", "version": 1, "body": "dirigible", "author_id": _LEFT}],
    "offers": [{"id": _ONE, **_OF_TICKET, "person_id": _ASKS, "article_id": _ONE, "position": 1, "score": 0.5}],
    "known_problems": [
        {"id": _ONE, "title": "Leaks", "state": "ended", "made_by": _LEFT, "opened_at": _AT, "ended_at": _AT}
    ],
    "known_problem_followers": [{"problem_id": _ONE, "person_id": _ASKS, **_OF_TICKET, "followed_at": _AT}],
    "mailings": [{"id": _ONE, "author_id": _LEFT, "text": "up, up and away", "state": "sent", "ended_at": _AT}],
    "mailing_receivers": [{"mailing_id": _ONE, "person_id": _ASKS, "posted_at": _AT, "outcome": "sent"}],
    "boards": [{"project_id": _BOARD, "account_id": "z", "sync_token": "z"}],
    "board_cards": [{"id": _ONE, **_OF_TICKET, "project_id": _BOARD, "task_id": "z1", "dirty": False}],
    "board_comments": [
        {"id": _ONE, "comment_id": "z1", "entry_id": _ANSWER, "task_id": "z1", "ours": True, "content": "blimp"}
    ],
    "board_commands": [
        {
            "id": _ONE,
            "uuid": "z1",
            **_OF_TICKET,
            "entry_id": _ANSWER,
            "project_id": _BOARD,
            "kind": "note_add",
            "args": {},
            "answered_at": _FAR,
            "sent_at": _AT,
        }
    ],
    "collaborators": [{"project_id": _BOARD, "todoist_id": "z", "name": "Zakhar", "active": True}],
    "pauses": [{"id": _ONE, **_OF_TICKET, "started_at": _AT, "ended_at": _AT, "reason": "pending"}],
}


def _filled(table: Table, given: dict[str, Any]) -> dict[str, Any]:
    """With something in each column that wants it."""
    missing = {
        column.name: _something(column)
        for column in table.columns
        if column.name not in given
        and not column.nullable
        and column.server_default is None
        and column.identity is None
    }
    unknown = given.keys() - table.columns.keys()
    assert not unknown, (table.name, unknown)
    return {**missing, **given}


def _something(column: Column[Any]) -> Any:
    kinds = ((DateTime, _AT), (Date, _AT.date()), (Boolean, False), (Integer, 1), (Float, 1.0), (LargeBinary, b"z"))
    for kind, value in kinds:
        if isinstance(column.type, kind):
            return value
    return {} if isinstance(column.type, JSONB) else "z"


async def come(connection: AsyncConnection) -> list[str]:
    """They are there; returns the tables that hold something of theirs, in the order in which rows can come."""
    names = [table.name for table in Base.metadata.sorted_tables if table.name in _ROWS]
    for name in names:
        table = Base.metadata.tables[name]
        for row in _ROWS[name]:
            await connection.execute(insert(table).values(_filled(table, row)))
    return names


def keeping(names: list[str]) -> list[str]:
    """Statements that keep what is theirs, bring it (`kept.come()`) and say which tables no longer hold it as it was
    (`kept.changed()`: null where all do)."""
    copies = [f'create table kept."{name}" as select * from "{name}"' for name in names]  # noqa: S608
    come = "; ".join(_brought(Base.metadata.tables[name]) for name in names)
    lacks = '(select * from kept."{0}" except select * from "{0}")'
    looked = "; ".join(f"if exists {lacks.format(name)} then found := found || '{name} '; end if" for name in names)
    return [
        *copies,
        f"create function kept.come() returns void language plpgsql as $$ begin {come}; end $$",
        f"create function kept.changed() returns text language plpgsql as $$ declare found text := ''; "
        f"begin {looked}; return nullif(found, ''); end $$",
    ]


def _brought(table: Table) -> str:
    """Columns that PostgreSQL computes it computes anew."""
    columns = ", ".join(f'"{column.name}"' for column in table.columns if column.computed is None)
    return f'insert into "{table.name}" ({columns}) overriding system value select {columns} from kept."{table.name}"'  # noqa: S608
