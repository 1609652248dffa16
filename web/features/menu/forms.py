"""Forms for the buttons of the menu's draft: those of one screen, each with its choices."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from desk import EditConflict, Refused
from desk.menu import item_form
from desk.menu.items import MOST_ON_A_SCREEN, MenuItem, MenuKind, describe_path, find_item, list_on_screen
from desk.menu.targets import list_articles, list_topics, pick_name
from desk.text.edited_field import EditedField
from web.context import Visitor
from web.features.answers.section import merge_fields


@dataclass(frozen=True, slots=True)
class MenuTyped:
    """The content of a refused form; its button, 0: a new one."""

    item_id: int
    fields: Mapping[str, EditedField] = field(hash=False)
    given: Mapping[str, str] = field(hash=False)


NOTHING_TYPED = MenuTyped(-1, {}, {})


@dataclass(frozen=True, slots=True)
class MenuForm:
    """One button: its fields as typed and as stored, and the targets it can have, by id."""

    item: MenuItem
    fields: Mapping[str, str] = field(hash=False)
    there: Mapping[str, str] = field(hash=False)
    clashing: frozenset[str]
    targets: Sequence[tuple[int, str]] = field(hash=False)


@dataclass(frozen=True, slots=True)
class ScreenForms:
    """The forms of a screen. `parent`: the submenu it belongs to, 0: none; `is_full`: no button can be added."""

    parent: int
    forms: Sequence[MenuForm] = field(hash=False)
    is_full: bool
    kinds: Sequence[str] = field(hash=False)
    typed: MenuTyped


async def make_screen_forms(
    visitor: Visitor, items: Sequence[MenuItem], at: int, typed: MenuTyped, refused: Refused | None
) -> ScreenForms:
    """Return the forms of the screen of the item `at`; of the first screen where that is no submenu."""
    parent = find_item(items, at)
    submenu = parent.opens if parent is not None and parent.kind is MenuKind.SUBMENU else None
    here = list_on_screen(items, submenu)
    chosen = {kind: await _targets(visitor, items, kind) for kind in {item.kind for item in here}}
    forms = [_form(item, chosen[item.kind], typed, refused) for item in here]
    kinds = [kind.value for kind in MenuKind]
    return ScreenForms(submenu or 0, forms, len(here) >= MOST_ON_A_SCREEN, kinds, typed)


def _form(item: MenuItem, targets: Sequence[tuple[int, str]], typed: MenuTyped, refused: Refused | None) -> MenuForm:
    there = item_form.read_fields(item)
    if typed.item_id != item.id:
        return MenuForm(item, there, there, frozenset(), targets)
    clashing = refused.clashing if isinstance(refused, EditConflict) else frozenset[str]()
    return MenuForm(item, merge_fields(typed.fields, there, refused), there, clashing, targets)


async def _targets(visitor: Visitor, items: Sequence[MenuItem], kind: MenuKind) -> list[tuple[int, str]]:
    if kind is MenuKind.SUBMENU:
        others = [one for one in items if one.kind is MenuKind.SUBMENU and one.target_id is None]
        return [(one.id, describe_path(items, one, visitor.language)) for one in others]
    if kind not in (MenuKind.ARTICLE, MenuKind.TOPIC):
        return []
    known = await (list_articles if kind is MenuKind.ARTICLE else list_topics)(visitor.session)
    return [(key, pick_name(names, visitor.language)) for key, names in known.items()]
