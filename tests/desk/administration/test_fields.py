"""Which fields a row of a declared noun has: of the menu by what a button opens, of preset answers in each language."""

import pytest

from desk.administration.menu import MENU, DraftButton
from desk.administration.presets import PRESETS
from desk.i18n import LANGUAGES
from desk.menu.items import MenuItem, MenuKind


@pytest.mark.parametrize(
    ("kind", "names"),
    [
        (MenuKind.TEXT, {"caption", "text"}),
        (MenuKind.ARTICLE, {"caption", "target"}),
        (MenuKind.SUBMENU, {"caption", "target"}),
        (MenuKind.LINK, {"caption", "url"}),
        (MenuKind.TOPIC, {"caption", "target"}),
        (MenuKind.PERSON, {"caption"}),
    ],
)
def test_a_button_of_the_menu_has_the_fields_of_what_it_opens(kind: MenuKind, names: set[str]) -> None:
    row = DraftButton(MenuItem(1, None, 1, kind, {}, {}), ())
    assert {field.name for field in MENU.fields if field.has(row)} == names
    assert kind.value in {new.name for new in MENU.news}


def test_what_people_read_is_written_in_each_language() -> None:
    written = {(noun.name, field.name, field.language) for noun in (MENU, PRESETS) for field in noun.fields}
    for of in (("menu", "caption"), ("menu", "text"), ("presets", "text")):
        assert {(*of, language) for language in LANGUAGES} <= written
