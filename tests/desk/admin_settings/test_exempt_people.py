"""Persons whom no limit holds for, as a setting; finding settings by words."""

from typing import Any

import pytest
from sqlalchemy import select

from db.models import Person, Role
from desk import NotAllowed, Outdated, Refused
from desk.admin_settings import exemptions
from desk.admin_settings.changes import change_setting
from desk.admin_settings.registry import search_settings
from desk.requests import drafts
from desk.settings.kinds import PersonList
from tests.desk.cast import PRINTER, lines
from tests.desk.stage import Someone, Stage
from tests.sql import scalars


async def _sets(stage: Stage, who: Someone, typed: str) -> Any:
    return (await stage.does(who, change_setting, "exempt_people", typed)).new


async def test_requesters_come_by_number_and_go_by_a_button(stage: Stage) -> None:
    vera, rita, sam = await stage.person("Vera", Role.ADMIN), await stage.person("Rita"), await stage.person("Sam")
    one, two = await stage.files(rita, PRINTER), await stage.files(sam, PRINTER)
    draft = (await stage.says(await stage.person("Nadja"), "My chair squeaks")).number
    assert draft is not None
    for wrong in (f"{one} {draft}", "0", "9" * 18, "#", "Rita", "add 0", f"add {10**17}", ""):
        with pytest.raises(Refused) as refused:
            await _sets(stage, vera, wrong)
        assert refused.value.key == "setting-wrong-people"
    assert await _sets(stage, vera, f"#{two}, {one}") == sorted((rita.id, sam.id))
    assert await _sets(stage, vera, f"remove {rita.id}") == [sam.id]
    assert await _sets(stage, vera, f"add {rita.id}") == sorted((rita.id, sam.id))
    assert await _sets(stage, vera, "–") == []


@pytest.mark.parametrize("stored", ["1", [True], ["1"], [1] * 501, None])
def test_what_is_no_list_of_people(stored: Any) -> None:
    with pytest.raises(ValueError):
        PersonList().load_value(stored)
    with pytest.raises(ValueError):
        PersonList().parse_text("1")


async def test_only_admins_exempt_whom_the_desk_knows(stage: Stage) -> None:
    vera, olga = await stage.person("Vera", Role.ADMIN), await stage.person("Olga", Role.AGENT)
    rita = await stage.person("Rita")
    with pytest.raises(NotAllowed):
        await stage.does(olga, exemptions.exempt_from_limits, rita.chat)
    with pytest.raises(Outdated):
        await stage.does(vera, exemptions.exempt_from_limits, 5)
    assert (await stage.does(vera, exemptions.exempt_from_limits, rita.chat)).new == [rita.id]
    assert (await stage.does(vera, exemptions.end_exemption, rita.chat)).new == []
    told = [one for one in await stage.letters(vera) if str(one.get("key")).startswith("limit-")]
    assert [
        (one["key"], f"exempt:{rita.chat}:{turn}" in str(one["buttons"]))
        for one, turn in zip(told, ("off", "on"), strict=True)
    ] == [("limit-exempted", True), ("limit-holds", True)]


async def test_admins_are_told_once_an_hour_a_person(stage: Stage) -> None:
    vera, rita, sam = await stage.person("Vera", Role.ADMIN), await stage.person("Rita"), await stage.person("Sam")

    async def hits(who: Someone) -> int:
        await stage.does(who, drafts.tell_admins, "crowded")
        return (await lines(stage, vera)).count("limit-hit")

    stage.with_rules(limits__notices=False)
    assert await hits(rita) == 0
    stage.with_rules(limits__notices=True)
    assert [await hits(rita), await hits(rita), await hits(sam)] == [1, 1, 2]
    stage.later(minutes=59, seconds=59)
    assert await hits(rita) == 2
    stage.later(seconds=1)
    assert await hits(rita) == 3
    told = await scalars(stage, select(Person.limit_told_at).where(Person.id == rita.id))
    assert told == [stage.now]


def test_words_find_by_their_beginnings_in_either_language() -> None:
    def keys(words: str) -> list[str]:
        return [one.key for one in search_settings(words)]

    assert "undo_seconds" in keys("undo") and "undo_seconds" in keys("undo_sec") and "undo_seconds" in keys("ОТМЕНУ")
    assert "undo_seconds" not in keys("ndo") and keys("undo unicorn") == []
    assert keys("limits OPEN person") == ["max_open"]
