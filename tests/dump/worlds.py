"""What Telegram and Todoist hold beside a dumped database: written down as JSON, and put back into fresh worlds."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sandbox.telegram import TelegramWorld
from sandbox.telegram.chats import Message, Side, Standing
from sandbox.todoist import TodoistWorld
from sandbox.todoist.account import Account
from sandbox.todoist.tables import Table

Saved = dict[str, Any]
_TABLES = ("projects", "sections", "items", "notes", "people", "states")


def save(telegram: TelegramWorld, todoist: TodoistWorld, at: datetime) -> Saved:
    """Both worlds as they are, without tokens; `account`: whose token the desk has."""
    return {
        "at": at.isoformat(),
        "account": next(iter(todoist.tokens.values())),
        "people": [
            {"user": p.user, "standing": p.standing.value, "last_id": telegram.chats[p.person_id].last_id,
             "messages": [_message(m) for m in telegram.chats[p.person_id].messages.values()]}
            for p in telegram.people.values()
        ],
        "accounts": [
            {"user": a.user, "labels": a.labels.rows, "uuids": list(a.uuids), "temp_ids": dict(a.temp_ids)}
            for a in todoist.accounts.values()
        ],
        "tables": {name: getattr(todoist, name).rows for name in _TABLES},
        "members": todoist.members,
        "children": {key: sorted(ids) for key, ids in todoist.children.items()},
        "notes_of": todoist.notes_of,
    }  # fmt: skip


def _message(message: Message) -> Saved:
    return {
        "message_id": message.message_id,
        "side": message.side.value,
        "body": message.body,
        "markup": message.markup,
        "reply_to": message.reply_to,
        "deleted": message.deleted,
    }


def restore(saved: Saved, telegram: TelegramWorld, todoist: TodoistWorld) -> None:
    """Put it back; the bot's token and the account's are the fresh worlds' own."""
    for one in saved["people"]:
        person = telegram.add_person(one["user"])
        person.standing = Standing(one["standing"])
        chat = telegram.get_chat(person)
        chat.last_id = one["last_id"]
        for message in one["messages"]:
            chat.add_message(Message(**{**message, "side": Side(message["side"])}))
    for one in saved["accounts"]:
        account = Account(one["user"])
        for key, row in one["labels"].items():
            account.labels.put_row(key, row, 1)
        account.uuids.update(dict.fromkeys(one["uuids"]))
        account.temp_ids.update(one["temp_ids"])
        todoist.accounts[one["user"]["id"]] = account
    for name, rows in saved["tables"].items():
        table: Table = getattr(todoist, name)
        for key, row in rows.items():
            todoist.store_change(table, row, key)
    todoist.members = saved["members"]
    todoist.children = {key: set(ids) for key, ids in saved["children"].items()}
    todoist.notes_of = saved["notes_of"]
