"""Texts of the bot in the words of admins: found by their themes, or by what people see."""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from desk.administration.kinds import Asker
from desk.administration.resource import (
    INSIDE,
    Act,
    NounField,
    Resource,
    RowLine,
    StoredNames,
    Wanted,
    do_by_id,
    set_words,
)
from desk.i18n import LANGUAGES, Sentence, find_sentence, overrides, say
from desk.i18n.catalog import say_rich
from desk.policy.permissions import Grant
from desk.settings.kinds import Markup, TypedText
from desk.text import RichText
from desk.text_overrides import rewording, search, themes
from desk.text_overrides.checks import get_original
from desk.text_overrides.places import find_by_code, find_place, is_caption, is_formatted, make_code
from desk.text_overrides.themes import TextTheme

_CHANGED = "changed"
"""The group of the texts that were reworded, in all languages."""


@dataclass(frozen=True, slots=True)
class ShownText:
    """A text; `words`: its present ones, `is_changed`: they are an admin's."""

    sentence: Sentence
    words: RichText
    is_changed: bool


async def _list_lines(asker: Asker, wanted: Wanted) -> Sequence[RowLine]:
    if wanted.words:
        return _list_sentences(asker, await asyncio.to_thread(search.find_by_words, wanted.words))
    if wanted.inside == _CHANGED:
        return _list_sentences(asker, _list_changed())
    if wanted.inside in set(TextTheme):
        return _list_sentences(asker, themes.list_theme(asker.language, TextTheme(wanted.inside)))
    found = themes.count_themes(asker.language)
    changed = [_make_group(asker, _CHANGED, len(_list_changed()))] if _list_changed() else []
    return [*(_make_group(asker, theme.value, n) for theme, n, _ in found), *changed]


def _list_sentences(asker: Asker, found: Iterable[Sentence]) -> list[RowLine]:
    return [_make_line(asker, _show(one, overrides.get_override(one.language, one.id))) for one in found]


def _list_changed() -> list[Sentence]:
    return [one for language in LANGUAGES for one in themes.list_changed(language)]


def _make_group(asker: Asker, name: str, count: int) -> RowLine:
    about = asker.say("text-theme-of", theme=name)
    return RowLine(f"{INSIDE}{name}", asker.say("text-theme", theme=name), (f"{about} ({count})",))


def _show(one: Sentence, words: RichText | None) -> ShownText:
    return ShownText(one, words or get_original(one), words is not None)


def _make_line(asker: Asker, row: ShownText) -> RowLine:
    theme = themes.find_theme(row.sentence).value
    return RowLine(make_key(row.sentence), " ".join(row.words.text.split()), (_say_place(asker, row),), inside=theme)


def _say_place(asker: Asker, row: ShownText) -> str:
    one = row.sentence
    return asker.say("text-place", place=find_place(one).value, language=one.language)


def make_key(one: Sentence) -> str:
    """Return the key of a text."""
    return f"{one.language}.{make_code(one.id)}"


async def _find(asker: Asker, key: str) -> ShownText | None:
    language, _, code = key.partition(".")
    sentence = find_by_code(language, code)
    return None if sentence is None else _show(sentence, await rewording.load_words(asker.session, sentence))


async def _list_facts(asker: Asker, row: ShownText) -> Sequence[RichText | str]:
    one, language = row.sentence, asker.language
    original = [say_rich(language, "text-original") + "\n" + get_original(one)] if row.is_changed else []
    must = ", ".join(f"{{{name}}}" for name in one.must)
    return [
        *original,
        *([say(language, "text-ask-stays", names=must)] if must else []),
        *([say(language, "text-forms")] if len(one.forms) > 1 else []),
        *([] if is_formatted(one) or is_caption(one) else [say(language, "text-plain")]),
    ]


def _list_beside(asker: Asker, row: ShownText) -> list[RowLine]:
    """Return the same text in the other languages."""
    others = [find_sentence(code, row.sentence.id) for code in LANGUAGES if code != row.sentence.language]
    return _list_sentences(asker, [one for one in others if one is not None])


TEXTS = Resource(
    name="texts",
    stored=StoredNames("texts", "text", ("texts", "text", "textask", "textback", "textundo")),
    command="text",
    address="/texts",
    section=("settings", "texts"),
    grant=Grant.PUBLISH,
    columns=("where",),
    list_lines=_list_lines,
    find=_find,
    make_line=_make_line,
    get_title=_say_place,
    name_inside=lambda asker, key: asker.say("text-theme", theme=key),
    list_facts=_list_facts,
    list_beside=_list_beside,
    fields=(
        NounField(
            "words",
            TypedText(6000, Markup.TAGS),
            lambda row: row.words,
            set_words(rewording.reword_sentence, "sentence"),
        ),
    ),
    acts=(Act("original", do_by_id(rewording.restore_original, "sentence"), has=lambda row: row.is_changed),),
)
