"""Screens of administered nouns, at most eight buttons each: a list, a row, one field of it, the question for a value.

`letter.find` says which: nothing (the rows that the slot names), `@` and a row's or group's key (what is in it), a
row's key, or that with `/` and a field. The slot has the words that were searched, or the keys of what was found.
"""

from collections.abc import Sequence
from functools import partial

from aiogram.filters.callback_data import CallbackData

from bot.features.administration.buttons import (
    AdminAct,
    AdminAsk,
    AdminField,
    AdminList,
    AdminNew,
    AdminRow,
    AdminSet,
    AdminUndo,
)
from bot.views import Reader, Rendered, RenderedButton, compose, keyboards
from bot.views.pages import cut_shown_page
from bot.views.reader import LABEL
from desk.acts.homes import HOMES
from desk.administration import editing
from desk.administration.kinds import Asker, list_options
from desk.administration.registry import RESOURCES
from desk.administration.resource import INSIDE, Act, NounField, Resource, RowLine, Wanted
from desk.outbox import Button, Show, Slot
from desk.settings.kinds import Chosen, TypedText
from desk.text import RichText, shorten_line

HERE = tuple(one for one in RESOURCES if one.command not in HOMES)
"""Nouns that are administered here; the others have their home in the panel."""
BY_SLOT = {kind: one for one in HERE for kind in (one.stored.slot, one.stored.row) if kind}
NOUN = "noun"
"""The view of all of them: the kind of the slot says which."""
SEARCHED = "?"
EVERYTHING = "-"
"""In place of a row or group: the noun's first list, whatever was searched."""
ALL_KINDS = "all"
"""In place of a kind of new rows: the choice of one."""
_KINDS = 2
_A_PAGE = 5
_BUTTONS = 6
_LINE = 200  # characters of a row in a list
_NAMED = 26  # characters of a name on a button, whose words stand around it
_SEEN = 1500  # UTF-16 units of a value
_SHORT, _MIDDLE = 10, 18  # characters of labels that stand three or two in a row


def make_asker(reader: Reader) -> Asker:
    """Return what the declaration needs to know of the reader: who they are, their language and rights."""
    return Asker(reader.session, reader.person, reader.language, reader.settings, reader.now)


async def render(reader: Reader, letter: Show) -> Rendered | None:
    """Render the screen that the letter names; the list if its row is gone."""
    asker, slot, find = make_asker(reader), Slot.parse(letter.slot), letter.find or ""
    noun = BY_SLOT[slot.kind]
    if not editing.may_see(noun, asker):
        return None
    if noun.stored.row and slot.kind == noun.stored.row:
        slot, find = Slot(), find or slot.key
    key, _, name = find.partition("/")
    row = await noun.find(asker, key) if key and not key.startswith(INSIDE) else None
    if find.startswith(INSIDE) and name == ALL_KINDS:
        return _render_kinds(noun, reader, key.removeprefix(INSIDE))
    if row is None:
        inside = find.removeprefix(INSIDE) if find.startswith(INSIDE) else ""
        return await _render_list(noun, reader, slot.key, inside, letter.page)
    fields = [one for one in noun.list_fields(row) if one.name == name]
    if fields and noun.may_change(asker, row):
        return await _render_field(noun, reader, row, fields, letter.page)
    return await _render_row(noun, reader, row, letter.page, is_found=bool(slot.key))


async def render_question(noun: Resource, reader: Reader, letter: Show) -> Rendered | None:
    """Render the question for a field of a row, or for a new row."""
    asker = make_asker(reader)
    if not editing.may_see(noun, asker):
        return None
    key, _, field_id = letter.key.partition("/")
    new = next((one for one in noun.news if one.name == key.partition(INSIDE)[0]), None)
    if new is not None:
        return Rendered(reader.say_rich(f"admin-new-{noun.name}-{new.name}"))
    row, act = await noun.find(asker, key), noun.find_act(field_id)
    if row is not None and act is not None and act.asks is not None:
        return await _render_act(noun, reader, row, act, act.asks)
    one = noun.find_field(row, field_id) if row is not None else None
    if one is None:
        return None
    named = reader.say("admin-field", name=_say_name(reader, noun, one), language=one.language or "none")
    ask = reader.say_rich("admin-ask", name=named, row=noun.make_line(asker, row).label)
    facts = await noun.list_facts(asker, row) if _is_words(noun) else ()
    now = one.read(row).words
    words = [ask, _say_help(reader, noun, one), compose.join_lines(facts), compose.quote_text(now) if now else ""]
    return Rendered(compose.join_lines(words))


async def _render_act(noun: Resource, reader: Reader, row: object, act: Act, asks: NounField) -> Rendered:
    """Render the question for the words that go along, with a button that does it without any."""
    asker, label = make_asker(reader), f"btn-do-{noun.name}-{act.name}"
    line = noun.make_line(asker, row)
    said = reader.say_rich("admin-ask-words", act=reader.say(label), row=line.label)
    words = [said, _say_help(reader, noun, asks), compose.join_lines(await noun.list_facts(asker, row))]
    press = _button(reader, label, AdminAct(noun=noun.name, key=line.key, act=act.name))
    return Rendered(compose.join(words, "\n\n"), ((press,),))


async def _render_list(noun: Resource, reader: Reader, slot: str, inside: str, page: int) -> Rendered:
    asker = make_asker(reader)
    lines = await _list_lines(noun, asker, slot, inside)
    inside = "" if inside == EVERYTHING else inside
    row = await noun.find(asker, inside) if inside else None
    to = partial(AdminList, noun=noun.name, inside=inside)
    listed = cut_shown_page(reader, lines, page, _A_PAGE, lambda at: to(page=at))
    name = "" if not inside else noun.say_title(asker, row) if row is not None else noun.name_inside(asker, inside)
    title = compose.join_dotted([reader.say_rich(f"title-{noun.name}"), name, str(len(lines)), listed.said])
    said = [_say_line(one) for one in listed.shown] or [
        reader.say_rich("page-admin-none" if slot and not inside else f"none-{noun.name}")
    ]
    ways = _make_news(reader, noun, inside)
    if not inside:
        ways += [_by_hand(reader, one.button) for one in noun.list_ways(asker, None) if one.button.data is not None]
    if row is not None:
        ways.append(_button(reader, "btn-admin-row", _to_row(noun, inside), name=shorten_line(name, _NAMED)))
    if inside or slot:
        above = noun.make_line(asker, row).inside if row is not None else ""
        ways.append(_button(reader, "btn-admin-back", AdminList(noun=noun.name, inside=above or EVERYTHING, page=1)))
    opening = keyboards.arrange_rows([_open(noun, one) for one in listed.shown], _get_width(listed.shown))
    how = reader.say_rich("admin-search", command=noun.command) if lines and not inside else ""
    words = compose.join([title, compose.join_lines(said), how], "\n\n")
    return Rendered(words, (*opening, *listed.turning, *keyboards.arrange_rows(ways, 2)))


async def _list_lines(noun: Resource, asker: Asker, slot: str, inside: str) -> Sequence[RowLine]:
    if inside:
        return await noun.list_lines(asker, Wanted(inside="" if inside == EVERYTHING else inside))
    if not slot or slot.startswith(SEARCHED):
        return await noun.list_lines(asker, Wanted(slot.removeprefix(SEARCHED)))
    rows = [await noun.find(asker, key) for key in slot.split(",")]
    return [noun.make_line(asker, row) for row in rows if row is not None]


async def _render_row(noun: Resource, reader: Reader, row: object, page: int, *, is_found: bool) -> Rendered:
    asker, fields = make_asker(reader), noun.list_fields(row)
    line = noun.make_line(asker, row)
    lines = [await _say_field(reader, noun, one, row, alone=_is_words(noun)) for one in fields]
    changed = await editing.find_last_change(reader.session, noun, line.key, reader.now)
    facts = list(await noun.list_facts(asker, row))
    if changed is not None:
        at = reader.format_moment(changed.at)
        facts.append(reader.say_rich("setting-changed", name=changed.by, at=at))
    trouble = RichText(f"⚠ {line.trouble}") if line.trouble else ""
    buttons = _make_ways(reader, noun, row, line.key, changed if fields else None)
    shown = cut_shown_page(reader, buttons, page, _BUTTONS, lambda at: _to_row(noun, line.key, at))
    inside = "" if is_found else line.inside
    back = AdminList(noun=noun.name, inside=inside, page=1)
    beside = [(_open(noun, one),) for one in noun.list_beside(asker, row)]
    title = compose.make_bold(noun.say_title(asker, row))
    parts = [title, trouble, compose.join_lines(lines), compose.join_lines(facts)]
    rows = (*keyboards.arrange_rows(shown.shown, 2), *shown.turning, *beside)
    return Rendered(compose.join(parts, "\n\n"), (*rows, (_button(reader, "btn-admin-back", back),)))


def _make_ways(
    reader: Reader, noun: Resource, row: object, key: str, changed: editing.LastRowChange | None
) -> list[RenderedButton]:
    """Return the buttons that change a row."""
    asker = make_asker(reader)
    may_change = noun.may_change(asker, row)
    fields = {one.name: one for one in noun.list_fields(row)} if may_change else {}
    made = [_change(reader, noun, one, row, key) for one in fields.values()]
    if may_change:
        made += [_by_hand(reader, one.button) for one in noun.list_ways(asker, row) if one.button.data is not None]
    for act in noun.list_acts(asker, row):
        made.append(_button(reader, f"btn-do-{noun.name}-{act.name}", AdminAct(noun=noun.name, key=key, act=act.name)))
    if may_change and changed is not None and changed.can_be_undone:
        undo = AdminUndo(noun=noun.name, key=key, version=changed.version)
        made.append(_button(reader, "btn-setting-undo", undo))
    return made


def _change(reader: Reader, noun: Resource, one: NounField, row: object, key: str) -> RenderedButton:
    """Return the button that asks for a field that is typed, or shows its options or languages."""
    label = "btn-admin-change" if _is_words(noun) else "btn-admin-field"
    press: CallbackData = AdminField(noun=noun.name, key=key, field=one.name, page=1)
    if not isinstance(one.kind, Chosen) and not one.language:
        press = AdminAsk(noun=noun.name, key=key, field=one.id)
    return _button(reader, label, press, name=_say_name(reader, noun, one))


async def _render_field(
    noun: Resource, reader: Reader, row: object, fields: Sequence[NounField], page: int
) -> Rendered:  # fmt: skip
    asker, first = make_asker(reader), fields[0]
    key = noun.make_line(asker, row).key
    title = compose.make_bold(noun.say_title(asker, row))
    lines = [await _say_field(reader, noun, one, row) for one in fields]
    back = _button(reader, "btn-admin-back", _to_row(noun, key))
    if isinstance(first.kind, Chosen):
        chosen = first.read(row).text.split(",")
        options = await list_options(first.kind, asker, row)
        to = partial(AdminField, noun=noun.name, key=key, field=first.name)
        shown = cut_shown_page(reader, options, page, _BUTTONS, lambda at: to(page=at))
        press = partial(AdminSet, noun=noun.name, key=key, field=first.id)
        buttons = [
            _button(
                reader,
                "btn-setting-now" if one.value in chosen else "btn-setting-value",
                press(value=one.value),
                value=one.name,
            )
            for one in shown.shown
        ]
        rows = (*keyboards.arrange_rows(buttons, 2), *shown.turning)
    else:
        asks = [
            _button(
                reader, "btn-admin-language", AdminAsk(noun=noun.name, key=key, field=one.id), language=one.language
            )
            for one in fields
        ]
        rows = keyboards.arrange_rows(asks, 2)
    words = compose.join([title, compose.join_lines(lines), _say_help(reader, noun, first)], "\n\n")
    return Rendered(words, (*rows, (back,)))


async def _say_field(reader: Reader, noun: Resource, one: NounField, row: object, *, alone: bool = False) -> RichText:
    """Return the field's value: of a field alone as it is, else after its name, long or formatted words as a quote."""
    words = compose.clip_text(one.read(row).words, _SEEN)
    if isinstance(one.kind, Chosen):
        chosen = words.text.split(",")
        options = await list_options(one.kind, make_asker(reader), row)
        words = RichText(", ".join(option.name for option in options if option.value in chosen))
    if alone:
        return words
    named = reader.say("admin-field", name=_say_name(reader, noun, one), language=one.language or "none")
    if words.entities or "\n" in words.text or len(words.text) > _LINE:
        return compose.join_lines([reader.say_rich("admin-value", name=named, value=""), compose.quote_text(words)])
    return reader.say_rich("admin-value", name=named, value=words.text or reader.say("admin-none"))


def _is_words(noun: Resource) -> bool:
    """Return True if a row is words and nothing else: their field needs no name."""
    kinds = [one.kind for one in noun.fields]
    return len(kinds) == 1 and isinstance(kinds[0], TypedText)


def _say_name(reader: Reader, noun: Resource, one: NounField) -> str:
    return reader.say(f"field-{noun.name}-{one.name}")


def _say_help(reader: Reader, noun: Resource, one: NounField) -> RichText:
    return reader.say_rich(f"field-{noun.name}-{one.name}-help")


def _say_line(one: RowLine) -> RichText:
    about = compose.join_dotted([part for part in one.about if part])
    said = compose.join_dotted([compose.make_bold(shorten_line(one.label, _LINE)), about])
    return compose.join_lines([said, f"⚠ {one.trouble}" if one.trouble else ""])


def _open(noun: Resource, one: RowLine) -> RenderedButton:
    inside = one.key.removeprefix(INSIDE)
    press: CallbackData = AdminList(noun=noun.name, inside=inside, page=1)
    if inside == one.key:
        press = _to_row(noun, one.key)
    sign = "⚠ " if one.trouble else ""
    return RenderedButton(shorten_line(sign + one.label, LABEL), press.pack())


def _by_hand(reader: Reader, one: Button) -> RenderedButton:
    return RenderedButton(reader.say(one.label, **one.args), one.data)


def _get_width(lines: Sequence[RowLine]) -> int:
    longest = max((len(one.label) for one in lines), default=0)
    return 3 if longest <= _SHORT else 2 if longest <= _MIDDLE else 1


def _to_row(noun: Resource, key: str, page: int = 1) -> AdminRow:
    return AdminRow(noun=noun.name, key=key, page=page)


def _make_news(reader: Reader, noun: Resource, inside: str, *, whole: bool = False) -> list[RenderedButton]:
    """Return the buttons that add a row; for many kinds one that leads to them, unless `whole`."""
    news = [one for one in noun.news if one.may(make_asker(reader))]
    if len(news) > _KINDS and not whole:
        return [_button(reader, "btn-admin-new", AdminNew(noun=noun.name, kind=ALL_KINDS, inside=inside))]
    return [
        _button(reader, f"btn-new-{noun.name}-{one.name}", AdminNew(noun=noun.name, kind=one.name, inside=inside))
        for one in news
    ]


def _render_kinds(noun: Resource, reader: Reader, inside: str) -> Rendered:
    """Render the kinds of rows that can be added."""
    rows = keyboards.arrange_rows(_make_news(reader, noun, inside, whole=True), 2)
    back = _button(reader, "btn-admin-back", AdminList(noun=noun.name, inside=inside or EVERYTHING, page=1))
    return Rendered(
        compose.join_dotted([reader.say_rich(f"title-{noun.name}"), reader.say("admin-new")]), (*rows, (back,))
    )


def _button(reader: Reader, label: str, press: CallbackData, **args: str) -> RenderedButton:
    return reader.make_button(label, press, style=None, **args)
