"""Connected accounts in the simulated Telegram: an owner connects the bot to their own account; must not know HTTP.

The bot gets what is written in the chats that the owner lets it see, its own messages too (`sender_business_bot`), and
writes there in the owner's name: while the connection is enabled, has the right to reply, and the person has written
within a day. Message ids are of the account, so that deleteBusinessMessages needs no chat (Bot API, BusinessConnection,
BusinessBotRights, Message and Update; core.telegram.org/api/bots/connected-business-bots and errors of
messages.sendMessage; tdlib/telegram-bot-api Client.cpp; read 2026-11). Not documented, and assumed here: which error
follows where the right to reply is missing, and that a connection made again has another id.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import Any, Final

from sandbox.telegram import people_actions
from sandbox.telegram.api_call import Call
from sandbox.telegram.chat_access import read_message_ids
from sandbox.telegram.chats import Chat, Connection, Message, Side, make_api_message, make_private_chat
from sandbox.telegram.errors import CANT_DELETE, Mistake, make_bad_request
from sandbox.telegram.message_content import get_content
from sandbox.telegram.send_methods import make_group_id
from sandbox.telegram.views import FIRST_ACCOUNT_CHAT, find_account_chat, list_account_chats, make_message_view
from sandbox.telegram.world import TelegramWorld

Arguments = dict[str, Any]
_RIGHTS: Final = {"can_reply": True, "can_read_messages": True, "can_delete_sent_messages": True}


def _make_connection_object(connection: Connection) -> dict[str, Any]:
    made: dict[str, Any] = {
        "id": connection.connection_id,
        "user": connection.owner.user,
        "user_chat_id": connection.owner.person_id,
        "date": connection.made_at,
        "is_enabled": connection.enabled,
    }
    return {**made, "rights": connection.rights} if connection.rights else made


def connect_account(world: TelegramWorld, given: Arguments) -> dict[str, Any]:
    """Carry out `account`: {person, enabled?, rights?, left_out?: [ids], with?}: connect, change or end (`enabled`
    false); an account that is connected again has a new id. `with`: whose chat there the page shows, too."""
    owner = world.get_person(given.get("person"))
    connection = world.connections.get(owner.person_id)
    enabled = bool(given.get("enabled", True))
    if connection is None:
        connection = world.connections[owner.person_id] = Connection("", owner)
    if not connection.connection_id or (enabled and not connection.enabled):
        connection.connection_id = secrets.token_urlsafe(16)
        connection.made_at = world.get_timestamp()
    rights = given.get("rights", connection.rights if connection.enabled else _RIGHTS)
    connection.rights = {name: True for name, has in dict(rights).items() if has} if enabled else {}
    connection.enabled = enabled
    connection.left_out = set(given.get("left_out") or connection.left_out)
    world.updates.add_update("business_connection", _make_connection_object(connection))
    if given.get("with"):
        _get_chat(world, {"owner": owner.person_id, "with": given["with"]})
    for chat in connection.chats.values():
        world.publish_change(chat)
    return {"id": connection.connection_id}


def _get_connection(world: TelegramWorld, given: Arguments) -> Connection:
    found = world.connections.get(int(given.get("owner") or 0))
    if found is None:
        raise Mistake("this person has not connected their account")
    return found


def _get_chat(world: TelegramWorld, given: Arguments) -> tuple[Connection, Chat]:
    """Return the chat of the account's owner with the person `with`."""
    connection, other = _get_connection(world, given), world.get_person(given.get("with"))
    chat = connection.chats.get(other.person_id)
    if chat is None:
        chat = connection.chats[other.person_id] = make_private_chat(other, world.keep)
        chat.connection, chat.is_flat = connection, True
        chat.page_id = FIRST_ACCOUNT_CHAT - len(list_account_chats(world)) + 1
    return connection, chat


def _tell(world: TelegramWorld, chat: Chat, kind: str, message: Message) -> None:
    connection = chat.connection
    world.publish_change(chat)
    if connection is not None and connection.enabled and chat.chat_id not in connection.left_out:
        world.updates.add_update(kind, make_api_message(chat, message))


def write_message(world: TelegramWorld, given: Arguments) -> dict[str, Any]:
    """Carry out `account/message`: {owner, with, by_owner?, text, files or content, reply_to?, offline?}: the person
    writes to the owner, or the owner by hand; `offline`: an automatic greeting of the account."""
    connection, chat = _get_chat(world, given)
    author = connection.owner if given.get("by_owner") else world.get_person(given.get("with"))
    parts = people_actions.make_parts(world, given)
    common: dict[str, Any] = {"business_connection_id": connection.connection_id}
    if len(parts) > 1:
        common["media_group_id"] = make_group_id()
    if given.get("offline"):
        common["is_from_offline"] = True
    ids = []
    for part in parts:
        body = world.make_body(chat, author.user, {**part, **common})
        sent = Message(body["message_id"], Side.PERSON, body, reply_to=given.get("reply_to"))
        chat.add_message(sent)
        ids.append(sent.message_id)
        _tell(world, chat, "business_message", sent)
    if author is not connection.owner:
        chat.heard_at = world.get_timestamp()
    return {"message_ids": ids}


def edit_message(world: TelegramWorld, given: Arguments) -> dict[str, Any]:
    """Carry out `account/edit`: {owner, with, message_id, text}."""
    _, chat = _get_chat(world, given)
    edited = chat.find_message(given.get("message_id"))
    if edited is None:
        raise Mistake("there is no such message")
    held = {name: value for name, value in edited.body.items() if name not in get_content(edited.body)}
    name = "caption" if "text" not in edited.body else "text"
    kept = {key: value for key, value in get_content(edited.body).items() if key not in (name, "entities")}
    edited.body = {**held, **kept, "edit_date": world.get_timestamp(), name: str(given["text"])}
    _tell(world, chat, "edited_business_message", edited)
    return {}


def delete_messages(world: TelegramWorld, given: Arguments) -> dict[str, Any]:
    """Carry out `account/delete`: {owner, with, message_ids}, by either side; the update does not say by which."""
    connection, chat = _get_chat(world, given)
    for wanted in given["message_ids"]:
        message = chat.find_message(int(wanted))
        if message is None:
            raise Mistake(f"there is no message {wanted!r}")
        message.deleted = True
    world.publish_change(chat)
    if connection.enabled and chat.chat_id not in connection.left_out:
        about = {"business_connection_id": connection.connection_id, "chat": chat.about}
        world.updates.add_update("deleted_business_messages", {**about, "message_ids": given["message_ids"]})
    return {}


def press_button(world: TelegramWorld, given: Arguments) -> dict[str, Any]:
    """Carry out `account/press`: {owner, with, message_id?, data}: the person presses a button under a message of the
    bot, the newest that has it."""
    _, chat = _get_chat(world, given)
    data, wanted = str(given["data"]), given.get("message_id")
    having = [one for one in chat.messages.values() if not one.deleted and one.has_button(data)]
    pressed = chat.find_message(wanted) if wanted is not None else having[-1] if having else None
    if pressed is None or not pressed.has_button(data):
        raise Mistake(f"there is no button {data!r}")
    person = world.get_person(given.get("with"))
    query = world.add_query(person, data, pressed.message_id)
    world.updates.add_update(
        "callback_query",
        {
            "id": query.query_id,
            "from": person.user,
            "message": make_api_message(chat, pressed),
            "chat_instance": "1",
            "data": data,
        },
    )
    return {"query_id": query.query_id}


def get_chat_view(world: TelegramWorld, owner: int, other: int) -> dict[str, Any]:
    """Return the chat of an owner with a person; `by`: who wrote each message."""
    _, chat = _get_chat(world, {"owner": owner, "with": other})
    shown = [{**make_message_view(one), "by": one.body["from"]["id"]} for one in chat.messages.values()]
    return {"messages": shown}


def _require_connection(world: TelegramWorld, call: Call) -> Connection:
    wanted = call.get_text("business_connection_id")
    found = next((one for one in world.connections.values() if one.connection_id == wanted), None)
    if found is None:
        raise make_bad_request("business connection not found")
    return found


def get_business_connection(world: TelegramWorld, call: Call) -> dict[str, Any]:
    """Answer the method `getBusinessConnection`."""
    return _make_connection_object(_require_connection(world, call))


def delete_business_messages(world: TelegramWorld, call: Call) -> bool:
    """Answer `deleteBusinessMessages`: messages of the bot with one right, any with another."""
    connection = _require_connection(world, call)
    for wanted in read_message_ids(call):
        for chat in connection.chats.values():
            message = chat.find_message(wanted)
            if message is None:
                continue
            right = "can_delete_sent_messages" if message.side is Side.BOT else "can_delete_all_messages"
            if not connection.rights.get(right) and not connection.rights.get("can_delete_all_messages"):
                raise make_bad_request(CANT_DELETE)
            message.deleted = True
    return True


Action = Callable[[TelegramWorld, Arguments], Any]


def make_way(plain: Action, of_account: Action) -> Action:
    """Return the action that a page asks for by the chat alone: in a chat of somebody's own account, or as ever."""

    def act(world: TelegramWorld, given: Arguments) -> Any:
        chat = find_account_chat(world, given.get("chat"))
        if chat is None or chat.connection is None:
            return plain(world, given)
        owner = chat.connection.owner.person_id
        there = {"owner": owner, "with": chat.chat_id, "by_owner": given.get("person") == owner}
        return of_account(world, {**given, **there})

    return act


HANDLERS: Final[dict[str, Callable[[TelegramWorld, Call], Any]]] = {
    "getBusinessConnection": get_business_connection,
    "deleteBusinessMessages": delete_business_messages,
}
ACTIONS: Final = {
    "account": connect_account,
    "account/message": write_message,
    "account/edit": edit_message,
    "account/delete": delete_messages,
    "account/press": press_button,
}
