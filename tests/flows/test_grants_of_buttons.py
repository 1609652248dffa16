"""Every button of the bot for every role of the team: whoever lacks its grant by now is refused and changes nothing,
also on a message that they got while they had it; whoever has it is not refused."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from sqlalchemy import text

from db.embedded.shared_server import EmbeddedServer
from db.models import Role
from desk.policy.permissions import PRESETS
from tests.flows.matrix_grants import GRANT_OF_ONE, GRANT_OF_PRESS, get_needed
from tests.flows.matrix_presses import PRESSES
from tests.flows.matrix_rows import Try, button_prefixes
from tests.flows.phone import Phone, buttons
from tests.flows.town import Town, standing_town

pytestmark = [pytest.mark.sentence("5 Permissions and presses")]

_REFUSALS = ("Only the team", "Your role does not allow", "The panel is for", "There is no request", "out of date")
_OF_ONE_PERSON = ("{board}", "{ada}")
"""An account of the board, and a guest of the admin who invited her."""
_TRIED = [what for what in PRESSES if "admin" in what.may and not any(one in what.does for one in _OF_ONE_PERSON)]


def _list_allowing(what: Try) -> list[Role]:
    """Return the roles that may press it, the least first."""
    needed = get_needed(what.does)
    if needed is None:
        return list(PRESETS)
    some = needed if isinstance(needed, frozenset) else frozenset({needed})
    return [role for role, grants in PRESETS.items() if grants & some]


_ALLOWED = [pytest.param(what, role, id=f"{what}-{role}") for what in _TRIED for role in _list_allowing(what)]


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def town(server: EmbeddedServer) -> AsyncIterator[Town]:
    """Build one town for all of it."""
    async with standing_town(server) as made:
        yield made


async def _as_role(town: Town, phone: Phone, role: Role) -> None:
    async with town.stage.database.unit_of_work() as session:
        changed = "update people set role = :role, role_given = :role, grants = '{}' where telegram_id = :id"
        await session.execute(text(changed), {"role": role, "id": phone.id})


async def _gets(town: Town, what: Try) -> tuple[Phone, str, int]:
    """Let a colleague with all grants get the button; return them, its data and the message with it."""
    await town.restore()
    nina = town.people["agent on their own ticket"]
    await _as_role(town, nina, Role.ADMIN)
    earlier = (await nina.received() or [{"message_id": 0}])[-1]["message_id"]
    for step in town.filled(what.first, "agent").split(" then ") if what.first else ():
        if step.startswith("/"):
            await nina.writes(step)
        else:
            await nina.presses(step, on=_find(await nina.received(), step, earlier), force=True)
    doing, shown = town.filled(what.does, "agent"), town.filled(what.on or what.does, "agent")
    return nina, doing, _find(await nina.received(), shown, earlier)


def _find(chat: list[dict[str, Any]], data: str, earlier: int) -> int:
    """Return the newest message with the button, or else the newest one."""
    with_it = [message["message_id"] for message in chat if data in buttons(message)]
    newer = [message for message in with_it if message > earlier]
    return int((newer or with_it or [chat[-1]["message_id"]])[-1])


@pytest.mark.parametrize("what", [what for what in _TRIED if len(_list_allowing(what)) < len(PRESETS)], ids=str)
async def test_without_its_grant_a_button_is_refused(town: Town, what: Try) -> None:
    nina, doing, on = await _gets(town, what)
    for role in [role for role in PRESETS if role not in _list_allowing(what)]:
        await _as_role(town, nina, role)
        before = await town.dump(nina)
        await nina.presses(doing, on=on, force=True)
        assert (await nina.answers())[-1]["show_alert"], role
        assert await town.dump(nina) == before, role


@pytest.mark.parametrize(("what", "role"), _ALLOWED)
async def test_with_its_grant_a_button_is_not_refused(town: Town, what: Try, role: Role) -> None:
    nina, doing, on = await _gets(town, what)
    await _as_role(town, nina, role)
    seen = len(await nina.answers())
    await nina.presses(doing, on=on, force=True)
    said = [str(answer["text"]) for answer in (await nina.answers())[seen:]]
    assert not [line for line in said for refusal in _REFUSALS if refusal in line]


def test_the_table_has_no_hole() -> None:
    """Each kind of button has an entry, and none is of a button that is gone."""
    assert button_prefixes() == GRANT_OF_PRESS.keys()
    assert GRANT_OF_ONE.keys() <= {what.does for what in PRESSES}
