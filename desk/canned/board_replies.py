"""Canned replies on the board: a comment `!key` sends the text of that reply to the requester, and a remark shows what
was sent. The key itself is never sent: for an unknown one, a remark names the three nearest. Knows no Todoist.

A comment is a key if it is one word behind the mark and nothing else, however it is formatted; its files are sent
along. "!hello all" is an ordinary comment.
"""

from dataclasses import replace

from db.models import CannedReply, Entry, EntryKind
from desk import Desk, DeskSettings, Locked
from desk.board import comments
from desk.canned import prepared_answers, replies, reply_keys
from desk.canned.prepared_answers import Source
from desk.canned.reply_by_key import format_keys
from desk.conversation import entries, thread, writing
from desk.conversation.new_entry import NewEntry, dump_line
from desk.outbox import Args
from desk.people.person_rows import make_signature
from desk.text import RichText
from desk.text.slashes import is_command, read_command_name


def is_canned_call(rules: DeskSettings, words: RichText) -> bool:
    """Return True if the words are a key and nothing else; always False for a desk without canned replies."""
    return rules.knowledge.canned is not None and reply_keys.parse_lone_key(words.text) is not None


def is_no_answer(rules: DeskSettings, words: RichText) -> bool:
    """Return True if a changed comment is no answer any more: it is a key, or begins like a command."""
    return is_canned_call(rules, words) or is_command(words.text)


async def add_board_comment(desk: Desk, number: int, said: NewEntry, *, is_note: bool, own_account: bool) -> Entry:
    """Take a comment of the board. A key becomes the answer of its canned reply, or a remark; a command is stored as a
    note, and a remark says that it was not sent."""
    answer = _answer_by_key if is_canned_call(desk.rules, said.words) else thread.add_reply
    if is_command(said.words.text):
        answer = _command
    return await comments.add_comment(desk, number, said, is_note=is_note, own_account=own_account, answer=answer)


async def remark_refused_edit(desk: Desk, number: int, words: RichText) -> None:
    """Add a remark that an answer changed into a key or a command stays as it was sent."""
    await thread.add_remark(desk, number, "remark-command-edit" if is_command(words.text) else "remark-canned-edit")


async def _answer_by_key(desk: Desk, number: int, said: NewEntry) -> Entry:
    word = reply_keys.parse_lone_key(said.words.text) or ""
    row = await replies.find_by_key(desk.session, word, desk.actor)
    if row is None:
        near = await replies.find_nearest_keys(desk.session, word, desk.actor)
        args: Args = {"word": word[: reply_keys.LONGEST], "n": len(near), "near": format_keys(near)}
        return await _store_unsent(desk, number, said, "remark-canned-unknown", args)
    source = Source.from_canned(row)
    words, missing = await prepared_answers.fill_in(
        desk, await desk.lock_thread(await desk.lock_ticket(number)), source.words
    )
    if missing is not None:
        return await _store_unsent(desk, number, said, "remark-canned-missing", {"word": row.key})
    entry = await thread.add_reply(desk, number, replace(said, words=words, files=(*source.files, *said.files)))
    await prepared_answers.record_use(desk, row.id, entry)
    await _show(desk, entry, row, files=len(source.files))
    return entry


async def _command(desk: Desk, number: int, said: NewEntry) -> Entry:
    return await _store_unsent(desk, number, said, "remark-command", {"typed": read_command_name(said.words.text)})


async def _store_unsent(desk: Desk, number: int, said: NewEntry, why: str, args: Args) -> Entry:
    """Store the comment as a note, and say in a remark why it was not sent."""
    ticket = await desk.lock_thread(await desk.lock_ticket(number))
    entry = await _write(desk, ticket, EntryKind.NOTE, said)
    await thread.add_remark(desk, number, why, **args)
    return entry


async def _show(desk: Desk, entry: Entry, row: CannedReply, *, files: int) -> None:
    """Show under the task what was sent."""
    ticket = await desk.lock_by_id(entry.ticket_id or 0)
    what = NewEntry(entries.get_words(entry), content_line=dump_line("remark-canned", word=row.key, files=files))
    writing.show_on_board(desk, await _write(desk, ticket, EntryKind.REMARK, what), also_from_there=True)


async def _write(desk: Desk, ticket: Locked, kind: EntryKind, said: NewEntry) -> Entry:
    theirs = kind is EntryKind.NOTE and desk.actor is not None
    return await entries.write_entry(
        desk.session, ticket, kind, said,
        author_id=desk.actor_id if theirs else None,
        author_name=await make_signature(desk.session, desk.actor) if theirs and desk.actor is not None else "",
        origin=desk.origin, now=desk.get_act_time(ticket), bot_id=desk.rules.bot_id,
    )  # fmt: skip
