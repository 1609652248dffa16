"""The answer of the assistant: read, checked, and made a text that an agent may send. Pure.

All of it is untrusted: it may be anything, and may have been told what to say by the words of a request.
"""

import json
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from db.models import AssistTrouble
from desk.assist.links import strike_links
from desk.assist.masking import Masker
from desk.assist.prompts import ModelSource
from desk.text import clean_text, count_units

LARGEST = 262_144
"""Bytes of an answer; more are not read."""
_LONGEST = 3500  # UTF-16 units: an answer is one message
_MOST_TOKENS = 10**6
_BY_STATUS = {429: AssistTrouble.BUSY, 408: AssistTrouble.SLOW, 504: AssistTrouble.SLOW}
_DENIED = (400, 401, 402, 403, 404, 405)
_SOURCES = re.compile(r"\n?[ \t*_]*SOURCES[ \t*_]*:(?P<keys>[^\n]{0,300})\s*\Z", re.IGNORECASE)
_COMMAND = re.compile(r"^[\s/!]+")
_THOUGHT = "</think>"


@dataclass(frozen=True, slots=True)
class ModelAnswer:
    """Words of the assistant, or why there are none. `sent`, `received`: tokens, as it counts them."""

    text: str = ""
    why: AssistTrouble | None = None
    sent: int = 0
    received: int = 0


def read_answer(status: int, body: bytes) -> ModelAnswer:
    """Return what an answer over HTTP says."""
    if status != 200:
        by_kind = AssistTrouble.DENIED if status in _DENIED else AssistTrouble.AWAY
        return ModelAnswer(why=_BY_STATUS.get(status, by_kind))
    try:
        said = json.loads(body)
        choice = said["choices"][0]
        content = choice["message"]["content"]
    except (ValueError, RecursionError, KeyError, IndexError, TypeError):
        return ModelAnswer(why=AssistTrouble.WRONG)
    used = said.get("usage")
    sent, received = (_read_count(used, name) for name in ("prompt_tokens", "completion_tokens"))
    if not isinstance(content, str):
        return ModelAnswer("", AssistTrouble.EMPTY if content is None else AssistTrouble.WRONG, sent, received)
    text = clean_text(content.rpartition(_THOUGHT)[2]).strip()
    is_cut = isinstance(choice, dict) and choice.get("finish_reason") == "length"
    why = AssistTrouble.CUT if is_cut else None if text else AssistTrouble.EMPTY
    return ModelAnswer(text, why, sent, received)


def _read_count(used: Any, name: str) -> int:
    value = used.get(name) if isinstance(used, dict) else None
    return min(max(value, 0), _MOST_TOKENS) if isinstance(value, int) and not isinstance(value, bool) else 0


def finish_text(
    answer: ModelAnswer, masker: Masker, sources: Sequence[ModelSource], allowed: Collection[str]
) -> tuple[str, list[ModelSource], AssistTrouble | None]:
    """Return the text as an agent may send it, the sources that it names, and why there is none: placeholders filled,
    links struck but the `allowed` ones, nothing that reads as a command or a note."""
    named = _SOURCES.search(answer.text)
    keys = set(re.findall(r"[A-Z]\d+", named["keys"].upper())) if named is not None else set()
    text = answer.text[: named.start()] if named is not None else answer.text
    text = strike_links(masker.put_back(text), allowed).strip()
    text = _COMMAND.sub("", text)
    if not text:
        return "", [], AssistTrouble.EMPTY
    if count_units(text) > _LONGEST:
        return "", [], AssistTrouble.LARGE
    return text, [one for one in sources if one.key in keys], None
