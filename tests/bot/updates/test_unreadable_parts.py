"""A nested part of an update that cannot be read costs that part alone: every nested object that the library knows is
taken away, emptied, of an unknown kind and no object at all, in turn.

The objects are made from the library's own types, so that a kind which a new version brings is among them.
"""

import copy
import json
import typing
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any, Literal, get_args, get_origin

import pytest
from aiogram import Bot
from aiogram.types import Message, Update
from aiogram.types.base import TelegramObject

from bot.content import extract_words, read_message
from bot.updates.parsing import has_payment, parse_update

BOT = Bot("42:AAAA")
NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
PERSON = {"id": 5, "is_bot": False, "first_name": "Rita"}
CHAT = {"id": 5, "type": "private", "first_name": "Rita"}
_FILE = {"file_id": "f", "file_unique_id": "u"}
_SAID = {"message_id": 7, "date": 1, "chat": CHAT, "from": PERSON}
_BOLD = [{"type": "bold", "offset": 0, "length": 3}]
_REPLY = {"message_id": 3, "date": 1, "chat": CHAT, "from": PERSON, "text": "?"}
_TEXT = {**_SAID, "text": "The safe", "entities": _BOLD, "reply_to_message": _REPLY}
_CAPTION = {**_SAID, "caption": "The safe", "caption_entities": _BOLD, "reply_to_message": _REPLY}
_PHOTO = {"photo": [{**_FILE, "width": 1, "height": 1}]}
KINDS: dict[str, tuple[str, dict[str, Any]]] = {
    "text": ("message", _TEXT),
    "photo": ("message", {**_CAPTION, **_PHOTO}),
    "document": ("message", {**_CAPTION, "document": _FILE}),
    "voice": ("message", {**_CAPTION, "voice": {**_FILE, "duration": 1}}),
    "part of an album": ("message", {**_CAPTION, **_PHOTO, "media_group_id": "42"}),
    "edited": ("edited_message", {**_TEXT, "edit_date": 2}),
    "edited photo": ("edited_message", {**_CAPTION, **_PHOTO, "edit_date": 2}),
    "in a group": ("message", {**_TEXT, "chat": {"id": -5, "type": "supergroup", "title": "T"}}),
}
DAMAGES: dict[str, Callable[[], Any]] = {
    "emptied": dict,
    "of an unknown kind": lambda: {"type": "never_heard", "status": "never_heard", "source": "never_heard"},
    "no object": lambda: "x",
    "a list": lambda: [{}, "x"],
    "null": lambda: None,
}
_PAYMENTS = {"successful_payment", "refunded_payment"}


def _types_of(annotation: Any) -> Iterator[type]:
    """The classes that an annotation is made of."""
    if isinstance(annotation, type):
        yield annotation
    for inner in get_args(annotation):
        yield from _types_of(inner)


def _is_object(annotation: Any) -> bool:
    return any(issubclass(one, TelegramObject) for one in _types_of(annotation))


def _value(annotation: Any, depth: int) -> Any:
    """A value as small as can be; `depth`: so many levels hold their optional objects too."""
    origin = get_origin(annotation)
    if origin is Literal:
        return get_args(annotation)[0]
    if origin is list:
        return [_value(get_args(annotation)[0], depth)]
    if origin is typing.Annotated:
        return _value(get_args(annotation)[0], depth)
    if not isinstance(annotation, type):
        return _value(next((one for one in get_args(annotation) if one is not type(None)), str), depth)
    if issubclass(annotation, TelegramObject):
        return _make(annotation, depth)
    return {bool: True, int: 1, float: 1.0, datetime: 1}.get(annotation, "x")


def _make(model: type[TelegramObject], depth: int) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for name, field in model.model_fields.items():
        is_kind = get_origin(field.annotation) is Literal
        if field.is_required() or is_kind or (depth > 0 and _is_object(field.annotation)):
            value = field.default if is_kind and not field.is_required() else _value(field.annotation, depth - 1)
            made[field.alias or name] = getattr(value, "value", value)
    return made


OBJECTS = {
    field.alias or name: field.annotation
    for name, field in Message.model_fields.items()
    if _is_object(field.annotation)
}


def _parse(kind: str, event: dict[str, Any]) -> Update | None:
    return parse_update({"update_id": 1, kind: json.loads(json.dumps(event))}, BOT)


def _read(update: Update | None) -> tuple[object, ...]:
    """What must stay of a message."""
    assert update is not None
    message = update.message or update.edited_message
    assert message is not None and message.from_user is not None
    said = read_message(message, now=NOW)
    edited = update.edited_message is not None, message.edit_date
    files = [(one.kind, one.file_id) for one in said.files]
    return said.words, files, said.album, said.reply_to_message_id, message.chat.id, message.from_user.id, edited


def _paths(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """The place of every object and list inside a value."""
    for step, inner in value.items() if isinstance(value, dict) else enumerate(value):
        if isinstance(inner, dict | list):
            yield (*path, step)
            yield from _paths(inner, (*path, step))


def _damaged(value: dict[str, Any], path: tuple[str | int, ...], new: Any) -> dict[str, Any]:
    """A copy with another value at one place."""
    made = copy.deepcopy(value)
    holder: Any = made
    for step in path[:-1]:
        holder = holder[step]
    holder[path[-1]] = new
    return made


def test_there_are_enough_objects() -> None:
    assert len(OBJECTS) > 70
    assert {"forward_origin", "external_reply", "quote", "link_preview_options", "poll", "paid_media"} <= OBJECTS.keys()


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_what_stands_beside_an_unreadable_part_is_kept(kind: str, damage: str) -> None:
    name, event = KINDS[kind]
    whole = _read(_parse(name, event))
    for part in OBJECTS:
        if part in event or part in _PAYMENTS:
            continue
        left = _parse(name, {**event, part: DAMAGES[damage]()})
        if part == "from" or (left and (left.message or left.edited_message).content_type != "text"):  # type: ignore[union-attr]
            assert left is not None, part
        assert _read(left)[1:] == whole[1:], part
        assert extract_words(left.message or left.edited_message) == whole[0], part  # type: ignore[union-attr, arg-type]


@pytest.mark.parametrize("damage", DAMAGES)
def test_what_stands_around_an_object_inside_a_part_is_kept(damage: str) -> None:
    """In every part that a message can have, with all objects in it."""
    whole = _read(_parse("message", _TEXT))
    for part, annotation in OBJECTS.items():
        if part in _TEXT or part in _PAYMENTS:
            continue
        made = _value(annotation, 1)
        for path in _paths({part: made}):
            left = _parse("message", _damaged({**_TEXT, part: made}, path, DAMAGES[damage]()))
            assert _read(left)[2:] == whole[2:], path


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_file_keeps_itself_when_something_in_it_cannot_be_read(damage: str) -> None:
    for part in ("document", "voice", "video", "audio", "animation", "sticker", "video_note"):
        made = _value(OBJECTS[part], 1)
        whole = _read(_parse("message", {**_CAPTION, part: made}))
        assert whole[1], part
        for path in _paths(made):
            left = _parse("message", _damaged({**_CAPTION, part: made}, (part, *path), DAMAGES[damage]()))
            assert _read(left) == whole, path
    photo = {**_CAPTION, "photo": [DAMAGES[damage](), {**_FILE, "width": 1, "height": 1}]}
    assert _read(_parse("message", photo)) == _read(_parse("message", {**_CAPTION, **_PHOTO}))
    unsized = {**_CAPTION, "photo": [{**_FILE, "width": DAMAGES[damage]()}]}
    assert _read(_parse("message", unsized)) == _read(_parse("message", {**_CAPTION, **_PHOTO}))


@pytest.mark.parametrize("damage", DAMAGES)
def test_an_entity_that_cannot_be_read_costs_itself(damage: str) -> None:
    left = _parse("message", {**_TEXT, "entities": [DAMAGES[damage](), *_BOLD]})
    assert _read(left) == _read(_parse("message", _TEXT))


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_reply_is_kept_whatever_is_in_it(damage: str) -> None:
    whole = _read(_parse("message", _TEXT))
    for part in OBJECTS:
        left = _parse("message", {**_TEXT, "reply_to_message": {**_REPLY, part: DAMAGES[damage]()}})
        assert _read(left) == whole, part


@pytest.mark.parametrize("damage", DAMAGES)
def test_that_words_are_somebody_elses_is_kept(damage: str) -> None:
    """Or a forwarded contact would be taken for the sender's own number."""
    contact = {"phone_number": "1", "first_name": "R", "user_id": 5}
    for broken in (DAMAGES[damage](), {"type": "user", "date": 1, "sender_user": DAMAGES[damage]()}):
        left = _parse("message", {**_SAID, "contact": contact, "forward_origin": broken})
        assert left is not None and left.message is not None
        said = read_message(left.message, now=NOW)
        assert (said.own_phone is None, said.forwarded_from) == ((True, "?") if broken is not None else (False, None))


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_press_is_kept(damage: str) -> None:
    query = {"id": "9", "from": PERSON, "chat_instance": "1", "data": "claim:1", "message": {**_TEXT, **_PHOTO}}
    for path in _paths(query):
        left = _parse("callback_query", _damaged(query, path, DAMAGES[damage]()))
        assert left is not None and left.callback_query is not None, path
        assert (left.callback_query.data, left.callback_query.from_user.id) == ("claim:1", 5), path
        if path[-1] not in ("message", "chat"):
            assert left.callback_query.message is not None and left.callback_query.message.message_id == 7, path


@pytest.mark.parametrize("damage", DAMAGES)
def test_what_the_bot_may_do_is_kept(damage: str) -> None:
    stands = {"user": PERSON, "status": "restricted", "is_member": True, "can_send_messages": True}
    member = {"chat": CHAT, "from": PERSON, "date": 1, "old_chat_member": stands, "new_chat_member": stands}
    member |= {"invite_link": {"invite_link": "x", "creator": PERSON}, "via_join_request": True}
    for part in ("old_chat_member", "invite_link", "from"):
        left = _parse("my_chat_member", {**member, part: DAMAGES[damage]()})
        assert left is not None and left.my_chat_member is not None, part
        assert left.my_chat_member.new_chat_member.can_send_messages is True, part  # type: ignore[union-attr]


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_reaction_is_kept(damage: str) -> None:
    thumb = {"type": "emoji", "emoji": "👍"}
    event = {"chat": CHAT, "message_id": 7, "user": PERSON, "date": 1}
    for more in (
        {"old_reaction": [DAMAGES[damage]()], "new_reaction": [DAMAGES[damage](), thumb]},
        {"old_reaction": DAMAGES[damage](), "new_reaction": [thumb]},
        {"old_reaction": [], "new_reaction": [thumb], "user": DAMAGES[damage](), "actor_chat": DAMAGES[damage]()},
    ):
        left = _parse("message_reaction", {**event, **more})
        assert left is not None and left.message_reaction is not None
        assert left.message_reaction.user is not None and left.message_reaction.user.id == 5
        assert [one.type for one in left.message_reaction.new_reaction] == ["emoji"]


@pytest.mark.parametrize("damage", DAMAGES)
def test_money_is_read_whole_or_not_at_all(damage: str) -> None:
    """What was paid is not guessed: such an update is buried, and named."""
    paid = _make(typing.cast(Any, next(one for one in _types_of(OBJECTS["successful_payment"]))), 1)
    for broken in ({**paid, "total_amount": "x"}, DAMAGES[damage]()):
        event = {**_SAID, "successful_payment": broken}
        assert has_payment({"message": event}) is (broken is not None)
        assert (_parse("message", event) is None) is (broken is not None)
    left = _parse("message", {**_SAID, "successful_payment": {**paid, "order_info": DAMAGES[damage]()}})
    assert left is not None and left.message is not None and left.message.successful_payment is not None
