"""Actions of people in the simulated Telegram: write, press, edit, react, block; must not know HTTP.

Each function takes the arguments of one control and returns its result; a `Mistake` says what is wrong.
"""

from __future__ import annotations

from typing import Any, Final

from sandbox.stored_file import StoredFile
from sandbox.telegram import groups, invoices, quotes, topics
from sandbox.telegram.chat_access import find_thread
from sandbox.telegram.chats import Chat, Message, Person, Side, Standing, make_api_message
from sandbox.telegram.errors import Mistake
from sandbox.telegram.files import FOLDERS, decode_base64
from sandbox.telegram.message_content import CAPTIONED, EXTRAS, MAX_CAPTION, MAX_TEXT, get_content, make_file_content
from sandbox.telegram.send_methods import make_group_id
from sandbox.telegram.text_entities import add_found_entities, count_utf16_units
from sandbox.telegram.world import TelegramWorld

Arguments = dict[str, Any]

_NAMES: Final = ("first_name", "last_name", "username", "language_code", "is_premium")


def add_person(world: TelegramWorld, given: Arguments) -> dict[str, Any]:
    """Carry out `person`: {id?, first_name, last_name?, username?, language_code?}; the same id again changes the
    person."""
    person_id = given.get("id") or world.take_person_id()
    if not isinstance(person_id, int) or not 0 < person_id < 1 << 52:
        raise Mistake("id must be a positive whole number")
    about = {name: given[name] for name in _NAMES if given.get(name) is not None}
    if person_id not in world.people and not about.get("first_name"):
        raise Mistake("first_name is missing")
    return world.add_person({"id": person_id, "is_bot": False, **about}).user


def _get_actor(world: TelegramWorld, given: Arguments) -> tuple[Person, Chat]:
    """Return who acts and where: in the group `chat` names, else in their chat with the bot."""
    person = world.get_person(given.get("person"))
    if given.get("chat") is not None:
        return person, groups.find_group(world, given["chat"])
    if person.standing is Standing.DEACTIVATED:
        raise Mistake("this account is deactivated")
    if person.standing is Standing.BLOCKED:
        raise Mistake("this person has blocked the bot; unblock first")
    return person, world.get_chat(person)


def send_message(world: TelegramWorld, given: Arguments) -> dict[str, Any]:
    """Carry out `message`: text, files (several: an album) or raw content."""
    person, chat = _get_actor(world, given)
    parts = make_parts(world, given)
    if chat.person is not None and given.get("topic") is None and given.get("reply_to") is None:
        words = str(parts[0].get("text") or parts[0].get("caption") or "")
        given = {**given, "topic": topics.begin_by_words(world, chat, words)}
    common = _make_common_fields(chat, given)
    if len(parts) > 1:
        common["media_group_id"] = make_group_id()
    if chat.person is not None:
        person.standing = Standing.MEMBER
    ids, updates = [], []
    for place, part in enumerate(parts):
        held = {**part, **common, **(groups.make_author(chat, person, given) if chat.person is None else {})}
        head = given.get("topic") if chat.person is None else None
        sent = _add_message(world, chat, person, held, given.get("reply_to") or head)
        ids.append(sent.message_id)
        apart = bool(given.get("split")) and place > 0
        if chat.person is not None or groups.is_for_bot(world, chat, sent):
            updates.append(world.updates.add_update("message", make_api_message(chat, sent), apart))
    world.publish_change(chat)
    return {"message_ids": ids, "update_ids": updates}


def make_parts(world: TelegramWorld, given: Arguments) -> list[dict[str, Any]]:
    """Return the content of each message that an act sends: several for an album."""
    files = given.get("files") or []
    held = _read_texts(given) | dict(given.get("content") or {})
    if not files:
        if not held:
            raise Mistake("a message needs text, files or content")
        return [held]
    if "text" in held:
        raise Mistake("words beside files are a caption")
    if len(files) > 10:
        raise Mistake("an album has at most 10 items")
    parts = [_make_file_part(world, file) for file in files]
    parts[0] |= held
    return parts


def _read_texts(given: Arguments) -> dict[str, Any]:
    held: dict[str, Any] = {}
    for name, entities, limit in (("text", "entities", MAX_TEXT), ("caption", "caption_entities", MAX_CAPTION)):
        text = given.get(name)
        if text is None:
            continue
        if not isinstance(text, str) or not 1 <= count_utf16_units(text) <= limit:
            raise Mistake(f"{name} must hold 1 to {limit} UTF-16 units")
        held[name] = text
        marks = given.get(entities) or (given.get("entities") if name == "caption" else None)
        marks = add_found_entities(text, []) if marks is None else marks
        if marks:
            held[entities] = marks
    return held


def _make_file_part(world: TelegramWorld, given: Any) -> dict[str, Any]:
    kind = given.get("kind") if isinstance(given, dict) else None
    if kind not in FOLDERS:
        raise Mistake(f"the kind of a file is one of {', '.join(FOLDERS)}")
    encoded = given.get("data_base64")
    try:
        held = (
            StoredFile(int(given.get("size") or 0))
            if encoded is None
            else StoredFile.from_bytes(decode_base64(encoded))
        )
    except ValueError:
        raise Mistake("data_base64 is not base64") from None
    file = world.files.add_file(kind, given.get("name"), given.get("mime"), held)
    part = make_file_content(kind, file, {name: given[name] for name in EXTRAS if name in given})
    if isinstance(given.get("caption"), str) and kind in CAPTIONED:
        part["caption"] = given["caption"]
    return part


def _make_common_fields(chat: Chat, given: Arguments) -> dict[str, Any]:
    common: dict[str, Any] = {}
    if given.get("forward_origin"):
        common["forward_origin"] = given["forward_origin"]
    reply_to = given.get("reply_to")
    in_private = chat.person is not None and reply_to is not None
    topic = given.get("topic") or (find_thread(chat.find_message(reply_to)) if in_private else None)
    if topic is not None:
        common |= {"message_thread_id": topic, "is_topic_message": True}
    if reply_to is None:
        return common
    replied = chat.find_message(reply_to)
    if replied is None:
        raise Mistake(f"there is no message {reply_to!r} to reply to")
    quote = given.get("quote")
    if quote:
        marked = quotes.find_marked_quote(replied.body, quote)
        if marked is None:
            raise Mistake("the quote is not a part of that message")
        common |= marked
    return common


def _add_message(
    world: TelegramWorld, chat: Chat, person: Person, held: dict[str, Any], reply_to: int | None
) -> Message:
    body = world.make_body(chat, person.user, held)
    sent = Message(body["message_id"], Side.PERSON, body, reply_to=reply_to)
    chat.add_message(sent)
    return sent


def press_button(world: TelegramWorld, given: Arguments) -> dict[str, str]:
    """Carry out `press`: {person, message_id, data, force?}; with force the button need not be there any more."""
    person, chat = _get_actor(world, given)
    data, message_id = given.get("data"), given.get("message_id")
    if not isinstance(data, str) or not isinstance(message_id, int):
        raise Mistake("press needs message_id and data")
    pressed = chat.find_message(message_id)
    if pressed is not None and "invoice" in pressed.body:
        return invoices.press_pay_button(world, person, pressed, data)
    if not given.get("force") and (pressed is None or not pressed.has_button(data)):
        raise Mistake(f"there is no button {data!r} on message {message_id}")
    query = world.add_query(person, data, message_id)
    world.updates.add_update(
        "callback_query",
        {
            "id": query.query_id,
            "from": person.user,
            "message": make_api_message(chat, pressed) if pressed else _make_inaccessible(chat, message_id),
            "chat_instance": str(-chat.chat_id * 1_000_003),
            "data": data,
        },
    )
    world.publish_change(chat)
    return {"query_id": query.query_id}


def _make_inaccessible(chat: Chat, message_id: int) -> dict[str, Any]:
    return {"chat": chat.about, "message_id": message_id, "date": 0}


def _require_own_message(chat: Chat, given: Arguments) -> Message:
    found = chat.find_message(given.get("message_id"))
    if found is None or found.side is not Side.PERSON:
        raise Mistake(f"message {given.get('message_id')!r} is not one of this person's")
    return found


def edit_message(world: TelegramWorld, given: Arguments) -> dict[str, Any]:
    """Carry out `edit`: {person, message_id, text?|caption?|files?}; an edited_message update follows."""
    _, chat = _get_actor(world, given)
    edited = _require_own_message(chat, given)
    if not any(given.get(name) for name in ("text", "caption", "files", "content")):
        raise Mistake("an edit needs text, caption, files or content")
    held = get_content(edited.body)
    field = "text" if "text" in held else "caption"
    if given.get("files"):
        held = _make_file_part(world, given["files"][0])
    held |= given.get("content") or {}
    if "text" in given and field == "caption":
        given = {**given, "caption": given["text"], "text": None}
    kept = {name: value for name, value in held.items() if name not in (field, "entities", "caption_entities")}
    about = {name: value for name, value in edited.body.items() if name not in get_content(edited.body)}
    edited.body = {**about, "edit_date": world.get_timestamp(), **kept, **_read_texts(given)}
    edited.edits += 1
    update_id = None
    if chat.person is not None or groups.is_for_bot(world, chat, edited):
        update_id = world.updates.add_update("edited_message", make_api_message(chat, edited))
    world.publish_change(chat)
    return {"update_ids": [update_id]}


def delete_message(world: TelegramWorld, given: Arguments) -> dict[str, Any]:
    """Carry out `delete`: {person, message_id?}, on both sides (no id: the whole history); the bot gets no update."""
    person = world.get_person(given.get("person"))
    chat = world.get_chat(person)
    wanted = given.get("message_id")
    gone = list(chat.messages.values()) if wanted is None else [chat.find_message(wanted)]
    for message in gone:
        if message is None:
            raise Mistake(f"there is no message {wanted!r}")
        message.deleted = True
    world.publish_change(chat)
    return {}


def clear_history(world: TelegramWorld, given: Arguments) -> dict[str, Any]:
    """Carry out `clear`: {person}: the history goes from the person's side; the bot's side stays, it gets no update."""
    chat = world.get_chat(world.get_person(given.get("person")))
    chat.cleared_up_to = chat.last_id
    world.publish_change(chat)
    return {}


def set_reaction(world: TelegramWorld, given: Arguments) -> dict[str, Any]:
    """Carry out `react`: {person, message_id, emoji|null}; an update follows only if the bot asked for
    message_reaction, of a group only if it is an administrator there."""
    person, chat = _get_actor(world, given)
    concerned = chat.find_message(given.get("message_id"))
    if concerned is None:
        raise Mistake(f"there is no message {given.get('message_id')!r}")
    old, new = concerned.reactions.pop(Side.PERSON, None), given.get("emoji")
    if new:
        concerned.reactions[Side.PERSON] = str(new)
    update = {
        "chat": chat.about,
        "message_id": concerned.message_id,
        "user": person.user,
        "date": world.get_timestamp(),
        "old_reaction": [{"type": "emoji", "emoji": old}] if old else [],
        "new_reaction": [{"type": "emoji", "emoji": new}] if new else [],
    }
    heard = chat.person is not None or chat.is_admin
    update_id = world.updates.add_update("message_reaction", update) if heard else None
    world.publish_change(chat)
    return {"update_ids": [update_id]}


def block_bot(world: TelegramWorld, given: Arguments) -> dict[str, Any]:
    """Carry out `block`: {person}."""
    return _change_standing(world, given, Standing.BLOCKED)


def unblock_bot(world: TelegramWorld, given: Arguments) -> dict[str, Any]:
    """Carry out `unblock`: {person}."""
    return _change_standing(world, given, Standing.MEMBER)


def _change_standing(world: TelegramWorld, given: Arguments, standing: Standing) -> dict[str, Any]:
    person = world.get_person(given.get("person"))
    chat = world.get_chat(person)
    if person.standing is Standing.DEACTIVATED:
        raise Mistake("this account is deactivated")
    if person.standing is standing or (standing is Standing.MEMBER and person.standing is not Standing.BLOCKED):
        return {"update_ids": []}
    person.standing = standing
    old, new = ("member", "kicked") if standing is Standing.BLOCKED else ("kicked", "member")
    update = {
        "chat": chat.about,
        "from": person.user,
        "date": world.get_timestamp(),
        "old_chat_member": _make_member(world, old),
        "new_chat_member": _make_member(world, new),
    }
    update_id = world.updates.add_update("my_chat_member", update)
    world.publish_change(chat)
    return {"update_ids": [update_id]}


def _make_member(world: TelegramWorld, status: str) -> dict[str, Any]:
    member = {"user": world.me, "status": status}
    return {**member, "until_date": 0} if status == "kicked" else member


def deactivate_account(world: TelegramWorld, given: Arguments) -> dict[str, Any]:
    """Carry out `deactivate`: {person}: the account is deleted; the bot gets no update."""
    person = world.get_person(given.get("person"))
    person.standing = Standing.DEACTIVATED
    world.publish_change(world.get_chat(person))
    return {}
