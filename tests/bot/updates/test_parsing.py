"""A hostile update is read, or reduced to what every message has, in bounded time, however deep or large it is."""

import json
import time
from datetime import UTC, datetime
from typing import Any, cast

import pytest
from aiogram import Bot
from aiogram.enums import ContentType

from bot.api.client import _results
from bot.updates.parsing import is_plain_message, load_json, parse_update, strip_handled
from db.enums import Box, Lane
from db.queue import ClaimedJob

BOT = Bot("42:AAAA")
PERSON = {"id": 5, "is_bot": False, "first_name": "Mallory"}


class _Job:
    def __init__(self, payload: bytes) -> None:
        self.payload = payload
        self.created_at = datetime(2026, 11, 20, tzinfo=UTC)


def _message(**more: Any) -> dict[str, Any]:
    return {"message_id": 7, "date": 1, "chat": {"id": 5, "type": "private"}, "from": PERSON, **more}


def _nested(depth: int, **around: str) -> Any:
    inner: Any = "/start x"
    for _ in range(depth):
        inner = {**around, "text": inner} if around else [inner]
    return inner


def _rich(depth: int, kind: str) -> dict[str, Any]:
    block = {"type": "paragraph", "text": _nested(depth, type=kind)}
    for _ in range(depth):
        block = {"type": "blockquote", "blocks": [block]}
    return {"blocks": [block]}


def _replying(depth: int) -> dict[str, Any]:
    message = _message(text="hi")
    for _ in range(depth):
        message = _message(text="hi", reply_to_message=message)
    return message


HOSTILE = {
    "texts within texts": _message(rich_message=_rich(16, "bold")),
    "texts of no kind": _message(rich_message=_rich(16, "unheard")),
    "in what is replied to": _message(text="hi", reply_to_message=_message(rich_message=_rich(16, "bold"))),
    "in no message": _message(text="hi", rich_message=[[_nested(200)]]),
    "replies": _replying(300),
    "lists": _message(text="hi", whatever=_nested(400)),
    "entities": _message(text="hi", entities=[{"type": "bold", "offset": 0, "length": 1}] * 100_000),
    "words": _message(text="/start " * 700_000),
}


@pytest.mark.limit(30)
@pytest.mark.parametrize("name", HOSTILE)
def test_a_message_of_any_depth_and_size_is_read_in_bounded_time(name: str) -> None:
    job = cast(ClaimedJob, _Job(json.dumps({"update_id": 1, "message": HOSTILE[name]}).encode()))
    began = time.process_time()
    update = parse_update(load_json(job), BOT)
    strip_handled(job)
    assert time.process_time() - began < 5
    assert update is not None
    assert update.message is not None
    assert update.message.from_user is not None
    assert update.message.content_type == ContentType.TEXT, name
    assert update.message.text is not None
    assert update.message.text.startswith("/start x" if name.startswith("texts") else ("hi", "/start")), name


@pytest.mark.limit(30)
def test_a_press_on_a_message_of_any_depth_is_a_press() -> None:
    query = {"id": "9", "from": PERSON, "chat_instance": "1", "data": "claim:1"}
    for message in (_message(rich_message=_rich(16, "bold")), _message(text="hi", whatever=_nested(400))):
        job = cast(
            ClaimedJob, _Job(json.dumps({"update_id": 1, "callback_query": {**query, "message": message}}).encode())
        )
        update = parse_update(load_json(job), BOT)
        assert update is not None
        assert update.callback_query is not None
        assert update.callback_query.data == "claim:1"


@pytest.mark.limit(30)
def test_what_is_too_deep_to_be_read_at_all_keeps_back_no_other_update() -> None:
    deep = b"[" * 100_000 + b"]" * 100_000
    hostile = b'{"update_id":2,"message":{"text":"\\"{[","whatever":%b}}' % deep
    first, third = b'{"update_id":1,"message":{"text":"}]\\\\"}}', b'{"update_id":3}'
    found = _results(200, b'{"ok":true,"result":[%b,%b,%b]}' % (first, hostile, third))
    assert found == [{"update_id": 1, "message": {"text": "}]\\"}}, {"update_id": 2}, {"update_id": 3}]
    assert load_json(cast(ClaimedJob, _Job(b'{"a":%b}' % deep))) is None


@pytest.mark.parametrize(
    ("update", "is_plain"),
    [
        ({"message": _message(text="it smells")}, True),
        ({"message": _message(text="  /new it smells")}, False),
        ({"message": _message(text="it smells", is_topic_message=True)}, False),
        ({"message": _message(text="it smells", chat={"id": -5, "type": "group"})}, False),
        ({"message": _message(text="it smells", **{"from": {**PERSON, "is_bot": True}})}, False),
        ({"message": _message(caption="it smells")}, False),
        ({"edited_message": _message(text="it smells")}, False),
        ({"message": [_nested(300)]}, False),
        (None, False),
    ],
)
def test_only_words_to_the_bot_are_plain(update: dict[str, Any] | None, is_plain: bool) -> None:
    payload = b"[" * 100_000 if update is None else json.dumps({"update_id": 1, **update}).encode()
    now = datetime(2026, 11, 20, tzinfo=UTC)
    job = ClaimedJob(1, Box.FROM_TELEGRAM, "5", Lane.PEOPLE, None, payload, 0, False, now, None, None, None)
    assert is_plain_message(job) is is_plain
