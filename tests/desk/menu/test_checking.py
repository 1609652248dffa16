"""What is wrong with a menu, and which item of it; what is left of one when something was retired."""

import pytest

from desk import Refused
from desk.menu import checks
from desk.menu.checks import find_circle, find_troubles, select_visible
from desk.menu.items import (
    MenuItem,
    MenuKind,
    describe_path,
    dump_item,
    find_path,
    list_on_screen,
    load_item,
    load_items,
)
from desk.menu.targets import MenuTargets
from desk.text import Entity, RichText

SAID = {"en": RichText("Read")}
LEADS = MenuTargets({7: {"en": "Wi-Fi"}}, {3: {"en": "Badges"}})


def _item(
    key: int,
    kind: MenuKind,
    parent: int | None = None,
    target: int | None = None,
    *,
    texts: dict[str, RichText] | None = None,
    url: str | None = None,
    said: str = "x",
) -> MenuItem:
    captions = {"en": f"{said}{key}"} if said else {}
    return MenuItem(key, parent, key, kind, captions, texts or {}, target, url)


GOOD = (
    _item(1, MenuKind.SUBMENU),
    _item(2, MenuKind.TEXT, 1, texts=SAID),
    _item(3, MenuKind.ARTICLE, 1, 7),
    _item(4, MenuKind.TOPIC, None, 3),
    _item(5, MenuKind.LINK, url="https://example.org"),
    _item(6, MenuKind.PERSON),
    _item(8, MenuKind.SUBMENU, None, 1),
)


def test_nothing_is_wrong_where_everything_leads_somewhere() -> None:
    assert find_troubles(GOOD, LEADS) == {}
    assert select_visible(GOOD, LEADS) == GOOD
    assert [item.id for item in list_on_screen(GOOD, None)] == [1, 4, 5, 6, 8]
    assert describe_path(GOOD, GOOD[1], "ru") == "x1 › x2"
    assert find_path(GOOD, GOOD[1]) == [GOOD[0]]
    assert load_items([dump_item(item) for item in GOOD]) == GOOD
    assert load_item({**dump_item(GOOD[0]), "kind": "of a newer version"}) is None


@pytest.mark.parametrize(
    ("item", "trouble"),
    [
        (_item(9, MenuKind.TEXT), "menu-no-text"),
        (_item(9, MenuKind.TEXT, texts={"en": RichText()}), "menu-no-text"),
        (_item(9, MenuKind.LINK), "menu-no-link"),
        (_item(9, MenuKind.ARTICLE, None, 8), "menu-no-article"),
        (_item(9, MenuKind.ARTICLE), "menu-no-article"),
        (_item(9, MenuKind.TOPIC, None, 7), "menu-no-topic"),
        (_item(9, MenuKind.SUBMENU), "menu-no-submenu"),
        (_item(9, MenuKind.SUBMENU, None, 2), "menu-no-submenu"),
        (_item(9, MenuKind.SUBMENU, None, 77), "menu-no-submenu"),
        (_item(9, MenuKind.SUBMENU, 1, 1), "menu-circle"),
        (_item(9, MenuKind.PERSON, said=""), "menu-no-caption"),
    ],
)
def test_each_trouble_has_its_item(item: MenuItem, trouble: str) -> None:
    assert find_troubles((*GOOD, item), LEADS)[9] == trouble


def test_circles_over_several_screens_are_found_and_shared_screens_are_none() -> None:
    round_ = (
        _item(1, MenuKind.SUBMENU),
        _item(2, MenuKind.SUBMENU, 1, 3),
        _item(3, MenuKind.SUBMENU),
        _item(4, MenuKind.SUBMENU, 3),
        _item(5, MenuKind.SUBMENU, 4, 1),
        _item(6, MenuKind.PERSON, 4),
    )
    way = find_circle(round_, round_[4])
    assert way is not None
    assert [item.id for item in way] == [5, 2, 4, 5]
    straight = (*round_[:4], round_[5], _item(7, MenuKind.SUBMENU, None, 3), _item(8, MenuKind.SUBMENU, 1, 3))
    assert find_troubles(straight, LEADS) == {}


def test_what_was_retired_takes_the_submenu_of_nothing_else_with_it() -> None:
    nested = (_item(1, MenuKind.SUBMENU), _item(2, MenuKind.SUBMENU, 1), _item(3, MenuKind.ARTICLE, 2, 7), GOOD[5])
    assert select_visible(nested, LEADS) == nested
    assert select_visible(nested, MenuTargets({}, {})) == (GOOD[5],)


@pytest.mark.parametrize(
    ("typed", "fits"),
    [
        ("https://example.org/help?x=1#y", True),
        ("http://xn--80ak6aa92e.com:8080/", True),
        ("https://пример.рф/путь", True),
        ("ftp://example.org", False),
        ("javascript:alert(1)", False),
        ("tg://user?id=1", False),
        ("https://localhost/", False),
        ("https://10.0.0.1/", False),
        ("https://user@example.org", False),
        ("https://example.org:99999/", False),
        ("https://exa mple.org", False),
        ("https://[", False),
        ("https://example.org/" + "x" * 2000, False),
        ("", False),
    ],
)
def test_addresses_that_a_button_opens(typed: str, fits: bool) -> None:
    if fits:
        assert checks.check_url(f" {typed}\n") == typed
    else:
        with pytest.raises(Refused) as refused:
            checks.check_url(typed)
        assert refused.value.key == "menu-url-wrong"


def test_a_text_keeps_what_its_writer_formatted() -> None:
    typed = RichText("  Go to x.org now 😀 ", (Entity("bold", 2, 2), Entity("url", 8, 5), Entity("italic", 14, 3)))
    assert checks.check_text(typed) == RichText("Go to x.org now 😀", (Entity("bold", 0, 2), Entity("italic", 12, 3)))
    for wrong, key in ((RichText(" \u200b"), "menu-text-empty"), (RichText("x" * 3501), "wording-long")):
        with pytest.raises(Refused) as refused:
            checks.check_text(wrong)
        assert refused.value.key == key
    assert checks.check_caption(RichText(" x" * 20 + " ")) == ("x " * 20).strip()
