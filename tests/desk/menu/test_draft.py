"""The draft of the menu where an admin presses what another has put away meanwhile."""

from collections.abc import Awaitable, Callable

import pytest

from desk import Desk, Outdated, menu
from desk.menu import MenuKind
from desk.text import RichText
from tests.desk.cast import cast
from tests.desk.stage import Stage

Act = Callable[[Desk, int], Awaitable[object]]


async def _renamed(desk: Desk, item: int) -> None:
    await menu.set_caption(desk, item, "en", RichText("Otherwise"))


@pytest.mark.parametrize("act", [menu.move_up, menu.remove_item, _renamed])
async def test_what_stands_in_a_submenu_that_is_away_is_outdated(stage: Stage, act: Act) -> None:
    _, _, _, vera, *_ = await cast(stage)
    outer = await stage.does(vera, lambda desk: menu.add_item(desk, MenuKind.SUBMENU, None, RichText("Help"), "en"))
    inner = await stage.does(vera, lambda desk: menu.add_item(desk, MenuKind.PERSON, outer, RichText("Call us"), "en"))
    await stage.does(vera, lambda desk: menu.remove_item(desk, outer))
    with pytest.raises(Outdated):
        await stage.does(vera, lambda desk: act(desk, inner))
    await stage.does(vera, lambda desk: menu.restore_item(desk, outer))
    await stage.does(vera, lambda desk: act(desk, inner))


async def test_nothing_comes_back_into_what_is_away(stage: Stage) -> None:
    _, _, _, vera, *_ = await cast(stage)
    outer = await stage.does(vera, lambda desk: menu.add_item(desk, MenuKind.SUBMENU, None, RichText("Help"), "en"))
    inner = await stage.does(vera, lambda desk: menu.add_item(desk, MenuKind.PERSON, outer, RichText("Call us"), "en"))
    await stage.does(vera, lambda desk: menu.remove_item(desk, inner))
    await stage.does(vera, lambda desk: menu.remove_item(desk, outer))
    with pytest.raises(Outdated):
        await stage.does(vera, lambda desk: menu.restore_item(desk, inner))
    await stage.does(vera, lambda desk: menu.restore_item(desk, outer))
    await stage.does(vera, lambda desk: menu.restore_item(desk, inner))
