"""Many requests at once in a group where cards come only there: whom a card reaches before the group can show it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from db.models import Role
from desk.inbound import receiver
from tests.desk.stage import Stage

pytestmark = pytest.mark.sentence("3.1 Broadcast")

_GROUP = -4001


@pytest.mark.parametrize(("topics", "alone"), [(True, 5), (False, 11)])
async def test_cards_come_in_private_while_more_than_ten_calls_wait(stage: Stage, topics: bool, alone: int) -> None:
    """`alone`: how many cards come to the group alone, before the first that waits for more than ten calls."""
    told = replace(stage.rules.notices.group, only_here=True, topics=topics)
    quiet = {"requests__intake_quiet": timedelta(), "notices__group": told}
    stage.with_rules(staff_chat_id=_GROUP, team__merge_above=100, **quiet)
    olga = await stage.person("Olga", Role.AGENT)
    group = await stage.person("staff group", Role.GROUP)
    for n in range(1, 31):
        one = await stage.person(f"P{n}")
        said = stage.message(one, f"Door {n} is shut")
        await stage.does(one, receiver.begin_request, said)
        await stage.ticks()
    of_olga, there = await stage.letters(olga), await stage.letters(group)
    named = [letter["slot"] for letter in of_olga if letter.get("view") == "card"]
    assert named == [f"card:{n}" for n in range(alone + 1, 31)]
    cards = [letter for letter in there if letter.get("view") == "group" and not letter.get("only_edit")]
    assert len(cards) == (30 if topics else 16), "each has its topic; without topics one message names what is above"
    assert [letter["key"] for letter in there if "key" in letter] == ["group-behind"], "it is said once"
    assert bool([letter for letter in there if letter.get("view") == "announced"]) is not topics
