"""Buttons of the requesters' menu, in the draft; it is published as a whole by verbs of its own."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from desk import Desk
from desk.administration.kinds import Asker, FieldValue, read_id
from desk.administration.resource import (
    INSIDE,
    Act,
    ByHand,
    New,
    NounField,
    Resource,
    RowLine,
    StoredNames,
    Wanted,
    do_by_id,
    find_by_id,
    is_live,
    make_new_field,
    make_order,
    make_removal,
    set_id,
    set_in_language,
    set_text,
    set_words,
)
from desk.i18n import LANGUAGES
from desk.menu import draft
from desk.menu.checks import CAPTION, LONGEST, find_troubles
from desk.menu.items import MenuItem, MenuKind, describe_path, find_item, list_on_screen
from desk.menu.targets import find_targets, list_articles, list_topics, pick_name
from desk.outbox import make_press
from desk.policy.permissions import Grant
from desk.settings.kinds import FieldOption, Markup, OneOf, TypedLine, TypedText
from desk.text import RichText


@dataclass(frozen=True, slots=True)
class DraftButton:
    """A button in the draft; `items`: all of them; `target`: what it opens is called; `trouble`: the key of the text
    that says what is wrong with it."""

    item: MenuItem
    items: Sequence[MenuItem]
    target: str = ""
    trouble: str = ""
    is_removed: bool = False

    @property
    def id(self) -> int:
        """Return its id."""
        return self.item.id


async def _load(asker: Asker) -> list[DraftButton]:
    items = await draft.load_draft(asker.session)
    leads = await find_targets(asker.session, items)
    wrong = find_troubles(items, leads)
    names = {MenuKind.ARTICLE: leads.articles, MenuKind.TOPIC: leads.topics}
    found = []
    for one in items:
        target = pick_name(names.get(one.kind, {}).get(one.target_id or 0, {}), asker.language)
        submenu = find_item(items, one.target_id or 0) if one.kind is MenuKind.SUBMENU else None
        opens = describe_path(items, submenu, asker.language) if submenu is not None else target or one.url or ""
        found.append(DraftButton(one, items, opens, wrong.get(one.id, "")))
    return found


async def _list_lines(asker: Asker, wanted: Wanted) -> Sequence[RowLine]:
    known = await _load(asker)
    if wanted.words:
        return [_make_line(asker, one) for one in known if wanted.has_match(*_list_texts(one))]
    here = [one.id for one in list_on_screen(known[0].items if known else (), read_id(wanted.inside))]
    lines = {one.item.id: _make_line(asker, one, within=True) for one in known}
    return [lines[key] for key in here]


def _list_texts(one: DraftButton) -> Sequence[str]:
    return [*one.item.captions.values(), *(words.text for words in one.item.texts.values()), one.target]


def _make_line(asker: Asker, one: DraftButton, *, within: bool = False) -> RowLine:
    """Return the line of a button; `within` a list a submenu leads to what is in it."""
    kind = asker.say(f"menu-kind-{one.item.kind.value}")
    trouble = asker.say(one.trouble) if one.trouble else ""
    key = f"{INSIDE if within and one.item.kind is MenuKind.SUBMENU else ''}{one.item.id}"
    label = " / ".join(one.item.captions[code] for code in LANGUAGES if code in one.item.captions) or kind
    about = f"{kind}: {one.target}" if one.target else kind
    return RowLine(key, label, (about,), trouble, str(one.item.parent_id or ""))


async def _find(asker: Asker, item_id: int) -> DraftButton | None:
    known = next((one for one in await _load(asker) if one.item.id == item_id), None)
    if known is not None:
        return known
    gone = await draft.load_removed(asker.session, item_id)
    return None if gone is None else DraftButton(gone, (), is_removed=True)


async def _list_facts(asker: Asker, row: DraftButton) -> Sequence[RichText | str]:
    if row.is_removed:
        return [asker.say("menu-item-removed", place=row.item.get_caption(asker.language))]
    missing = [code for code in LANGUAGES if code not in row.item.captions]
    falls = [asker.say("menu-falls-back", language=missing[0])] if missing and row.item.captions else []
    path = [describe_path(row.items, row.item, asker.language)] if row.item.parent_id is not None else []
    return [*path, *falls]


def _list_beside(asker: Asker, row: DraftButton) -> list[RowLine]:
    """Return the way into a submenu."""
    is_open = row.item.kind is MenuKind.SUBMENU and not row.is_removed
    return [RowLine(f"{INSIDE}{row.item.id}", asker.say("menu-inside"))] if is_open else []


async def _list_targets(asker: Asker, row: DraftButton) -> Sequence[FieldOption]:
    if row.item.kind is MenuKind.SUBMENU:
        others = [one for one in row.items if one.kind is MenuKind.SUBMENU and one.target_id is None]
        own = FieldOption("", asker.say("page-menu-own"))
        return [own, *(FieldOption(str(one.id), describe_path(row.items, one, asker.language)) for one in others)]
    known = await (list_articles if row.item.kind is MenuKind.ARTICLE else list_topics)(asker.session)
    none = [] if row.item.target_id in known else [FieldOption("", "–")]
    return [*none, *(FieldOption(str(key), pick_name(names, asker.language)) for key, names in known.items())]


def _make_caption(language: str) -> NounField:
    write = set_words(set_in_language(draft.set_caption, language))
    return NounField("caption", TypedLine(CAPTION), lambda row: row.item.captions.get(language), write, language)


def _make_text(language: str) -> NounField:
    kind, write = TypedText(2 * LONGEST, Markup.MARKDOWN), set_words(set_in_language(draft.set_text, language))
    has = _has_kind(MenuKind.TEXT)
    return NounField("text", kind, lambda row: row.item.texts.get(language), write, language, has)


def _has_kind(*kinds: MenuKind) -> Callable[[DraftButton], bool]:
    return lambda row: row.item.kind in kinds


def _list_on_screen(row: DraftButton) -> list[int]:
    return [one.id for one in list_on_screen(row.items, row.item.parent_id)]


def _list_ways(_asker: Asker, row: DraftButton | None) -> Sequence[ByHand]:
    return [ByHand(make_press("btn-menu-publish-screen", "menunow"), "/answers/menu/preview")] if row is None else []


def _make_new(kind: MenuKind) -> New:
    async def create(desk: Desk, inside: str, given: Mapping[str, FieldValue]) -> str:
        parent = read_id(inside)
        return str(await draft.add_item(desk, kind, parent, given["caption"].words, Asker.of(desk).language))

    return New(kind.value, (make_new_field("caption", TypedLine(CAPTION)),), create)


MENU = Resource(
    name="menu",
    stored=StoredNames("menudraft", "menuask", ("menuat", "menunew", "menuask", "menuto", "menudo")),
    command="menu",
    address="/answers/menu",
    section=("answers", "menu"),
    grant=Grant.PUBLISH,
    saved="admin-saved-draft",
    columns=("opens",),
    list_lines=_list_lines,
    find=find_by_id(_find),
    make_line=_make_line,
    list_facts=_list_facts,
    fields=(
        *map(_make_caption, LANGUAGES),
        *map(_make_text, LANGUAGES),
        NounField(
            "url", TypedLine(2000), lambda row: row.item.url, set_text(draft.set_url), has=_has_kind(MenuKind.LINK)
        ),
        NounField(
            "target",
            OneOf(_list_targets),
            lambda row: row.item.target_id,
            set_id(draft.set_target),
            has=_has_kind(MenuKind.ARTICLE, MenuKind.TOPIC, MenuKind.SUBMENU),
        ),
    ),
    acts=(
        Act("up", do_by_id(draft.move_up), has=is_live, changes=make_order(_list_on_screen, draft.set_order)),
        *make_removal(do_by_id(draft.remove_item), do_by_id(draft.restore_item)),
    ),
    news=tuple(map(_make_new, MenuKind)),
    list_beside=_list_beside,
    list_ways=_list_ways,
)
