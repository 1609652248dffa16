"""Sentences that admins have put into words of their own, as this process last read them; all others are as in the
files. Filled by the reader of the settings; knows no table."""

from collections.abc import Iterable, Mapping

import structlog

from desk.i18n.sentences import PLACEHOLDER, choose_sentence_id, find_sentence
from desk.text import Entity, RichText, count_units

log = structlog.get_logger(__name__)
CHANGED: dict[tuple[str, str], dict[str, RichText]] = {}
"""By language and key, the sentences of a text that admins have changed."""


def use_overrides(changed: Iterable[tuple[str, str, RichText]]) -> None:
    """Replace all overrides by these (language, sentence, words). An override that does not fit this version (its text
    is gone or a guard, it has another placeholder) is left out, with a warning."""
    fresh: dict[tuple[str, str], dict[str, RichText]] = {}
    for language, sentence_id, words in changed:
        sentence = find_sentence(language, sentence_id)
        given = set(PLACEHOLDER.findall(words.text))
        if sentence is None or sentence.is_guard or not set(sentence.must) <= given <= sentence.knows:
            log.warning("a changed text does not fit; the file's is used", text=sentence_id, language=language)
            continue
        fresh.setdefault((language, sentence.key), {})[sentence_id] = words
    CHANGED.clear()
    CHANGED.update(fresh)


def get_override(language: str, sentence_id: str) -> RichText | None:
    """Return the override of a sentence, with its placeholders, or None."""
    return CHANGED.get((language, sentence_id.partition(".")[0]), {}).get(sentence_id)


def reword(language: str, key: str, args: Mapping[str, str | int | RichText]) -> RichText | None:
    """Return a text that is `CHANGED`, or None if admins did not change it for these arguments."""
    texts = CHANGED[language, key]
    given = {name: value if isinstance(value, RichText) else RichText(str(value)) for name, value in args.items()}
    words = texts.get(choose_sentence_id(language, key, {name: value.text for name, value in given.items()}))
    return None if words is None else fill_placeholders(words, given)


def fill_placeholders(words: RichText, given: Mapping[str, RichText]) -> RichText:
    """Replace the placeholders of a sentence; those without a value stay. Of two full stops in a row one is left
    out."""
    parts: list[str] = []
    inner: list[Entity] = []
    moves: list[tuple[int, int, int]] = []  # where a placeholder ended, how long it was, how long its value is
    at = done = 0
    for found in PLACEHOLDER.finditer(words.text):
        value = given.get(found[1])
        if value is None:
            continue
        parts.append(words.text[done : found.start()])
        at += count_units(parts[-1])
        inner += [entity.move_by(at) for entity in value.entities]
        done = found.end()
        if value.text.endswith((".", "…")) and words.text[done : done + 1] == "." and words.text[done + 1 :][:1] != ".":
            done += 1
        moves.append(
            (count_units(words.text[:done]), count_units(words.text[found.start() : done]), count_units(value.text))
        )
        parts.append(value.text)
        at += count_units(value.text)
    outer = [_stretch_entity(entity, moves) for entity in words.entities]
    entities = sorted((e for e in (*outer, *inner) if e.length), key=lambda e: (e.offset, -e.length))
    return RichText("".join(parts) + words.text[done:], tuple(entities))


def _stretch_entity(entity: Entity, moves: Iterable[tuple[int, int, int]]) -> Entity:
    """Return the formatting as it lies once the placeholders are replaced."""
    ends = [entity.offset, entity.offset + entity.length]
    moved = [place + sum(new - old for end, old, new in moves if end <= place) for place in ends]
    return Entity(entity.type, moved[0], moved[1] - moved[0], entity.extra)
