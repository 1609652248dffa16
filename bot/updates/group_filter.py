"""Decides which updates from groups are stored at all: words that are not for the help desk never reach the database.

Kept are what says where the bot is and what it may do, what staff say about a ticket in the staff group, and from
allowed groups what replies to something of a ticket or to the bot, what names the bot or, if the group is set so, one
of the team, what an agent replies `/ticket` to or marks with the chosen reaction, what the bot is called under, and
further words of the author of a request. While an update of that author waits, all their words are kept: the handler
decides, and empties what it does not take. The last messages of allowed groups are held in memory, for reactions and
albums, and lost when the process ends.

Finds out whether a message in a group is meant for the bot: it names the bot, or begins with `/ticket`. It reads plain
JSON, so that this is known before anything of the message is stored.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import product
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bot.runtime import Runtime
from bot.shapes import SHAPE
from bot.updates.batch import ChatFilter, Update, UpdateBatch, Where, find_sources, get_kind
from db.models import GroupMentions, Person, Ticket
from desk import DeskSettings
from desk.acts.staff_sentences import VERBS, StaffMeaning, hear_staff
from desk.groups import mentions, routing
from desk.groups.mentions import NamedPeople
from desk.groups.routing import GroupMessage
from desk.inbound.reply_target import RECORDED_BY
from desk.notifications import staff_group
from desk.people import person_rows
from desk.policy.group_reactions import is_chosen
from desk.policy.permissions import Grant, has_grant
from desk.settings.defaults.groups import GroupPlace
from desk.text import RichText, count_units, cut_text, hear
from desk.text.note_prefix import MARK, is_note
from desk.text.own_words import hide_quoted, read_own_words

_COMMAND = re.compile(r"/ticket(?:@(\w{1,64}))?(?:\s+|$)", re.IGNORECASE)


_MOST_NAMED = 20  # in one message
_FILES = ("photo", "document", "video", "video_note", "voice", "audio", "location", "venue", "contact")


_DELETE = re.compile(r"/delete(?:@(\w{1,64}))?\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Addressed:
    """The words of a message to the bot, without the name of the bot or the command (`is_command`)."""

    words: RichText
    is_command: bool = False


def read_addressed(message: dict[str, Any], username: str, bot_id: int) -> Addressed | None:
    """Return what a message in a group says to the bot; None if it is not meant for it, or is passed on."""
    if "forward_origin" in message:
        return None
    name = "text" if isinstance(message.get("text"), str) else "caption"
    text = message.get(name)
    if not isinstance(text, str):
        return None
    entities = message.get("entities" if name == "text" else "caption_entities") or []
    words = RichText.load(text, entities)
    command = _COMMAND.match(text)
    if command is not None and (command[1] is None or command[1].lower() == username.lower()):
        return Addressed(_cut(words, [(0, count_units(text[: command.end()]))]), is_command=True)
    named = [_span(one) for one in entities if _is_name(text, one, username, bot_id)]
    return Addressed(_cut(words, named)) if named else None


def read_named(message: dict[str, Any]) -> NamedPeople:
    """Return whom a message in a group speaks to: by @username, by a name without one, or by a reply. A
    forwarded message is addressed to nobody."""
    name = "text" if isinstance(message.get("text"), str) else "caption"
    text = str(message.get(name) or "")
    entities = message.get("entities" if name == "text" else "caption_entities") or []
    is_own = "forward_origin" not in message
    naming = [one for one in entities if is_own and one.get("type") in ("mention", "text_mention")][:_MOST_NAMED]
    usernames = [_read_part(text, one)[1:].lower() for one in naming if one["type"] == "mention"]
    ids = [int(one["user"]["id"]) for one in naming if one["type"] == "text_mention"]
    replied = message.get("reply_to_message")
    of_topic = message.get("message_thread_id") if message.get("is_topic_message") else None
    if isinstance(replied, dict) and replied.get("message_id") != of_topic and replied.get("sender_chat") is None:
        sender = replied.get("from") or {}
        ids += [] if sender.get("is_bot", True) else [int(sender["id"])]
    return NamedPeople(
        author=_get_author(message),
        usernames=tuple(usernames),
        ids=tuple(ids),
        rest=_cut(RichText.load(text, entities), [_span(one) for one in naming]).text,
        has_file=any(one in message for one in _FILES) or "files" in message.get(SHAPE, ()),
    )


def is_deletion(message: dict[str, Any], username: str) -> bool:
    """Return True for `/delete`, by which people withdraw the message it replies to."""
    found = _DELETE.fullmatch(str(message.get("text") or ""))
    return found is not None and (found[1] is None or found[1].lower() == username.lower())


def _read_own_words(message: dict[str, Any]) -> str:
    """Return the words that the author of a text says as a whole line."""
    if "forward_origin" in message:
        return ""
    return hide_quoted(read_own_words(RichText.load(str(message.get("text") or ""), message.get("entities") or [])))


def _is_other_command(message: dict[str, Any]) -> bool:
    """Return True for a command: no words for a request, whoever it is for."""
    return str(message.get("text") or message.get("caption") or "").startswith("/")


def _span(entity: dict[str, Any]) -> tuple[int, int]:
    return int(entity["offset"]), int(entity["offset"]) + int(entity["length"])


def _is_name(text: str, entity: dict[str, Any], username: str, bot_id: int) -> bool:
    if entity.get("type") == "text_mention":
        return bool((entity.get("user") or {}).get("id") == bot_id)
    if entity.get("type") != "mention" or not username:
        return False
    return _read_part(text, entity).lower() == f"@{username.lower()}"


def _read_part(text: str, entity: dict[str, Any]) -> str:
    start, end = _span(entity)
    return text.encode("utf-16-le", "surrogatepass")[2 * start : 2 * end].decode("utf-16-le", "replace")


def _cut(words: RichText, spans: Sequence[tuple[int, int]]) -> RichText:
    """Return the words without these parts and the blanks around them."""
    kept, at = RichText(), 0
    for start, end in sorted(spans):
        kept += cut_text(words, at, start)
        at = end
    kept += cut_text(words, at, count_units(words.text))
    text = kept.text
    begin, stop = len(text) - len(text.lstrip(" ,:\n\t")), len(text.rstrip())
    return cut_text(kept, count_units(text[:begin]), count_units(text[: max(begin, stop)]))


_OF_OTHERS = ("quote", "external_reply", "reply_to_story", "pinned_message")
_REPLIED = ("message_id", "date")


def describe(message: dict[str, Any], now: datetime, asked: Addressed | None = None) -> GroupMessage:
    """Return what decides where a message belongs: when it was written counts, not when it is read. In a forum topic
    what replies to nothing seems to reply to the message that made the topic (Bot API, Message, read
    2026-11)."""
    thread = message.get("message_thread_id") if message.get("is_topic_message") else None
    replied = message.get("reply_to_message")
    reply_to = replied.get("message_id") if isinstance(replied, dict) else None
    album = message.get("media_group_id")
    return GroupMessage(
        chat_id=int(message["chat"]["id"]),
        message_id=int(message["message_id"]),
        author=_get_author(message),
        reply_to=None if reply_to == thread else reply_to,
        thread=thread,
        album=str(album) if album is not None else None,
        reply_author=(replied.get("from") or {}).get("id") if isinstance(replied, dict) else None,
        sent_at=min(now, _read_date(message) or now),
        named=asked is not None,
        lately=asked is not None and _is_about_earlier(asked.words.text),
    )


def describe_reply(message: dict[str, Any], now: datetime) -> GroupMessage:
    """Return the same of what may be of a ticket's topic in the staff group: there the message that made it counts."""
    return replace(describe(message, now), reply_to=(message.get("reply_to_message") or {}).get("message_id"))


def _is_about_earlier(words: str) -> bool:
    """Return True for a short sentence that begins nothing: thanks, an answer, "never mind"."""
    heard = hear(words)
    is_answer = heard.is_small_talk or heard.agrees or heard.confirms or heard.is_no
    return is_answer or heard.has_never_mind or heard.asks_for_state


def is_call(asked: Addressed, *, has_file: bool) -> bool:
    """Return True if the bot is only called ("@bot", "@bot can you help?"): what about is the message above."""
    heard = hear(asked.words.text)
    return not has_file and (not asked.words or heard.is_opener or heard.is_greeting)


def _read_date(message: dict[str, Any]) -> datetime | None:
    date = message.get("date")
    return datetime.fromtimestamp(date, UTC) if isinstance(date, int) and date > 0 else None


def _strip_others(message: dict[str, Any]) -> dict[str, Any]:
    """Return the message without words of others: of what it replies to only which message that is, and whether it is
    the bot's."""
    kept = {name: value for name, value in message.items() if name not in _OF_OTHERS}
    replied = kept.get("reply_to_message")
    if isinstance(replied, dict):
        sender = replied.get("from") or {}
        about = {name: replied[name] for name in _REPLIED if name in replied}
        by = {"id": sender.get("id", 0), "is_bot": bool(sender.get("is_bot")), "first_name": ""}
        kept["reply_to_message"] = {**about, "chat": message["chat"], "from": by}
    return kept


_FROM_CHATS = ("message", "edited_message", "message_reaction", "channel_post", "edited_channel_post")
_GROUPS = ("group", "supergroup")
_MOVES = ("migrate_to_chat_id", "migrate_from_chat_id")
_TOPICS = tuple(f"forum_topic_{what}" for what in ("created", "edited", "closed", "reopened"))
_OF_TOPIC = ("message_id", "date", "chat", "from", "message_thread_id", "is_topic_message")
_OF_HALF = ("message_id", "date", "chat", "from")
_LONG = 3000  # characters: clients cut before 4,096, at the end of a word or line
_LONG_WITHIN = 3  # seconds, and messages of the group
_OF_REPLY = (
    *("message_id", "date", "chat", "sender_chat", "media_group_id", "reply_to_message"),
    *("message_thread_id", "is_topic_message"),
)
HINT_TO = "hint_to"
"""Beside what is kept of a message: the id of its author, who alone is told that it goes nowhere."""
BY_HAND = "by_hand"
"""The mark on a message by which an agent answered a mention that is offered. Its words are not kept."""
_NAMED = re.compile(r"[#№]\s?(\d{1,9})", re.ASCII)
_LONE_COMMAND = re.compile(r"/\w{1,64}(?:@\w{1,64})?\s*", re.ASCII)
_OF_BOT = re.compile(r"/\w{1,64}@(\w{1,64})", re.ASCII)
_JUST_SENT = RECORDED_BY.total_seconds()
_MOST_HELD = 300  # messages of one group


def _find_move(waiting: Sequence[Update]) -> int | None:
    """Return which group became this supergroup, while the update that says so waits."""
    moves = ((update.get("message") or {}).get(_MOVES[1]) for update in waiting)
    return next((int(old) for old in moves if old is not None), None)


def _is_about(update: Update, author: int) -> bool:
    """Return True if an update holds words of this person: their own, or what an agent's `/ticket` replies to."""
    said = update.get("message") or update.get("edited_message") or {}
    return any(_get_author(one) == author for one in (said, said.get("reply_to_message") or {}))


def _follows_at_once(first: dict[str, Any], message: dict[str, Any]) -> bool:
    after, seconds = int(message["message_id"]) - int(first["message_id"]), int(message["date"]) - int(first["date"])
    return 0 < after <= _LONG_WITHIN and 0 <= seconds <= _LONG_WITHIN


def _get_album(message: dict[str, Any]) -> tuple[int, object] | None:
    return (message["chat"]["id"], message["media_group_id"]) if message.get("media_group_id") is not None else None


def _get_author(message: dict[str, Any]) -> int:
    return int((message.get("from") or {}).get("id") or 0)


class GroupFilter(ChatFilter):
    """The filter of groups; held are the last messages of those that are allowed."""

    takes = frozenset(product(_FROM_CHATS, [Where.GROUP]))

    def __init__(self, runtime: Runtime) -> None:
        super().__init__(runtime)
        self._long: dict[tuple[int, int], dict[str, Any]] = {}  # by group and author: a reply that may go on
        self._said: dict[tuple[int, int], dict[str, Any]] = {}  # by group and author: what the team said last there
        self._known: set[int] = set()  # groups that have a row, of which nothing is taken
        self._moves: dict[int, int] = {}  # the former id by the new one

    async def _choose(self, batch: UpdateBatch, update: Update) -> list[Update]:
        came = find_sources(update)
        kind = next(one for one in _FROM_CHATS if (one, Where.GROUP) in came)
        event = update[kind]
        chat, rules = event["chat"], batch.rules
        if kind == "message" and any(name in event for name in _MOVES):
            moved = {name: event[name] for name in ("message_id", "date", "chat", *_MOVES) if name in event}
            self._note_move(moved)
            return [{"update_id": update["update_id"], "message": moved}]
        if kind == "message" and any(name in event for name in _TOPICS):
            return self._choose_topic(rules, event, update)
        await batch.list_waiting(chat["id"])
        place = await self._find_place(batch, chat) if get_kind(chat) in _GROUPS else None
        if place is None or not place.allowed:
            self._held.forget(chat["id"])
            if self._is_of_team(rules, chat["id"]):
                return await self._choose_of_team(batch, update, kind, event)
            return await self._choose_unknown(batch.session, event, update) if place is None else []
        if kind == "message":
            self._held.hold(chat["id"], int(event["message_id"]), _get_album(event), update)
            return await self._choose_message(batch, place, update)
        if kind == "edited_message":
            is_kept = await self._may_join(batch, event) or await self._is_known(batch.session, event)
            is_kept = is_kept or await mentions.has_offer(batch.session, place.person_id, _get_author(event))
            return [{**update, "edited_message": _strip_others(event)}] if is_kept else []
        return await self._choose_reaction(batch.session, update) if kind == "message_reaction" else []

    def _is_of_team(self, rules: DeskSettings, chat_id: int) -> bool:
        """Return True for the staff group, also if its move there is still to be handled."""
        team = rules.groups.team
        return team is not None and team.chat_id in (chat_id, self._moves.get(chat_id))

    async def _choose_of_team(
        self, batch: UpdateBatch, update: Update, kind: str, event: dict[str, Any]
    ) -> list[Update]:
        """Return what staff say in the staff group about a ticket. A reply of others to the bot comes without its words
        and who wrote it, but for the id of who is told that it goes nowhere (`HINT_TO`). All else is talk."""
        session, rules, waiting = batch.session, batch.rules, await batch.list_waiting(event["chat"]["id"])
        if kind in ("edited_message", "message_reaction"):
            known = await self._is_known(session, event) or _is_waiting(waiting, event["message_id"])
            who = {"from": event.get("user")} if kind == "message_reaction" else event
            keeps = known and await self._is_agent(session, who)
            return [{**update, kind: _strip_of_team(event)}] if keeps else []
        if kind != "message" or _is_for_other_bot(event, rules.groups.username):
            return []
        event = self._answer_own(rules, self._join_halves(event))
        event = await self._answer_listed(session, event)
        is_about = await self._is_about_ticket(batch, event)
        if not is_about and staff_group.has_topics(rules) and event.get("is_topic_message"):
            in_topic = self._answer_topic(event)
            is_about = await self._is_about_ticket(batch, in_topic)
            event = in_topic if is_about else event
        is_about = is_about or self._takes_back_of_before(rules, event)
        if event.get("sender_chat") is None and is_about and await self._is_agent(session, event):
            await self._remember_act(session, event)
            return [{**update, "message": _strip_of_team(event)}]
        event = self._answer_elsewhere(event)
        of_agent = event.get("sender_chat") is None and await self._is_agent(session, event)
        bare = {name: event[name] for name in (*_OF_REPLY, *(("from",) if of_agent else ())) if name in event}
        if "reply_to_message" not in event and await self._is_lost_note(session, event):
            bare["text"] = MARK  # its words are not kept
        elif _get_author(event.get("reply_to_message") or {}) != self._bot.id:
            return []
        if event.get("sender_chat") is None and not _is_of_bot(event):
            bare[HINT_TO] = _get_author(event)
        return [{"update_id": update["update_id"], "message": _strip_others(bare)}]

    async def _is_lost_note(self, session: AsyncSession, message: dict[str, Any]) -> bool:
        """Return True for a note by an agent that names no ticket: its writer has to know that it is kept nowhere."""
        return is_note(str(message.get("text") or message.get("caption") or "")) and await self._is_agent(
            session, message
        )

    def _join_halves(self, message: dict[str, Any]) -> dict[str, Any]:
        """Return the rest of a long text as a reply to its first part: clients cut a text above 4,096 characters in
        two, and only the first part replies to something."""
        whose = message["chat"]["id"], _get_author(message)
        first = self._long.pop(whose, None)
        words = str(message.get("text") or "")
        if first is not None and words and not message.get("reply_to_message") and _follows_at_once(first, message):
            message = {**message, "reply_to_message": {name: first[name] for name in _OF_HALF if name in first}}
        if message.get("reply_to_message") and len(words) >= _LONG:
            self._long[whose] = message
        return message

    async def _remember_act(self, session: AsyncSession, message: dict[str, Any]) -> None:
        """Keep what a member of the team did last there: said something, or used a verb, which is no words of the
        ticket. Then the card stands for it."""
        heard, whose = hear_staff(_read_own_words(message)), (message["chat"]["id"], _get_author(message))
        if heard is StaffMeaning.UNDO:
            return
        self._said[whose] = {name: message[name] for name in _OF_HALF}
        if heard not in VERBS and _LONE_COMMAND.fullmatch(str(message.get("text") or "")) is None:
            return
        of = await routing.find_replied(session, describe_reply(message, self._now()), bot_id=self._bot.id)
        ticket = await session.get(Ticket, of) if of is not None else None
        if ticket is not None and ticket.number is not None:
            card = await staff_group.find_card(session, whose[0], ticket.number, bot_id=self._bot.id)
            self._said[whose]["reply_to_message"] = self._make_own(message, card)

    def _answer_own(self, rules: DeskSettings, message: dict[str, Any]) -> dict[str, Any]:
        """Return a word that takes back, and replies to nothing or to a verb, as a reply to what its author did there
        just now."""
        said = self._said.get((message["chat"]["id"], _get_author(message)))
        if said is None or not message.keys().isdisjoint(("is_topic_message", "forward_origin")):
            return message
        replied = (message.get("reply_to_message") or said)["message_id"]
        if replied != said["message_id"] or not _takes_back(rules, said, message):
            return message
        return {**message, "reply_to_message": said.get("reply_to_message", said)}

    def _takes_back_of_before(self, rules: DeskSettings, message: dict[str, Any]) -> bool:
        """Return True for such a word, as a reply to nothing, about what was said before the group moved here: it
        cannot reply to that, whose number is another message's here."""
        old = self._moves.get(message["chat"]["id"])
        said = self._said.get((old, _get_author(message))) if old is not None else None
        return said is not None and is_bare_undo(message) and _takes_back(rules, said, message)

    async def _answer_listed(self, session: AsyncSession, message: dict[str, Any]) -> dict[str, Any]:
        """Return a reply to one of the bot's lists of tickets as a reply to the card of the ticket that it means: the
        only one of the list, or the only one of it that the words name."""
        replied = message.get("reply_to_message") or {}
        if _get_author(replied) != self._bot.id or not (listed := _read_listed(replied)):
            return message
        there = message["chat"]["id"], int(replied["message_id"])
        if not await staff_group.is_list(session, *there, bot_id=self._bot.id):
            return message
        said = str(message.get("text") or message.get("caption") or "")
        named = listed & {int(number) for number in _NAMED.findall(said)} or listed
        if len(named) != 1:
            return message
        card = await staff_group.find_card(session, there[0], named.pop(), bot_id=self._bot.id)
        return {**message, "reply_to_message": self._make_own(message, card)} if card is not None else message

    def _answer_topic(self, message: dict[str, Any]) -> dict[str, Any]:
        """Return a message that replies to nothing of a ticket as a reply to what made its forum topic; as one to a
        person, if it answers somebody whose words the desk does not know."""
        thread, replied = message.get("message_thread_id"), message.get("reply_to_message") or {}
        made = self._make_own(message, thread)
        is_bare = replied.get("message_id") in (None, thread)
        if not is_bare and _get_author(replied) not in (self._bot.id, _get_author(message)):
            made["from"] = {"id": 0, "is_bot": False, "first_name": ""}
        return {**message, "reply_to_message": made}

    def _answer_elsewhere(self, message: dict[str, Any]) -> dict[str, Any]:
        """Return a reply to what the bot said in another chat, such as the group before it became a supergroup, as a
        reply to a message that the desk does not know: Telegram does not say which one it is (Bot API,
        ExternalReplyInfo, read 2026-11)."""
        origin = (message.get("external_reply") or {}).get("origin") or {}
        if message.get("reply_to_message") or (origin.get("sender_user") or {}).get("id") != self._bot.id:
            return message
        return {**message, "reply_to_message": self._make_own(message, 0)}

    def _make_own(self, message: dict[str, Any], message_id: object) -> dict[str, Any]:
        me = {"id": self._bot.id, "is_bot": True, "first_name": ""}
        return {"message_id": message_id, "date": 0, "chat": message["chat"], "from": me}

    async def _is_about_ticket(self, batch: UpdateBatch, message: dict[str, Any]) -> bool:
        """Return True for a reply to something of a ticket, which may wait or be sent just now, and the rest of its
        album."""
        replied, album = message.get("reply_to_message") or {}, message.get("media_group_id")
        if not replied and album is None:
            return False
        waiting = await batch.list_waiting(message["chat"]["id"])
        if _is_waiting(waiting, replied.get("message_id"), album):
            return True
        seen = describe_reply(message, self._now())
        if await routing.find_replied(batch.session, seen, bot_id=self._bot.id) is not None:
            return True
        return _get_author(replied) == self._bot.id and int(message["date"]) - int(replied["date"]) < _JUST_SENT

    def _choose_topic(self, rules: DeskSettings, message: dict[str, Any], update: Update) -> list[Update]:
        """Return what became of a forum topic of the staff group; of people's acts no names are kept."""
        is_own = _get_author(message) == self._bot.id
        if not staff_group.has_topics(rules) or not self._is_of_team(rules, message["chat"]["id"]):
            return []
        if "forum_topic_created" in message and not is_own:
            return []
        told = {name: message[name] for name in (*_OF_TOPIC, *_TOPICS) if name in message}
        if not is_own and "name" in told.get("forum_topic_edited", ()):
            told["forum_topic_edited"] = {"name": ""}
        return [{"update_id": update["update_id"], "message": told}]

    async def _choose_unknown(self, session: AsyncSession, event: dict[str, Any], update: Update) -> list[Update]:
        """Return that the bot is in a group which Telegram reported before the desk was there, without words or who."""
        chat = event["chat"]
        if get_kind(chat) not in _GROUPS or chat["id"] in self._known:
            return []
        if await person_rows.find_by_telegram(session, chat["id"]) is not None:
            self._known.add(chat["id"])
            return []
        seen = {name: event[name] for name in ("message_id", "date", "chat")}
        return [{"update_id": update["update_id"], "message": seen}]

    def _note_move(self, moved: dict[str, Any]) -> None:
        old, new = moved.get("migrate_from_chat_id", moved["chat"]["id"]), moved.get("migrate_to_chat_id")
        self._moves[int(new or moved["chat"]["id"])] = int(old)

    async def _find_place(self, batch: UpdateBatch, chat: dict[str, Any]) -> GroupPlace | None:
        """Return the group with that chat, also if the move there is still to be handled."""
        place = batch.rules.groups.find_place(chat["id"])
        if place is not None or get_kind(chat) != "supergroup":
            return place
        old = self._moves.get(chat["id"]) or _find_move(await batch.list_waiting(chat["id"]))
        return batch.rules.groups.find_place(old) if old is not None else None

    async def _may_join(self, batch: UpdateBatch, message: dict[str, Any]) -> bool:
        """Return True while an update with words of the same author waits in the chat, or in the one it was before."""
        chats = [message["chat"]["id"], self._moves.get(message["chat"]["id"])]
        waiting = [one for chat in chats if chat is not None for one in await batch.list_waiting(chat)]
        return any(_is_about(one, _get_author(message)) for one in waiting)

    async def _is_known(self, session: AsyncSession, message: dict[str, Any]) -> bool:
        there = message["chat"]["id"], int(message["message_id"])
        return await routing.find_known(session, *there, bot_id=self._bot.id) is not None

    async def _choose_message(self, batch: UpdateBatch, place: GroupPlace, update: Update) -> list[Update]:
        message, session, rules = update["message"], batch.session, batch.rules
        asked = read_addressed(message, rules.groups.username, self._bot.id)
        if asked is not None and asked.is_command and not asked.words:
            keeps = await self._is_agent(session, message)
            return [{**update, "message": self._keep_replied(message)}] if keeps else []
        if message.get("is_automatic_forward"):
            return []
        if message.get("sender_chat") is not None or _is_of_bot(message):
            is_said = message.get("sender_chat") is not None and (asked is not None or self._is_to_bot(message))
            return [_strip(_keep_bare(update))] if is_said else []
        is_about_above = asked is not None and (
            is_call(asked, has_file="text" not in message) or await self._is_agent(session, message)
        )
        if is_about_above and await self._is_called_under(batch, message):
            return [{**update, "message": self._keep_replied(message)}]
        if asked is not None:
            return self._keep_asked(update)
        if _is_other_command(message):
            is_kept = await self._may_be_own_deletion(batch, place, message)
            is_kept = is_kept or await self._is_for_ticket(batch, message)
            return [_strip(update)] if is_kept else []
        if self._held.is_open(_get_album(message)) or await self._may_join(batch, message):
            return [_strip(update)]
        if await self._belongs(batch, place, message):
            return [_strip(update)]
        if await self._answers_offer(session, place, message):
            kept = _strip(_keep_bare(update))
            return [{**kept, "message": {**kept["message"], BY_HAND: True}}]
        return self._keep_asked(update) if await self._names_team(session, place, message) else []

    async def _answers_offer(self, session: AsyncSession, place: GroupPlace, message: dict[str, Any]) -> bool:
        """Return True if an agent replies to somebody whose mention is offered to the team."""
        if place.mentions is not GroupMentions.OFFER or describe(message, self._now()).reply_to is None:
            return False
        replied = message["reply_to_message"]
        is_offered = await mentions.has_offer(session, place.person_id, _get_author(replied))
        return is_offered and await self._is_agent(session, message)

    def _is_to_bot(self, message: dict[str, Any]) -> bool:
        """Return True for a reply to the bot; what made a forum topic is replied to by all that is written in it."""
        return describe(message, self._now()).reply_to is not None and self._bot.id == _get_author(
            message["reply_to_message"]
        )

    async def _is_called_under(self, batch: UpdateBatch, message: dict[str, Any]) -> bool:
        """Return True if the message it replies to is to become a request: a person's, and of none so far."""
        replied = message.get("reply_to_message") or {}
        if (
            describe(message, self._now()).reply_to is None
            or replied.get("sender_chat") is not None
            or _is_of_bot(replied)
        ):
            return False
        return not await self._is_about_ticket(batch, message)

    async def _is_for_ticket(self, batch: UpdateBatch, message: dict[str, Any]) -> bool:
        """Return True for a command by which somebody on the team changes the ticket that it replies to."""
        if _is_for_other_bot(message, batch.rules.groups.username) or not await self._is_agent(batch.session, message):
            return False
        return await self._is_about_ticket(batch, message)

    @staticmethod
    async def _names_team(session: AsyncSession, place: GroupPlace, message: dict[str, Any]) -> bool:
        """Return True for what is said to a member of the team, if such messages are taken from the group."""
        if place.mentions is GroupMentions.OFF:
            return False
        return bool(await mentions.list_named(session, read_named(message)))

    async def _may_be_own_deletion(self, batch: UpdateBatch, place: GroupPlace, message: dict[str, Any]) -> bool:
        """Return True for `/delete` as a reply to a message that is stored or waits; whose it is, is decided when it is
        handled."""
        replied = message.get("reply_to_message")
        if not isinstance(replied, dict) or not is_deletion(message, batch.rules.groups.username):
            return False
        said = {**replied, "chat": message["chat"]}
        if await self._may_join(batch, message) or await self._is_known(batch.session, said):
            return True
        return await mentions.has_offer(batch.session, place.person_id, _get_author(message))

    def _keep_asked(self, update: Update) -> list[Update]:
        """Return a message that names the bot or one of the team, with the parts of its album that came before it."""
        message = update["message"]
        return [_strip(one) for one in self._held.open_album(message["chat"]["id"], _get_album(message), update)]

    async def _belongs(self, batch: UpdateBatch, place: GroupPlace, message: dict[str, Any]) -> bool:
        """Return True for what replies to the bot or to something of a ticket, and for further words of the author of
        a request."""
        if self._is_to_bot(message) or await self._is_about_ticket(batch, message):
            return True
        at = {"group_id": place.person_id, "bot_id": self._bot.id}
        return await routing.find_ticket(batch.session, describe(message, self._now()), **at) is not None

    async def _choose_reaction(self, session: AsyncSession, update: Update) -> list[Update]:
        """Return an agent's reaction as what it stands for: `/ticket` as a reply to the message."""
        event = update["message_reaction"]
        if not _is_new(event) or not await self._is_agent(session, {"from": event.get("user")}):
            return []
        held = self._held.find(event["chat"]["id"], event["message_id"])
        typed: dict[str, Any] = {
            "message_id": event["message_id"],
            "date": event["date"],
            "chat": event["chat"],
            "from": event["user"],
            "text": "/ticket",
            "entities": [{"type": "bot_command", "offset": 0, "length": 7}],
        }
        if held is not None:
            said = held["message"]
            topic = {name: said[name] for name in ("message_thread_id", "is_topic_message") if name in said}
            typed |= {**topic, "reply_to_message": _strip_others(said)}
        return [{"update_id": update["update_id"], "message": typed}]

    async def _is_agent(self, session: AsyncSession, message: dict[str, Any]) -> bool:
        sender = message.get("from") or {}
        person: Person | None = await person_rows.find_by_telegram(session, int(sender.get("id") or 0))
        return person is not None and has_grant(person, Grant.WORK)

    @staticmethod
    def _keep_replied(message: dict[str, Any]) -> dict[str, Any]:
        """Return an agent's `/ticket` with the message it replies to, but not what that one quotes."""
        replied = message.get("reply_to_message")
        kept = _strip_others(message)
        return {**kept, "reply_to_message": _strip_others(replied)} if isinstance(replied, dict) else kept


def is_bare_undo(message: dict[str, Any]) -> bool:
    """Return True for the word that takes back, as a reply to nothing."""
    is_own = message.keys().isdisjoint(("is_topic_message", "forward_origin", "reply_to_message"))
    return is_own and hear_staff(_read_own_words(message)) is StaffMeaning.UNDO


def _takes_back(rules: DeskSettings, said: dict[str, Any], message: dict[str, Any]) -> bool:
    is_late = int(message["date"]) - int(said["date"]) > rules.team.undo.total_seconds()
    return not is_late and hear_staff(_read_own_words(message)) is StaffMeaning.UNDO


def _is_for_other_bot(message: dict[str, Any], username: str) -> bool:
    """Return True for a command that names another bot."""
    named = _OF_BOT.match(str(message.get("text") or message.get("caption") or ""))
    return named is not None and named[1].lower() != username.lower()


def _is_of_bot(message: dict[str, Any]) -> bool:
    return bool((message.get("from") or {}).get("is_bot", True))


def _keep_bare(update: Update) -> Update:
    """Return what somebody without a name said to the bot without its words: that it is not taken has to be said."""
    message = update["message"]
    return {**update, "message": {name: message[name] for name in (*_OF_REPLY, "from") if name in message}}


def _is_waiting(waiting: Sequence[Update], message_id: object, album: object = None) -> bool:
    """Return True if a message with that id, or of that album, was kept with its words and is still to be handled."""
    kept = [said for one in waiting if _has_words(said := one.get("message") or {})]
    same = [one for one in kept if one.get("message_id") == message_id]
    return bool(same) or (album is not None and any(one.get("media_group_id") == album for one in kept))


def _read_listed(replied: dict[str, Any]) -> set[int]:
    """Return the numbers of the tickets that a message of the bot has buttons to open."""
    rows = (replied.get("reply_markup") or {}).get("inline_keyboard") or []
    data = [str(button.get("callback_data") or "") for row in rows for button in row]
    return {int(found[1]) for one in data if (found := _OPENS.fullmatch(one)) is not None}


_OPENS = re.compile(r"open:(\d{1,9})", re.ASCII)


def _has_words(message: dict[str, Any]) -> bool:
    return "from" in message and any(name not in (*_OF_REPLY, "from") for name in message)


def _strip_of_team(event: dict[str, Any]) -> dict[str, Any]:
    """Return what a member of the team said without words of others; what they quote is of something that the desk
    knows."""
    kept = _strip_others(event)
    return {**kept, "quote": event["quote"]} if "quote" in event else kept


def _strip(update: Update) -> Update:
    return {**update, "message": _strip_others(update["message"])}


def _is_new(event: dict[str, Any]) -> bool:
    """Return True if the reaction that makes a request was added just now."""

    def has(signs: list[dict[str, Any]]) -> bool:
        return any(one.get("type") == "emoji" and is_chosen(str(one.get("emoji"))) for one in signs)

    return has(event.get("new_reaction") or []) and not has(event.get("old_reaction") or [])
