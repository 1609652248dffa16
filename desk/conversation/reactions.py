"""Verbs about reactions to words.

A reaction changes no status and makes no sound. The bot has one reaction on a message (Bot API, setMessageReaction,
read 2026-11), so of several agents the latest one is shown.
"""

from collections.abc import Sequence

from sqlalchemy import select

from db.models import Entry, EntryKind, Message, Origin, Person, Reaction
from desk import Desk, Locked
from desk.conversation import thread, writing
from desk.conversation.new_entry import dump_line, load_line
from desk.conversation.writing import HEART, SEEN
from desk.notifications import notifier
from desk.outbox import Args, Do, React, Say
from desk.policy import get_access
from desk.policy.permissions import Grant
from desk.text import hear, shorten_line, strip_invisible

CUSTOM = "custom"  # in place of custom emoji, which only their sender can name
_QUOTED = 40  # characters of the words a reaction is about
_VARIANT = "\ufe0f"  # Telegram's list of reactions has none (Bot API, ReactionTypeEmoji, read 2026-11)


async def react_to_message(desk: Desk, chat_id: int, message_id: int, signs: Sequence[str]) -> None:
    """Store all reactions that the actor has on a message in their chat now."""
    there = select(Entry).join(Message, Message.entry_id == Entry.id)
    found = await desk.session.scalar(
        there.where(
            Message.bot_id == desk.rules.bot_id,
            Message.chat_id == chat_id,
            Message.message_id == message_id,
        )
    )
    if found is not None:
        await react_to_entry(desk, found, signs)


async def react_to_entry(desk: Desk, entry: Entry, signs: Sequence[str]) -> None:
    """Store all reactions that the actor has on an entry now; none withdraws them.

    Reactions to one's own words, to a note, among colleagues, and of who may not answer are dropped.
    """
    if entry.ticket_id is None or entry.withdrawn_at is not None or entry.author_id == desk.require_actor().id:
        return
    await desk.refresh_actor()
    ticket = await desk.lock_by_id(entry.ticket_id)
    who = await get_access(desk, ticket)
    to_staff = entry.kind is EntryKind.REPLY and who.requester and desk.origin is Origin.TELEGRAM
    answers = entry.kind is EntryKind.COMMENT and who.works and Grant.SEND in who.grants
    if not to_staff and not answers:
        return
    said = _join_signs(signs)
    before = await _find_own(desk, entry)
    if said == (before.signs if before is not None else ""):
        return
    mine = before if before is not None else _new(desk, entry)
    mine.signs, mine.at = said, desk.now
    if desk.origin is Origin.TELEGRAM:
        await _show_on_board(desk, ticket, entry, mine)
    await desk.session.flush()
    if to_staff:
        await _tell_author(desk, ticket, entry, said)
    else:
        await _show_requester(desk, ticket, entry)


async def _find_own(desk: Desk, entry: Entry) -> Reaction | None:
    mine = select(Reaction).where(
        Reaction.entry_id == entry.id, Reaction.person_id == desk.require_actor().id, Reaction.origin == desk.origin
    )
    found: Reaction | None = await desk.session.scalar(mine)
    return found


def _new(desk: Desk, entry: Entry) -> Reaction:
    made = Reaction(entry_id=entry.id, person_id=desk.require_actor().id, origin=desk.origin, signs="", at=desk.now)
    desk.session.add(made)
    return made


async def _show_on_board(desk: Desk, ticket: Locked, entry: Entry, mine: Reaction) -> None:
    """Add, change or remove the line about the reaction on the board."""
    remark = await desk.session.get(Entry, mine.remark_id) if mine.remark_id is not None else None
    if remark is not None and not mine.signs:
        _remove_line(desk, mine, remark)
        return
    key, args = _quote(entry, {"name": desk.require_actor().name, "signs": mine.signs})
    if remark is None:
        mine.remark_id = (await thread.add_remark(desk, ticket.number, key, **args)).id
    else:
        _set_line(desk, remark, dump_line(key, **args))


async def follow_entry(desk: Desk, entry: Entry) -> None:
    """Update lines that quote an entry after it was edited or withdrawn."""
    quoted = select(Reaction, Entry).join(Entry, Entry.id == Reaction.remark_id).where(Reaction.entry_id == entry.id)
    for mine, remark in (await desk.session.execute(quoted)).all():
        if entry.withdrawn_at is not None:
            _remove_line(desk, mine, remark)
        elif remark.content_line is not None:
            _, args = load_line(remark.content_line)
            key, args = _quote(entry, {"name": args["name"], "signs": mine.signs})
            _set_line(desk, remark, dump_line(key, **args))


def _quote(entry: Entry, args: Args) -> tuple[str, Args]:
    """Return text key and arguments of a line about a reaction, with the first words of the entry."""
    words = shorten_line(" ".join(strip_invisible(entry.body).split()), _QUOTED)
    return ("remark-reaction-to", {**args, "words": words}) if words else ("remark-reaction", args)


def _remove_line(desk: Desk, mine: Reaction, remark: Entry) -> None:
    remark.withdrawn_at, mine.remark_id = desk.now, None
    writing.show_on_board(desk, remark, do=Do.COMMENT_DELETE)


def _set_line(desk: Desk, remark: Entry, said: str) -> None:
    if remark.content_line != said:
        remark.content_line = said
        writing.show_on_board(desk, remark, do=Do.COMMENT_EDIT)


async def _tell_author(desk: Desk, ticket: Locked, entry: Entry, said: str) -> None:
    """Show the reaction to the agent as one line under their answer; with a sound only if it is a bad one."""
    key = "reaction-got" if said else "reaction-gone"
    args: Args = {"name": desk.require_actor().name, "number": ticket.number, "signs": said}
    told = Say(
        key, args, slot=f"reaction:{entry.id}", reply_to_entry=entry.id, silent=not hear(said).denies, staff_only=True,
        replace=bool(said), only_edit=not said,
    )  # fmt: skip
    notifier.post_letter(desk, await desk.get_person(entry.author_id), told, ticket)


async def _show_requester(desk: Desk, ticket: Locked, entry: Entry) -> None:
    """Show the latest reaction on the requester's own message, or the receipt if none is left."""
    author: Person | None = await desk.get_person(entry.author_id)
    if author is None or entry.said_message_id is None or entry.said_chat_id != author.telegram_id:
        return
    newest = select(Reaction.signs).where(Reaction.entry_id == entry.id, Reaction.signs != "", Reaction.signs != CUSTOM)
    signs = await desk.session.scalar(newest.order_by(Reaction.at.desc(), Reaction.id.desc()).limit(1))
    emoji = signs.split()[-1].replace(_VARIANT, "") if signs else HEART if entry.small_talk else SEEN
    notifier.post_letter(desk, author, React(entry.said_message_id, emoji), ticket)


def _join_signs(signs: Sequence[str]) -> str:
    """Join signs with a blank; `CUSTOM` is kept only if there is no other."""
    named = [sign for sign in signs if sign != CUSTOM]
    return " ".join(named) if named else CUSTOM if signs else ""
