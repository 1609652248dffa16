"""Who may give whom which role and which grants, whatever the channel."""

from typing import Any

import pytest

from db.models import Role
from desk import Refused
from desk.policy.permissions import Grant
from desk.staff import members
from tests.desk.stage import Someone, Stage


async def _refused(stage: Stage, who: Someone, verb: Any) -> str:
    with pytest.raises(Refused) as refused:
        await stage.does(who, verb)
    return refused.value.key


async def test_nobody_gives_more_than_they_have(stage: Stage) -> None:
    mona, ada = await stage.person("Mona", Role.MANAGER), await stage.person("Ada", Role.ADMIN)
    ivan, nora = await stage.person("Ivan", Role.AGENT), await stage.person("Nora", Role.AGENT)

    def key(one: Someone) -> int:
        return one.chat

    async def refuses(who: Someone, verb: Any) -> str:
        return await _refused(stage, who, verb)

    assert await refuses(mona, lambda d: members.give_role(d, key(ivan), Role.ADMIN)) == "role-above"
    assert await refuses(mona, lambda d: members.give_role(d, key(ada), Role.AGENT)) == "role-above"
    assert await refuses(mona, lambda d: members.give_role(d, key(mona), Role.AGENT)) == "role-own"
    assert await refuses(mona, lambda d: members.set_grants(d, key(ivan), {Grant.OPERATIONS: True})) == "role-above"
    assert await refuses(ada, lambda d: members.set_grants(d, key(ada), {Grant.WORK: False})) == "role-own"
    assert await refuses(ivan, lambda d: members.give_role(d, key(nora), Role.SENIOR)) == "not-granted"
    await stage.does(ada, members.give_role, key(nora), Role.ADMIN)
    assert await refuses(ada, lambda d: members.set_grants(d, key(nora), {Grant.WORK: False})) == "admins-may-all"
    await stage.does(nora, members.give_role, key(ada), Role.AGENT)
    assert await refuses(ada, lambda d: members.give_role(d, key(nora), Role.AGENT)) == "not-granted"
