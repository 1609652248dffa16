"""Decides what is stored of a call: what the caller wrote, and the message that they called the bot under.

Nothing of the chat is kept: the call is stored as one of the caller's own chat. Of a message of the bot that is replied
to only the number of the request is kept, and of what people wrote there neither who nor when. By a digest, whose key
is the bot's token, it is known whether a caller calls again in the same chat: what is said in one is not for another.
Calls of bots and of channels, and those from groups that the bot is in, are left out: it gets their messages.

`guest_query_id`, `reply_to_message` of a guest message: Bot API 10.0, Message, and tdlib/telegram-bot-api Client.cpp
(`add_new_guest_query`, `get_reply_to_message_info`), read 2026-11.
"""

import hashlib
import hmac
import re
from itertools import product

from bot.shapes import SHAPE
from bot.updates.batch import ChatFilter, Update, UpdateBatch, Where

KIND = "guest_message"
UPDATES = (KIND,)
CHAT = "chat_digest"
"""A field of ours in a stored call: what is the same for all calls of its caller in one chat."""
_OF_TELEGRAM = 777000  # posts of a channel in its group
_WORDS = ("text", "entities", "caption", "caption_entities")
_CONTENT = (
    *_WORDS, "photo", "video", "video_note", "animation", "audio", "voice", "document", "sticker", "location", "venue",
    "contact", "link_preview_options", SHAPE,
)  # fmt: skip
_DIGEST_DIGITS = 24
_NUMBER = re.compile(r"#(\d{1,9})\b", re.ASCII)


class CallFilter(ChatFilter):
    """The filter of calls."""

    takes = frozenset(product(UPDATES, Where))

    async def _choose(self, batch: UpdateBatch, update: Update) -> list[Update]:
        said = update[KIND]
        caller, chat, query = said["from"], int(said["chat"]["id"]), str(said["guest_query_id"])
        place = batch.rules.groups.find_place(chat)
        is_member = batch.rules.groups.find_team(chat) is not None or (place is not None and place.is_there)
        if caller["is_bot"] or caller["id"] == _OF_TELEGRAM or "sender_chat" in said or is_member or not query:
            return []
        own = {"id": int(caller["id"]), "type": "private"}
        kept = {"message_id": int(said["message_id"]), "date": int(said["date"]), "chat": own, "from": caller}
        kept |= {"guest_query_id": query, CHAT: self._make_digest(int(caller["id"]), chat)}
        kept |= _keep_content(said)
        replied = said.get("reply_to_message")
        if isinstance(replied, dict):
            kept["reply_to_message"] = self._keep_replied(replied, own)
        return [{"update_id": update["update_id"], KIND: kept}]

    def _make_digest(self, caller: int, chat: int) -> str:
        """Return a keyed hash of caller and chat. Without the token it reveals neither the chat nor whether two callers
        share one."""
        made = hmac.new(self._bot.token.encode(), f"{caller} {chat}".encode(), hashlib.sha256)
        return made.hexdigest()[:_DIGEST_DIGITS]

    def _keep_replied(self, replied: Update, own: Update) -> Update:
        is_ours = (replied.get("from") or {}).get("id") == self._bot.id
        number = _NUMBER.search(str(replied.get("text") or "")) if is_ours else None
        held = {"text": number[0] if number else ""} if is_ours else _keep_content(replied)
        by = {"id": self._bot.id if is_ours else 0, "is_bot": is_ours, "first_name": ""}
        return {"message_id": 0, "date": 0, "chat": own, "from": by, **held}


def _keep_content(said: Update) -> Update:
    return {name: said[name] for name in _CONTENT if name in said}
