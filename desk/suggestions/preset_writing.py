"""Preset answers written in Telegram: the bot asks, a reply is taken; what is still missing is asked for next. Knows no
door.

What a question asks for stands in the slot of its message (`presetask:<part>.<id>.<language>`), so that nothing waits
anywhere.
"""

from dataclasses import dataclass
from enum import StrEnum

from db.models import PresetAnswer
from desk import Desk, Refused
from desk.conversation.new_entry import IncomingMessage
from desk.i18n import LANGUAGES, choose_language
from desk.outbox import Show
from desk.suggestions import presets


class PresetPart(StrEnum):
    """What is asked for."""

    TITLE = "title"
    TEXT = "text"
    EXAMPLES = "examples"
    KEYWORDS = "keywords"


@dataclass(frozen=True, slots=True)
class PresetQuestion:
    """A question to an admin: for what part, of which preset (0: a new one), in which language."""

    part: PresetPart
    preset_id: int
    language: str

    @classmethod
    def parse(cls, key: str) -> "PresetQuestion | None":
        """What stands in a slot; None for what is none."""
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
        """The question, to be sent."""
        return Show("preset_ask", slot=f"presetask:{self}", fresh=True)


def question(desk: Desk, part: PresetPart, preset_id: int = 0, language: str | None = None) -> PresetQuestion:
    """The question for a part, in the language of who is asked where none is named."""
    return PresetQuestion(part, preset_id, language or choose_language(desk.me(), desk.rules.locale))


async def by_reply(desk: Desk, incoming: IncomingMessage, asked: str) -> Show:
    """Take what was replied; what is to be shown then. Raises NotAllowed, Refused with what would be right."""
    wanted = PresetQuestion.parse(asked)
    if wanted is None or incoming.content is not None or incoming.files:
        raise Refused("preset-words-only")
    key, words = wanted.preset_id, incoming.words
    if wanted.part is PresetPart.TITLE and not key:
        key = (await presets.begin(desk, words.text)).id
    elif wanted.part is PresetPart.TITLE:
        await presets.set_title(desk, key, words.text)
    elif wanted.part is PresetPart.TEXT:
        await presets.set_text(desk, key, wanted.language, words)
    elif wanted.part is PresetPart.EXAMPLES:
        await presets.set_examples(desk, key, words.text)
    else:
        await presets.set_keywords(desk, key, words.text)
    missing = await _missing(desk, await presets.locked(desk, key))
    return missing.letter if missing is not None else page(key, "preset-saved")


async def _missing(desk: Desk, row: PresetAnswer) -> PresetQuestion | None:
    """What it still lacks before it can be published: a text, in the admin's own language, and examples."""
    own = choose_language(desk.me(), desk.rules.locale)
    written = [await presets.newest(desk.session, row.id, language) for language in LANGUAGES]
    if not any(written):
        return PresetQuestion(PresetPart.TEXT, row.id, own)
    return None if row.examples else PresetQuestion(PresetPart.EXAMPLES, row.id, own)


def page(preset_id: int, note: str | None = None) -> Show:
    """One of them, as a new message."""
    return Show("preset", slot=f"preset:{preset_id}", fresh=True, note=note)
