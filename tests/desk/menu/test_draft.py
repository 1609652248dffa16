"""The draft of the menu where an admin presses what another has put away meanwhile."""

from collections.abc import Awaitable, Callable

import pytest

from desk import Desk, Outdated
from desk.menu import draft
from desk.menu.items import MenuKind
from desk.text import RichText
from tests.desk.cast import cast
from tests.desk.stage import Stage

Act = Callable[[Desk, int], Awaitable[object]]


async def _renamed(desk: Desk, item: int) -> None:
    await draft.set_caption(desk, item, "en", RichText("Otherwise"))


@pytest.mark.parametrize("act", [draft.move_up, draft.remove_item, _renamed])
async def test_what_stands_in_a_submenu_that_is_away_is_outdated(stage: Stage, act: Act) -> None:
    _, _, _, vera, *_ = await cast(stage)
    outer = await stage.does(vera, draft.add_item, MenuKind.SUBMENU, None, RichText("Help"), "en")
    inner = await stage.does(vera, draft.add_item, MenuKind.PERSON, outer, RichText("Call us"), "en")
    await stage.does(vera, draft.remove_item, outer)
    with pytest.raises(Outdated):
        await stage.does(vera, act, inner)
    await stage.does(vera, draft.restore_item, outer)
    await stage.does(vera, act, inner)


async def test_nothing_comes_back_into_what_is_away(stage: Stage) -> None:
    _, _, _, vera, *_ = await cast(stage)
    outer = await stage.does(vera, draft.add_item, MenuKind.SUBMENU, None, RichText("Help"), "en")
    inner = await stage.does(vera, draft.add_item, MenuKind.PERSON, outer, RichText("Call us"), "en")
    await stage.does(vera, draft.remove_item, inner)
    await stage.does(vera, draft.remove_item, outer)
    with pytest.raises(Outdated):
        await stage.does(vera, draft.restore_item, inner)
    await stage.does(vera, draft.restore_item, outer)
    await stage.does(vera, draft.restore_item, inner)
