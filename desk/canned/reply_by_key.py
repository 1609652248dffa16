"""Replies of staff about canned replies: a key, or the text of a canned reply. A wrong one is answered with what would
be right. Knows no channel."""

from dataclasses import replace

from desk import Desk
from desk.canned import prepared_answers, replies, reply_keys
from desk.canned.prepared_answers import Source
from desk.conversation.new_entry import IncomingMessage
from desk.outbox import Say, Show, letters

OWN, DESK = "own", "desk"
"""Who a new canned reply is for; an id instead means a new text for that one."""


async def show_by_key(
    desk: Desk, incoming: IncomingMessage, number: int | None, *, answers_id: int | None, replaced: int | None
) -> None:
    """Show what the key's canned reply would say to ticket `#number`'s requester; without a number, or for an unknown
    key, send only a line. `replaced` is the previewed answer that this one replaces."""
    word = reply_keys.parse_lone_key(incoming.words.text) or ""
    row = await replies.find_by_key(desk.session, word, desk.require_actor())
    if number is None:
        _say(desk, incoming, "canned-reply-to", word=word[: reply_keys.LONGEST])
    elif row is None:
        near = await replies.find_nearest_keys(desk.session, word, desk.require_actor())
        _say(desk, incoming, "canned-unknown", word=word[: reply_keys.LONGEST], n=len(near), near=format_keys(near))
    else:
        if replaced is not None:
            await prepared_answers.end_prepared(desk, replaced)
        source = Source.from_canned(row)
        source = replace(source, files=(*source.files, *incoming.files))
        await prepared_answers.prepare_answer(
            desk, number, source, answers_id=answers_id, message_id=incoming.message_id
        )


async def take_reply(desk: Desk, incoming: IncomingMessage, asked: str) -> Show | None:
    """Add a canned reply, or change the text of one; return it as it is then, or None for a further part of an album.
    `asked`: see `OWN`. Raises NotAllowed, Refused with what would be right."""
    row = await replies.add_further_part(desk, incoming)
    if row is not None:
        return None
    if asked in (OWN, DESK):
        row = await replies.add_from_message(desk, incoming, own=asked == OWN)
    else:
        row = await replies.change_from_message(desk, int(asked), incoming)
    return Show("replies", slot="replies", find=str(row.id), fresh=True, note="canned-set")


def format_keys(known: list[str]) -> str:
    """Return keys as they are typed."""
    return ", ".join(f"{reply_keys.MARK}{key}" for key in known)


def _say(desk: Desk, incoming: IncomingMessage, key: str, **args: str | int) -> None:
    letter = Say(key, args, reply_to_message=incoming.message_id, there=incoming.chat_id, staff_only=True)
    letters.queue_letter(desk.session, desk.require_actor().id, letter, now=desk.now)
