"""Whatever people type or paste, as long as one message can be: judged without an error, in time that grows no faster
than the text."""

from collections.abc import Callable
from datetime import UTC, datetime
from time import thread_time

import pytest
from aiogram.types import Message
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.content import read_message
from bot.handlers import parse_command
from bot.views import compose
from desk.conversation.entry_parts import EntryPart, join_with_origins, join_words
from desk.conversation.new_entry import dump_line, load_line
from desk.i18n import catalog
from desk.inbound.routing_context import describe_words
from desk.people.names import clean_person_name, make_display_name
from desk.search.prefix_query import make_prefix_query
from desk.text import (
    Entity,
    RichText,
    clean_name,
    clean_text,
    count_units,
    cut_text,
    has_more_than_greeting,
    hear,
    make_file_name,
    shorten_line,
    strip_invisible,
)
from desk.text.note_prefix import is_note, strip_note_mark
from desk.text.splitting import split_text
from desk.text.subject import is_thin, make_subject, strip_opening
from desk.text.typed_moments import parse_moment

LONGEST = 4096
NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
# Each is harmless once; people's keyboards, bots and curiosity repeat them.
SEEDS = (
    "hi, ", "yo,", "Добрый день! ", "hello - ", "thanks ", "ok", "hi,\n", "a\n", "\n", " ", "\t\u00a0", "x", "> ", ">",
    "[", "](", "[a](b)", "**", "_", "`", "```\n", "<b>", "</b>", "&amp;", "// ", "/", "/ ", "#1 ", "@a", "/new ",
    "/start@b ", "\x00", "\ud800", "\udfff", "\U0001f600", "\U0001f1e6", "\u200d", "\u200b", "\u202e", "e\u0301",
    "\u0301", "\u0651", "ﷺ", ".", ". ", "!)", '."', "…", "—", ",", "1", "٣", "\ue000", "\ue0000\ue001", "\ue001",
    "\r\n", "\u2028", "{", "%s", "\\", "'", '"', "https://a.b/", "ß", "İ", "👨‍👩‍👧", "👍🏽", "1\ufe0f\u20e3", " \n ",
    "or ", "word ",
)  # fmt: skip


def _filled(seed: str, size: int = LONGEST) -> str:
    """The seed again and again, in at most so many UTF-16 units."""
    return seed * (size // count_units(seed))


def _message(text: str) -> Message:
    chat = {"id": 5, "type": "private"}
    sender = {"id": 5, "is_bot": False, "first_name": text}
    user = {"sender_user_name": text, "type": "hidden_user", "date": 1}
    given = {"message_id": 7, "date": 1_800_000_000, "chat": chat, "from": sender, "text": text, "forward_origin": user}
    entity = {"type": "bold", "offset": 0, "length": max(1, count_units(text))}
    return Message.model_validate({**given, "entities": [entity]})


def _as_heard(text: str) -> object:
    message = _message(text)
    command = parse_command(message)
    heard = read_message(message, now=NOW)
    return describe_words(heard), command and (command.number, command.after_number)


def _styled(text: str) -> RichText:
    return RichText(text, (Entity("bold", 0, count_units(text)),))


def _many_parts(text: str) -> object:
    made_of = [EntryPart(n, RichText(each), None, each[:1] or None) for n, each in enumerate(text.split("\n"))]
    return join_words(part.words for part in made_of), join_with_origins(made_of, RichText)


JUDGES: dict[str, Callable[[str], object]] = {
    "subject": lambda text: make_subject([text, text]),
    "is_thin": lambda text: is_thin([text]),
    "says_something": lambda text: has_more_than_greeting([text]),
    "shortened": shorten_line,
    "hear": hear,
    "without_opening": strip_opening,
    "clean": clean_text,
    "visible": strip_invisible,
    "cut": lambda text: cut_text(_styled(text), 1, count_units(text) - 1),
    "clean_name": clean_name,
    "file_name": lambda text: make_file_name(text, "file"),
    "cleaned": clean_person_name,
    "shown_name": lambda text: make_display_name(text, text, text, 17),
    "is_note": is_note,
    "without_mark": lambda text: strip_note_mark(_styled(text)),
    "parts": _many_parts,
    "line": lambda text: load_line(dump_line("content-contact", name=text)),
    "split": lambda text: split_text(_styled(text), LONGEST),
    "beginnings": make_prefix_query,
    "joining": lambda text: compose.join_lines(
        [compose.clip_text(_styled(text), 100), compose.quote_text(_styled(text)), text]
    ),
    "texts": lambda text: catalog.say_rich("ru", "open-subject", number=1, subject=text),
    "heard": _as_heard,
    "dated": lambda text: parse_moment(text, now=NOW, zone="Europe/Moscow"),
    "dated_until": lambda text: parse_moment(f"until {text}", now=NOW, zone="UTC"),
}


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(SEEDS) | st.text(min_size=1, max_size=8), st.integers(1, 400)), max_size=6))
@example([("hi, ", 1000), ("\x00", 50)])
def test_any_mixture_is_taken(made_of: list[tuple[str, int]]) -> None:
    text = cut_text(RichText("".join(seed * times for seed, times in made_of)), 0, LONGEST).text
    for judge in JUDGES.values():
        judge(text)


def _costs(judge: Callable[[str], object], text: str) -> float:
    """CPU seconds of the quickest of three."""
    taken = []
    for _ in range(3):
        begun = thread_time()
        judge(text)
        taken.append(thread_time() - begun)
    return min(taken)


@pytest.mark.parametrize("judge", JUDGES)
def test_four_times_the_text_costs_about_four_times_as_much(judge: str) -> None:
    for seed in SEEDS:
        whole = _costs(JUDGES[judge], _filled(seed))
        assert whole < 0.25, ascii(seed)
        assert whole < 10 * _costs(JUDGES[judge], _filled(seed, LONGEST // 4)) + 0.003, ascii(seed)
