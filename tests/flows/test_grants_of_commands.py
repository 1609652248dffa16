"""Every command of the bot for every role: who lacks the grant is told so, and nothing else happens; who has it is
not refused."""

import pytest

from bot.features.registry import COMMANDS
from db.models import Role
from desk.policy.permissions import PRESETS
from tests.flows.acts import filed_and_taken, invite
from tests.flows.phone import Phone, words
from tests.flows.scenes import row
from tests.flows.stage import Stage
from tests.texts import text_of

pytestmark = [pytest.mark.sentence("5 Permissions and presses")]

BOARD = False
_COUNTED = "select (select count(*) from history), (select count(*) from entries), (select count(*) from audit)"


@pytest.mark.parametrize("role", list(PRESETS))
async def test_each_command_asks_for_its_grant(stage: Stage, rita: Phone, olga: Phone, role: Role) -> None:
    vera = stage.people["Vera"]
    number = await filed_and_taken(rita, olga, "The door does not open")
    phone = await stage.phone("Nora")
    await phone.writes(f"/start {await invite(vera, role.value)}")
    if role is Role.ADMIN:
        await vera.presses(f"admit:{phone.id}")
    wrong = []
    for name, command in COMMANDS.by_name.items():
        if command.grant is None or command.of_organizations or command.of_payments or command.setting:
            continue
        needed = command.grant if isinstance(command.grant, frozenset) else frozenset({command.grant})
        before = await row(stage, _COUNTED)
        await phone.writes(f"/{name} {number}" if command.of_ticket else f"/{name}")
        refused = words(await phone.last()) == text_of("not-granted")
        if refused is not PRESETS[role].isdisjoint(needed) or (refused and await row(stage, _COUNTED) != before):
            wrong.append((name, refused))
    assert not wrong
