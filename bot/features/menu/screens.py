"""The draft of the menu as admins edit it, at most eight buttons a screen. `letter.find` names the screen and the
item. Errors stand next to their item.

`letter.find` names an item of the menu by its id. Items whose target is gone are not shown.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial

from aiogram.filters.callback_data import CallbackData

from bot.features import registration as registration_buttons
from bot.features.menu.buttons import (
    DraftScreen,
    ItemChange,
    ItemPart,
    MenuAsk,
    MenuAt,
    MenuChange,
    MenuLeads,
    MenuNew,
    MenuPress,
    MenuPublish,
    MenuTry,
    MenuUndo,
    PublishStep,
)
from bot.views import Reader, Rendered, RenderedButton, Row, Style, compose, keyboards
from bot.views.pages import cut_shown_page
from desk.i18n import LANGUAGES, formats
from desk.menu import publishing
from desk.menu.checks import find_circle, find_troubles, select_visible
from desk.menu.draft import load_draft
from desk.menu.items import MOST_ON_A_SCREEN, MenuItem, MenuKind, describe_path, find_item, list_on_screen, load_items
from desk.menu.screens import MenuScreen, build_screen
from desk.menu.targets import MenuTargets, find_targets, list_articles, list_topics, pick_name
from desk.organizations import registration
from desk.outbox import Show, Slot
from desk.text import RichText, shorten_line

_To = Callable[[int], CallbackData]


async def render_menu(reader: Reader, letter: Show) -> Rendered:
    """Render the published menu; its first screen offers a guest to register."""
    shown = await _screen(
        reader, load_items(reader.settings.menu), letter.find or "", lambda item: MenuPress(item=item)
    )
    return shown if letter.find else replace(shown, buttons=(*shown.buttons, *await _offer_registration(reader)))


async def _offer_registration(reader: Reader) -> tuple[Row, ...]:
    if not reader.settings.organizations.enabled or reader.is_staff:
        return ()
    if await registration.load_registration(reader.session, reader.person.id) is not None:
        return ()
    press = registration_buttons.Register(wish=registration_buttons.RegisterWish.START)
    return ((keyboards.make_button(reader.language, "btn-register", press),),)


async def render_tried(reader: Reader, letter: Show) -> Rendered:
    """Render the draft with the buttons it would have."""
    shown = await _screen(reader, await load_draft(reader.session), letter.find or "", lambda item: MenuTry(item=item))
    return Rendered(compose.join([reader.say_rich("menu-tried"), shown.words], "\n\n"), shown.buttons)


async def _screen(reader: Reader, items: Sequence[MenuItem], find: str, to: _To) -> Rendered:
    there = select_visible(items, await find_targets(reader.session, items))
    shown = build_screen(there, int(find or 0), reader.language)
    rows: list[Row] = [tuple(_button(reader, item, to) for item in row) for row in shown.rows]
    if shown.back is not None:
        rows.append((keyboards.make_button(reader.language, "btn-menu-back", to(shown.back)),))
    return Rendered(_words(reader, shown), tuple(rows))


def _words(reader: Reader, shown: MenuScreen) -> RichText:
    if shown.at is not None:
        words = shown.get_words(reader.language)
        return compose.make_bold(words.text) if shown.at.kind is MenuKind.SUBMENU else words
    other = reader.say_rich("menu-changed") if shown.moved else ""
    return compose.join([other, reader.say_rich("menu-first" if shown.rows else "menu-nothing")], "\n\n")


def _button(reader: Reader, item: MenuItem, to: _To) -> RenderedButton:
    if item.kind is MenuKind.LINK:
        return RenderedButton(item.get_caption(reader.language), url=item.url)
    return RenderedButton(item.get_caption(reader.language), to(item.id).pack())


_A_PAGE = 5
_SEEN = 1200  # UTF-16 units of a text behind a button


async def render_draft(reader: Reader, letter: Show) -> Rendered:
    """Render the screen that the letter asks for, or the first one if its item is gone."""
    screen, _, key = (letter.find or "items:0").partition(":")
    items = await load_draft(reader.session)
    at = find_item(items, int(key or 0))
    if screen == DraftScreen.PUBLISH:
        return await _publish(reader, items)
    if screen == DraftScreen.ADD:
        return _add(reader, items, at)
    if at is not None and screen == DraftScreen.TARGET:
        return await _targets(reader, items, at, letter.page)
    known = await find_targets(reader.session, items)
    if at is not None and screen == DraftScreen.ITEM:
        return _item(reader, items, at, known)
    return _items(reader, items, at if at is not None and at.kind is MenuKind.SUBMENU else None, known)


async def render_question(reader: Reader, letter: Show) -> Rendered | None:
    """Render the question for a caption, a text or an address."""
    part, _, rest = Slot.parse(letter.slot).key.partition(".")
    language = rest.rpartition(".")[2]
    key = "caption" if part == "new" else part
    return Rendered(reader.say_rich(f"menu-ask-{key}", language=language))


def _items(reader: Reader, items: Sequence[MenuItem], at: MenuItem | None, known: MenuTargets) -> Rendered:
    here = list_on_screen(items, at.id if at is not None else None)
    wrong = find_troubles(items, known)
    title = (
        reader.say_rich("menu-draft-of", place=describe_path(items, at, reader.language))
        if at
        else reader.say_rich("menu-draft")
    )
    lines = [_line(reader, one, known, wrong) for one in here] or [reader.say_rich("menu-draft-empty")]
    below = [] if len(here) >= MOST_ON_A_SCREEN else [_to(reader, "btn-menu-add", DraftScreen.ADD, at)]
    if at is None:
        below.append(_to(reader, "btn-menu-publish-screen", DraftScreen.PUBLISH, None))
    else:
        below.append(_to(reader, "btn-menu-back", DraftScreen.ITEM, at))
    buttons = [_open(reader, one, wrong) for one in here]
    return Rendered(
        compose.join([title, compose.join_lines(lines)], "\n\n"), (*keyboards.arrange_rows(buttons, 2), tuple(below))
    )


def _open(reader: Reader, item: MenuItem, wrong: Mapping[int, str]) -> RenderedButton:
    sign = "⚠ " if item.id in wrong else ""
    label = sign + (item.get_caption(reader.language) or reader.say(f"menu-kind-{item.kind.value}"))
    return RenderedButton(shorten_line(label, keyboards.LABEL), MenuAt(screen=DraftScreen.ITEM, item=item.id).pack())


def _line(reader: Reader, item: MenuItem, known: MenuTargets, wrong: Mapping[int, str]) -> RichText:
    said = compose.join([_captions(item), _where(reader, item, known)], " · ")
    return said + "\n⚠ " + reader.say_rich(wrong[item.id]) if item.id in wrong else said


def _captions(item: MenuItem) -> RichText:
    return compose.join([compose.make_bold(item.captions[code]) for code in LANGUAGES if code in item.captions], " / ")


def _where(reader: Reader, item: MenuItem, known: MenuTargets) -> str:
    """Return what the item leads to, in a few words."""
    kind = reader.say(f"menu-kind-{item.kind.value}")
    names = {MenuKind.ARTICLE: known.articles, MenuKind.TOPIC: known.topics}.get(item.kind, {})
    name = pick_name(names.get(item.target_id or 0, {}), reader.language) or (item.url or "")
    return f"{kind}: {shorten_line(name, 60)}" if name else kind


def _item(reader: Reader, items: Sequence[MenuItem], item: MenuItem, known: MenuTargets) -> Rendered:
    wrong = find_troubles(items, known)
    missing = [code for code in LANGUAGES if code not in item.captions]
    falls = reader.say_rich("menu-falls-back", language=missing[0]) if missing and item.captions else ""
    target = find_item(items, item.target_id or 0) if item.kind is MenuKind.SUBMENU else None
    opens = (
        reader.say_rich("menu-opens", place=describe_path(items, target, reader.language)) if target is not None else ""
    )
    behind = compose.clip_text(item.get_text(reader.language), _SEEN) if item.kind is MenuKind.TEXT else RichText()
    lines = [RichText(describe_path(items, item, reader.language)), _line(reader, item, known, wrong), opens, falls]
    return Rendered(
        compose.join([compose.join_lines(lines), behind], "\n\n"),
        (*_ways(reader, item), *_acts(reader, item)),
    )


def _ways(reader: Reader, item: MenuItem) -> tuple[Row, ...]:
    """Return the buttons that change the item's parts."""
    rows: list[Row] = [tuple(_typed_text(reader, item, ItemPart.CAPTION, code) for code in LANGUAGES)]
    match item.kind:
        case MenuKind.TEXT:
            rows.append(tuple(_typed_text(reader, item, ItemPart.TEXT, code) for code in LANGUAGES))
        case MenuKind.LINK:
            rows.append((_typed_text(reader, item, ItemPart.URL, reader.language),))
        case MenuKind.SUBMENU:
            inside = _to(reader, "btn-menu-inside", DraftScreen.ITEMS, item)
            rows.append((inside, _to(reader, "btn-menu-opens", DraftScreen.TARGET, item)))
        case MenuKind.ARTICLE | MenuKind.TOPIC:
            rows.append((_to(reader, f"btn-menu-{item.kind.value}", DraftScreen.TARGET, item),))
    return tuple(rows)


def _typed_text(reader: Reader, item: MenuItem, part: ItemPart, language: str) -> RenderedButton:
    press = MenuAsk(part=part, item=item.id, language=language)
    return keyboards.make_button(reader.language, f"btn-menu-{part.value}", press, language=language)


def _acts(reader: Reader, item: MenuItem) -> tuple[Row, ...]:
    acts = tuple(
        keyboards.make_button(reader.language, f"btn-menu-{change.value}", MenuChange(change=change, item=item.id))
        for change in (ItemChange.UP, ItemChange.REMOVE)
    )
    press = MenuAt(screen=DraftScreen.ITEMS, item=item.parent_id or 0)
    return (acts, (keyboards.make_button(reader.language, "btn-menu-back", press),))


def _add(reader: Reader, items: Sequence[MenuItem], at: MenuItem | None) -> Rendered:
    parent = at.id if at is not None else 0
    kinds = [
        keyboards.make_button(reader.language, f"btn-menu-new-{kind.value}", MenuNew(kind=kind, parent=parent))
        for kind in MenuKind
    ]
    back = _to(reader, "btn-menu-back", DraftScreen.ITEMS, at)
    where = describe_path(items, at, reader.language) if at is not None else reader.say("menu-first-screen")
    return Rendered(reader.say_rich("menu-add", place=where), (*keyboards.arrange_rows(kinds, 2), (back,)))


async def _targets(reader: Reader, items: Sequence[MenuItem], item: MenuItem, page: int) -> Rendered:
    """Return a page of what the item can lead to."""
    if item.kind is MenuKind.SUBMENU:
        others = [one for one in items if one.kind is MenuKind.SUBMENU and one.target_id is None]
        offered = [(one.id, describe_path(items, one, reader.language)) for one in others]
    else:
        known = await (list_articles if item.kind is MenuKind.ARTICLE else list_topics)(reader.session)
        offered = [(key, pick_name(names, reader.language)) for key, names in known.items()]
    turn = partial(MenuAt, screen=DraftScreen.TARGET, item=item.id)
    listed = cut_shown_page(reader, offered, page, _A_PAGE, lambda to: turn(page=to))
    buttons = [
        RenderedButton(shorten_line(name, keyboards.LABEL), MenuLeads(item=item.id, target=key).pack())
        for key, name in listed.shown
    ]
    back = _to(reader, "btn-menu-back", DraftScreen.ITEM, item)
    key = f"menu-choose-{item.kind.value}" if offered else f"menu-none-{item.kind.value}"
    return Rendered(reader.say_rich(key), (*keyboards.arrange_rows(buttons, 1), *listed.turning, (back,)))


async def _publish(reader: Reader, items: Sequence[MenuItem]) -> Rendered:
    """Return the state of the published menu, the errors of the draft, and the buttons."""
    last = await publishing.find_newest(reader.session)
    wrong = find_troubles(items, await find_targets(reader.session, items))
    places = [(find_item(items, key), trouble) for key, trouble in wrong.items()]
    lines = [_wrong(reader, items, item, trouble) for item, trouble in places if item is not None]
    main = [keyboards.make_button(reader.language, "btn-menu-try", MenuTry(item=0))]
    if items and not wrong and (last is None or not last.same):
        press = MenuPublish(step=PublishStep.PUBLISH)
        main.append(keyboards.make_button(reader.language, "btn-menu-publish", press, style=Style.SUCCESS))
    after: list[RenderedButton] = []
    if last is not None and last.is_up:
        after.append(keyboards.make_button(reader.language, "btn-menu-down", MenuPublish(step=PublishStep.DOWN)))
    if last is not None:
        after.append(keyboards.make_button(reader.language, "btn-setting-undo", MenuUndo(version=last.id)))
    back = (_to(reader, "btn-menu-back", DraftScreen.ITEMS, None),)
    words = compose.join([_state(reader, last), compose.join_lines(lines)], "\n\n")
    return Rendered(words, tuple(row for row in (tuple(main), tuple(after), back) if row))


def _wrong(reader: Reader, items: Sequence[MenuItem], item: MenuItem, trouble: str) -> RichText:
    way = " › ".join(one.get_caption(reader.language) for one in find_circle(items, item) or ())
    return RichText("⚠ ") + reader.say_rich(f"{trouble}-at", place=describe_path(items, item, reader.language), way=way)


def _state(reader: Reader, last: publishing.MenuVersion | None) -> RichText:
    if last is None:
        return reader.say_rich("menu-state-none")
    at = formats.format_moment(reader.language, last.at, reader.settings.timezone, reader.now)
    key = "menu-state-up" if last.is_up else "menu-state-down"
    same = "" if not last.is_up else reader.say_rich("menu-state-same" if last.same else "menu-state-other")
    return compose.join_lines([reader.say_rich(key, at=at, name=last.by or "?"), same])


def _to(reader: Reader, label: str, screen: DraftScreen, item: MenuItem | None) -> RenderedButton:
    press = MenuAt(screen=screen, item=item.id if item is not None else 0)
    return keyboards.make_button(reader.language, label, press)
