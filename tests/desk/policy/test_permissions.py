"""What somebody is to a ticket; from where the panel opens."""

from ipaddress import ip_network

import pytest

from db.models import Person, Role
from desk.policy import Access, permissions
from desk.policy.permissions import PRESETS
from tests.desk.cast import PRINTER, cast
from tests.desk.stage import Someone, Stage


async def _standing(stage: Stage, who: Someone, number: int) -> Access:
    async with stage.database.sessions() as session:
        return await permissions.get_access(session, await stage.ticket(number), await session.get_one(Person, who.id))


async def test_the_staff_group_reads_as_long_as_it_is_the_teams(stage: Stage) -> None:
    rita, olga, *_ = await cast(stage)
    number = await stage.files(rita, PRINTER)
    group = await stage.person("The team", Role.GROUP)
    before = await stage.person("The team's before", Role.GROUP, dismissed_at=stage.now)
    former = await stage.person("Former", Role.AGENT, dismissed_at=stage.now)
    read = [one for one in (rita, olga, group, before, former) if (await _standing(stage, one, number)).staff]
    assert read == [olga, group]


async def test_their_own_is_read_by_the_only_one_of_the_staff_alone(stage: Stage, olga: Someone) -> None:
    await stage.person("Former", Role.AGENT, dismissed_at=stage.now)
    await stage.person("Rita")
    number = await stage.files(olga, PRINTER)
    assert await _standing(stage, olga, number) == Access(requester=True, staff=True, grants=PRESETS[Role.AGENT])
    await stage.person("Ivan", Role.AGENT)
    assert await _standing(stage, olga, number) == Access(requester=True, staff=False)
    async with stage.database.unit_of_work() as session:
        (await session.get_one(Person, olga.id)).dismissed_at = stage.now
    assert not (await _standing(stage, olga, number)).staff


async def test_where_nobody_is_on_the_team_a_requester_is_one_still(stage: Stage, rita: Someone) -> None:
    number = await stage.files(rita, PRINTER)
    assert await _standing(stage, rita, number) == Access(requester=True, staff=False)


@pytest.mark.parametrize(
    ("address", "is_in"),
    [("10.2.3.4", True), ("11.0.0.1", False), ("2001:db8::9", True), ("::1", False), ("unknown", False)],
)
def test_from_where_the_panel_opens(address: str, is_in: bool) -> None:
    networks = (ip_network("10.0.0.0/8"), ip_network("2001:db8::/32"))
    assert permissions.is_admitted(networks, address) is is_in
    assert permissions.is_admitted((), address)
