from tests.flows.test_board_people import *
from tests.flows.test_board_people import _dismissed, _members
async def test_dbg(stage, olga, ivan):
    vera, user = stage.people["Vera"], await _dismissed(stage, olga)
    await stage.pass_time(minutes=11)
    print(await row(stage,"select * from collaborators where todoist_id=:u",u=user))
    await stage.pass_time(hours=12)
    print(await row(stage,"select * from collaborators where todoist_id=:u",u=user))
    await stage.pass_time(hours=13)
    print(stage.clock(), await row(stage,"select * from collaborators where todoist_id=:u",u=user))
    print(stage.mirroring._mirror._cared_at)
    print([words(m) for m in (await vera.received())[-4:]])
    assert 0
