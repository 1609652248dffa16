"""Questions of a topic to its requester: three at most, in one or more languages, each with a key by which answers are
remembered."""

import re
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from desk.i18n import LANGUAGES

MOST, LONGEST = 3, 200
_LINE = re.compile(r"\s*([^\W_][\w-]{0,19})\s*:\s*(.+?)\s*", re.DOTALL)


class QuestionWrongError(ValueError):
    """The typed text cannot be a question; `key` says what would be right."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


@dataclass(frozen=True, slots=True)
class TypedQuestion:
    """A question as it was typed: its key, and its text by language."""

    key: str
    text: dict[str, str]


def parse_question(said: str, language: str) -> TypedQuestion:
    """Read `place: Which room?` in that language, with further lines such as `ru: Какая комната?`. Raises
    QuestionWrongError."""
    first, *more = [line for line in said.splitlines() if line.strip()] or [""]
    key, text = _split(first)
    if key in LANGUAGES:
        raise QuestionWrongError("topic-question-wrong")
    texts = {language: text}
    for line in more:
        code, translated = _split(line)
        if code not in LANGUAGES:
            raise QuestionWrongError("topic-question-wrong")
        texts[code] = translated
    return TypedQuestion(key, texts)


def _split(line: str) -> tuple[str, str]:
    found = _LINE.fullmatch(line)
    if found is None:
        raise QuestionWrongError("topic-question-wrong")
    text = " ".join(found[2].split())
    if len(text) > LONGEST:
        raise QuestionWrongError("topic-question-long")
    return found[1].casefold(), text


def add_question(stored: Sequence[dict[str, Any]], said: TypedQuestion) -> list[dict[str, Any]]:
    """Return the questions with that one: it replaces the one of its key, whose other languages stay, or comes last."""
    if all(one["key"] != said.key for one in stored):
        return [*stored, {"key": said.key, "text": said.text}]
    return [{**one, "text": {**one["text"], **said.text}} if one["key"] == said.key else dict(one) for one in stored]


def hash_key(key: str) -> str:
    """Return a question's key in eight letters, to fit a button's data."""
    return f"{zlib.crc32(key.encode()):08x}"


def get_text(question: Any, language: str) -> str:
    """Return the text of a stored question."""
    texts: dict[str, str] = question["text"]
    return texts.get(language) or next(iter(texts.values()), "")
