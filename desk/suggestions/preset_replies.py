"""Automatic answers written in Telegram: the bot asks, a reply answers, and the bot asks for what is still missing."""

from dataclasses import dataclass
from enum import StrEnum

from db.models import (
    PresetAnswer,
)
from desk import Desk, Refused
from desk.conversation.new_entry import IncomingMessage
from desk.i18n import LANGUAGES, choose_language
from desk.outbox import Show
from desk.suggestions.presets import (
    begin_preset,
    find_newest,
    lock_preset,
    set_examples,
    set_keywords,
    set_text,
    set_title,
)


class PresetPart(StrEnum):
    """The part of an automatic answer that a question asks for."""

    TITLE = "title"
    TEXT = "text"
    EXAMPLES = "examples"
    KEYWORDS = "keywords"


@dataclass(frozen=True, slots=True)
class PresetQuestion:
    """A question to an admin about a part of an answer (0: a new one), in a language."""

    part: PresetPart
    preset_id: int
    language: str

    @classmethod
    def parse(cls, key: str) -> "PresetQuestion | None":
        """Read the key of a slot; None if it is no such question."""
        part, *more = key.split(".")
        try:
            question = cls(PresetPart(part), int(more[0]), more[1])
        except (ValueError, IndexError):
            return None
        return question if question.language in LANGUAGES else None

    def __str__(self) -> str:
        return f"{self.part.value}.{self.preset_id}.{self.language}"

    @property
    def letter(self) -> Show:
        """The question as a letter."""
        return Show("preset_ask", slot=f"presetask:{self}", fresh=True)


def make_question(desk: Desk, part: PresetPart, preset_id: int = 0, language: str | None = None) -> PresetQuestion:
    """Return the question for a part, in the actor's language unless one is given."""
    return PresetQuestion(part, preset_id, language or choose_language(desk.require_actor(), desk.rules.locale))


async def take_reply(desk: Desk, incoming: IncomingMessage, asked: str) -> Show:
    """Take a reply to a question; return what to show then. Raises NotAllowed, Refused with what would be right."""
    wanted = PresetQuestion.parse(asked)
    if wanted is None or incoming.content is not None or incoming.files:
        raise Refused("preset-words-only")
    key, words = wanted.preset_id, incoming.words
    if wanted.part is PresetPart.TITLE and not key:
        key = (await begin_preset(desk, words.text)).id
    elif wanted.part is PresetPart.TITLE:
        await set_title(desk, key, words.text)
    elif wanted.part is PresetPart.TEXT:
        await set_text(desk, key, wanted.language, words)
    elif wanted.part is PresetPart.EXAMPLES:
        await set_examples(desk, key, words.text)
    else:
        await set_keywords(desk, key, words.text)
    missing = await _missing(desk, await lock_preset(desk, key))
    return missing.letter if missing is not None else show_preset(key, "preset-saved")


async def _missing(desk: Desk, row: PresetAnswer) -> PresetQuestion | None:
    """Return the question for what is still needed before publication: a text, in the admin's language, or examples."""
    own = choose_language(desk.require_actor(), desk.rules.locale)
    written = [await find_newest(desk.session, row.id, language) for language in LANGUAGES]
    if not any(written):
        return PresetQuestion(PresetPart.TEXT, row.id, own)
    return None if row.examples else PresetQuestion(PresetPart.EXAMPLES, row.id, own)


def show_preset(preset_id: int, note: str | None = None) -> Show:
    """Return an automatic answer as a new message."""
    return Show("preset", slot=f"preset:{preset_id}", fresh=True, note=note)
