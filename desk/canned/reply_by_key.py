"""Replies of staff that are the key of a canned reply. Knows no channel."""

from dataclasses import replace

from desk import Desk
from desk.canned import prepared_answers, replies, reply_keys
from desk.canned.prepared_answers import Source
from desk.conversation.new_entry import IncomingMessage
from desk.outbox import Say, letters


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


def format_keys(known: list[str]) -> str:
    """Return keys as they are typed."""
    return ", ".join(f"{reply_keys.MARK}{key}" for key in known)


def _say(desk: Desk, incoming: IncomingMessage, key: str, **args: str | int) -> None:
    letter = Say(key, args, reply_to_message=incoming.message_id, there=incoming.chat_id, staff_only=True)
    letters.queue_letter(desk.session, desk.require_actor().id, letter, now=desk.now)
