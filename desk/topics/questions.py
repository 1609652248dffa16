"""Questions of a topic to its requester: three at most, in one or more languages, each with a key by which answers are
remembered."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

MOST, LONGEST = 3, 200
_LINE = re.compile(r"\s*([^\W_][\w-]{0,19})\s*:\s*(.+?)\s*", re.DOTALL)


class QuestionWrongError(ValueError):
    """The typed text cannot be a question; `key` says what would be right."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


def parse_questions(typed: str) -> dict[str, str]:
    """Read questions by their keys, one a line as `place: Which room?`. Raises QuestionWrongError."""
    return dict(_split(line) for line in typed.splitlines() if line.strip())


def _split(line: str) -> tuple[str, str]:
    found = _LINE.fullmatch(line)
    if found is None:
        raise QuestionWrongError("topic-question-wrong")
    text = " ".join(found[2].split())
    if len(text) > LONGEST:
        raise QuestionWrongError("topic-question-long")
    return found[1].casefold(), text


def write_questions(stored: Sequence[Mapping[str, Any]], language: str) -> str:
    """Return the questions that have a text in the language, as they are typed."""
    return "\n".join(f"{one['key']}: {one['text'][language]}" for one in stored if language in one["text"])


def merge_questions(
    stored: Sequence[Mapping[str, Any]], language: str, said: Mapping[str, str]
) -> list[dict[str, Any]]:  # fmt: skip
    """Return the questions with these texts in the language: others keep theirs in other languages, new ones come
    last, and those left without a text are gone."""
    texts = {one["key"]: {code: text for code, text in one["text"].items() if code != language} for one in stored}
    for key, text in said.items():
        texts.setdefault(key, {})[language] = text
    return [{"key": key, "text": text} for key, text in texts.items() if text]


def get_text(question: Any, language: str) -> str:
    """Return the text of a stored question."""
    texts: dict[str, str] = question["text"]
    return texts.get(language) or next(iter(texts.values()), "")
