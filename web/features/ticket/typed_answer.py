"""Reads what a person typed under a ticket: a leading `//` makes it a note, as in every channel; `!key` alone is not
sent: the canned reply is put into the field first. Formatting is typed as Markdown."""

from dataclasses import dataclass

from desk.canned import board_replies, prepared_answers, replies, reply_by_key, reply_keys
from desk.queries.tickets import find_ticket_id
from desk.text import RichText, clean_text, note_prefix, strip_invisible
from desk.text.markdown.reader import parse_markdown
from desk.text.markdown.writer import write_markdown
from web.context import Visitor
from web.panel.pages import make_words

LONGEST = 4000


def strip_typed(typed: str) -> tuple[RichText, bool]:
    """Return what is typed without a leading note mark, and whether it had one."""
    said = RichText(clean_text(typed.replace("\r\n", "\n")).strip())
    return note_prefix.strip_note_mark(said), note_prefix.is_note(said.text)


def format_field_text(words: RichText) -> str:
    """Return a text as it would be typed."""
    return words.text if parse_markdown(RichText(words.text)) == words else write_markdown(words)


@dataclass(frozen=True, slots=True)
class TypedAnswer:
    """The answer to send: `words` for the thread, a note where `is_note`. Otherwise nothing is sent: `wrong` says
    why, and `field` is the new content of the field, `acts` what is done with it."""

    words: RichText = RichText()  # noqa: RUF009  (frozen itself)
    is_note: bool = False
    wrong: str = ""
    field: str = ""
    acts: str = ""


async def read_answer(visitor: Visitor, number: int, text: str, *, is_note: bool, with_files: bool) -> TypedAnswer:
    """Return what was meant; `is_note`: the box for notes was ticked; `with_files`: files need no text."""
    words, is_marked = strip_typed(text)
    is_note = is_note or is_marked
    if not strip_invisible(words.text).strip() and not with_files:
        return TypedAnswer(wrong=make_words(visitor).say("page-say-something"), field=text)
    if len(words.text) > LONGEST:
        return TypedAnswer(wrong=make_words(visitor).say("page-too-long", n=LONGEST), field=text)
    if not is_note and board_replies.is_canned_call(visitor.rules, words):
        return await _fill_canned_reply(visitor, number, reply_keys.parse_lone_key(words.text) or "", text)
    return TypedAnswer(parse_markdown(words), is_note)


async def _fill_canned_reply(visitor: Visitor, number: int, word: str, text: str) -> TypedAnswer:
    say = make_words(visitor).say
    row = await replies.find_by_key(visitor.session, word, visitor.person)
    if row is None:
        near = await replies.find_nearest_keys(visitor.session, word, visitor.person)
        wrong = say(
            "remark-canned-unknown", word=word[: reply_keys.LONGEST], n=len(near), near=reply_by_key.format_keys(near)
        )
        return TypedAnswer(wrong=wrong, field=text)
    desk = visitor.desk
    if await find_ticket_id(visitor.session, number, visitor.person) is None:
        return TypedAnswer(wrong=say("no-such-ticket", number=number), field=text)
    filled, missing = await prepared_answers.fill_in(
        desk, await desk.lock_thread(await desk.lock_ticket(number)), replies.get_words(row)
    )
    if missing is not None:
        return TypedAnswer(wrong=say("remark-canned-missing", word=row.key), field=text)
    return TypedAnswer(wrong=say("page-canned", word=row.key), field=format_field_text(filled), acts=row.acts or "")
