"""What is somebody's own is nobody else's to change; of several, the one that is meant."""

import pytest

from db.models import Person, Role
from desk import Outdated
from desk.canned import replies
from desk.text import RichText
from tests.desk.stage import Someone, Stage


async def _made(stage: Stage, who: Someone, key: str, *, own: bool) -> int:
    return int((await stage.does(who, replies.add_reply, key, RichText("On my way"), own=own)).id)


async def test_an_own_one_of_somebody_else_is_not_there_for_an_agent_nor_for_an_admin(
    stage: Stage, olga: Someone, vera: Someone
) -> None:
    ivans = await _made(stage, await stage.person("Ivan", Role.AGENT), "way", own=True)
    for who in (olga, vera):
        for verb in (
            lambda desk: replies.reword_reply(desk, ivans, RichText("Somewhere else")),
            lambda desk: replies.remove_reply(desk, ivans),
            lambda desk: replies.restore_reply(desk, ivans),
        ):
            with pytest.raises(Outdated):
                await stage.does(who, verb)


async def test_a_screen_shows_the_desks_and_ones_own(stage: Stage, olga: Someone, vera: Someone, ivan: Someone) -> None:
    made = [await _made(stage, who, "way", own=own) for who, own in ((vera, False), (ivan, True), (olga, True))]
    async with stage.database.reading() as session:
        for who, seen in ((olga, [True, False, True]), (vera, [True, False, False])):
            viewer = await session.get_one(Person, who.id)
            assert [await replies.find_visible(session, key, viewer) is not None for key in made] == seen


async def test_what_is_removed_does_not_change_and_what_is_there_is_not_brought_back(
    stage: Stage, vera: Someone
) -> None:
    there, gone = [await _made(stage, vera, key, own=False) for key in ("way", "soon")]
    await stage.does(vera, replies.remove_reply, gone)
    for verb in (
        lambda desk: replies.reword_reply(desk, gone, RichText("Somewhere else")),
        lambda desk: replies.remove_reply(desk, gone),
        lambda desk: replies.restore_reply(desk, there),
    ):
        with pytest.raises(Outdated):
            await stage.does(vera, verb)
