"""Screens of `/text`, at most eight buttons each: texts that were found, one of them, the question for new words.

The texts found are in the slot: `texts:<language>.<code>,…`.
"""

from collections.abc import Sequence

from bot.features.text_overrides.buttons import TextAsk, TextOpen, TextRestore, TextsTurn, TextUndo
from bot.views import Reader, Rendered, RenderedButton, Row, compose, keyboards
from bot.views.pages import cut_shown_page
from desk.i18n import LANGUAGES, Sentence, find_sentence, formats, overrides
from desk.outbox import Show, Slot
from desk.text import RichText, shorten_line
from desk.text_overrides import editing
from desk.text_overrides.checking import get_original
from desk.text_overrides.editable_texts import find_by_code, find_place, is_caption, is_formatted, make_code

_A_PAGE = 5
_SAID = 300  # UTF-16 units of a text in a list


async def render_texts(reader: Reader, letter: Show) -> Rendered:
    """Render the texts that were found, or one of them (`letter.find`)."""
    found = _find_texts(Slot.parse(letter.slot).key)
    opened = _find_texts(letter.find or "")
    if opened:
        return await _one(reader, opened[0], listed=len(found) > 1)
    return _list_texts(reader, found, letter.page)


async def render_question(reader: Reader, letter: Show) -> Rendered | None:
    """Render the question for new words."""
    found = _find_texts(Slot.parse(letter.slot).key)
    if not found:
        return None
    one = found[0]
    stays = reader.say_rich("text-ask-stays", names=", ".join(f"{{{name}}}" for name in one.must)) if one.must else ""
    return Rendered(compose.join_lines([reader.say_rich("text-ask"), stays, compose.quote_text(_now(one))]))


def _list_texts(reader: Reader, found: Sequence[Sentence], page: int) -> Rendered:
    listed = cut_shown_page(reader, found, page, _A_PAGE, lambda to: TextsTurn(page=to))
    shown = list(enumerate(listed.shown, (listed.number - 1) * _A_PAGE + 1))
    lines = [_line(reader, n, one) for n, one in shown]
    buttons = [_to(one, f"{n}. {get_current_text(one)}") for n, one in shown]
    title = reader.say_rich("texts-found" if found else "texts-none", n=len(found))
    return Rendered(compose.join([title, *lines], "\n\n"), (*keyboards.arrange_rows(buttons, 1), *listed.turning))


def _line(reader: Reader, n: int, one: Sentence) -> RichText:
    head = reader.say_rich("text-line", n=n, place=_place(reader, one))
    return compose.join_lines([head, compose.clip_text(_now(one), _SAID)])


async def _one(reader: Reader, one: Sentence, *, listed: bool) -> Rendered:
    """Render a text: its current words, the original, and buttons to change it."""
    changed = overrides.get_override(one.language, one.id) is not None
    last = await editing.find_last_change(reader.session, one)
    lines = [
        compose.join([_place(reader, one), _now(one)], "\n"),
        compose.join_lines([reader.say_rich("text-original"), get_original(one)]) if changed else "",
        compose.join_lines(_about(reader, one, last)),
    ]
    return Rendered(compose.join(lines, "\n\n"), _ways(reader, one, last, changed=changed, listed=listed))


def _about(reader: Reader, one: Sentence, last: editing.LastWording | None) -> list[RichText | str]:
    formatted = "" if is_formatted(one) or is_caption(one) else reader.say_rich("text-plain")
    by: RichText | str = ""
    if last is not None:
        at = formats.format_moment(reader.language, last.at, reader.settings.timezone, reader.now)
        by = reader.say_rich("setting-changed", name=last.by or "?", at=at)
    stays = reader.say_rich("text-ask-stays", names=", ".join(f"{{{name}}}" for name in one.must)) if one.must else ""
    forms = reader.say_rich("text-forms") if len(one.forms) > 1 else ""
    return [stays, forms, formatted, by]


def _ways(
    reader: Reader, one: Sentence, last: editing.LastWording | None, *, changed: bool, listed: bool
) -> tuple[Row, ...]:
    which = {"language": one.language, "code": make_code(one.id)}
    rows: list[Row] = [(keyboards.make_main_button(reader.language, "btn-text-change", TextAsk(**which)),)]
    back = [keyboards.make_button(reader.language, "btn-text-original", TextRestore(**which))] if changed else []
    if last is not None:
        back.append(keyboards.make_button(reader.language, "btn-setting-undo", TextUndo(**which, version=last.version)))
    others = [find_sentence(code, one.id) for code in LANGUAGES if code != one.language]
    rows += [tuple(back)] if back else []
    rows += [(_to(other, f"{other.language}: {get_current_text(other)}"),) for other in others if other is not None]
    rows += [(keyboards.make_button(reader.language, "btn-texts-back", TextsTurn(page=1)),)] if listed else []
    return tuple(rows)


def get_current_text(one: Sentence) -> str:
    """Return the text's current words in one line."""
    return " ".join(_now(one).text.split())


def _to(one: Sentence, label: str) -> RenderedButton:
    return RenderedButton(
        shorten_line(label, keyboards.LABEL), TextOpen(language=one.language, code=make_code(one.id)).pack()
    )


def _place(reader: Reader, one: Sentence) -> RichText:
    return reader.say_rich("text-place", place=find_place(one).value, language=one.language)


def _now(one: Sentence) -> RichText:
    return overrides.get_override(one.language, one.id) or get_original(one)


def _find_texts(codes: str) -> list[Sentence]:
    """Return the texts that a slot or a press names; unknown codes of another version are skipped."""
    named = [one.partition(".") for one in codes.split(",")]
    found = [find_by_code(language, code) for language, _, code in named]
    return [one for one in found if one is not None]
