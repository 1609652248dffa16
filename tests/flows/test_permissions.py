"""§5 Permissions: every command and every callback, tried by who tells most of it (`Try.edge`) and by everybody else in
turns. Who may not, changes nothing and sees nothing, whatever message the press is forged on."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from bot.features.registry import COMMANDS as DECLARED
from db.embedded.shared_server import EmbeddedServer
from tests.flows.matrix import COMMANDS
from tests.flows.matrix_presses import PRESSES
from tests.flows.matrix_rows import LEADERS, STAFF, Try, button_prefixes
from tests.flows.phone import buttons
from tests.flows.town import COLUMNS, EVER_STAFF, NOTE, SECRETS, Town, standing_town

pytestmark = [pytest.mark.sentence("5 Permissions and presses")]

SECOND_THOUGHTS = [f"{does} the {said}" for does in ("edit", "/delete") for said in ("answer", "note")]
MATRIX = [
    pytest.param(what, column, id=f"{what}-{column}")
    for at, what in enumerate((*COMMANDS, *PRESSES))
    for column in COLUMNS
    if column in {*what.edge, COLUMNS[at % len(COLUMNS)]}
]


@pytest_asyncio.fixture(scope="module")
async def town(server: EmbeddedServer) -> AsyncIterator[Town]:
    """Build one town for the whole matrix."""
    async with standing_town(server) as made:
        yield made


@pytest.mark.parametrize(("what", "column"), MATRIX)
async def test_who_may_not_changes_nothing_and_sees_nothing(town: Town, what: Try, column: str) -> None:
    await town.restore()
    phone = town.people[column]
    if column in what.may:
        await _may(town, what, column)
        return
    before, seen = await town.dump(phone), set(await town.seen(phone))
    doing = town.filled(what.does, column)
    if doing.startswith("/"):
        await phone.writes(doing)
    else:
        for spot in await town.spots(phone, doing, town.number_in(what.does, column)):
            await phone.presses(doing, on=spot, force=True)
            assert (await phone.answer())["show_alert"], f"no alert on message {spot}"
    assert await town.dump(phone) == before
    new = [line for line in await town.seen(phone) if line not in seen]
    assert new, "nothing was said"
    seen_by = {"agent": (), "admin": (), "agent on their own ticket": (NOTE,), **dict.fromkeys(LEADERS, (NOTE,))}
    hidden = seen_by.get(column, SECRETS)
    assert not [line for line in new for secret in hidden if secret in line]


@pytest.mark.parametrize("column", EVER_STAFF)
@pytest.mark.parametrize("what", SECOND_THOUGHTS)
async def test_what_somebody_said_as_staff_they_change_only_as_staff(town: Town, what: str, column: str) -> None:
    await town.restore()
    phone, (does, _, said) = town.people[column], what.split()
    before, seen = await town.dump(phone), set(await town.seen(phone))
    message = town.said[column][said]
    if does == "edit":
        note = "note" in what
        text = f"/note {town.numbers['held']} granite" if note else "Pay in cash"
        await town.stage.telegram.do("edit", person=phone.id, message_id=message, text=text)
        await town.stage.settle()
    else:
        await phone.writes("/delete", reply_to=message)
    assert (await town.dump(phone) != before) == (column in STAFF)
    refused = [line for line in await town.seen(phone) if line not in seen and "Only the team" in line]
    assert bool(refused) == (column not in STAFF)


async def _may(town: Town, what: Try, column: str) -> None:
    """Who may, can: something changes or is shown, and nothing is refused."""
    phone = town.people[column]
    earlier = 0
    if what.first:
        earlier = (await phone.received() or [{"message_id": 0}])[-1]["message_id"]
        for step in town.filled(what.first, column).split(" then "):
            if step.startswith("/"):
                await phone.writes(step)
            else:
                chat = await phone.received()
                with_it = [m["message_id"] for m in chat if step in buttons(m)]
                await phone.presses(step, on=(with_it or [chat[-1]["message_id"]])[-1], force=True)
    before, seen = await town.dump(phone), set(await town.seen(phone))
    doing = town.filled(what.does, column)
    if doing.startswith("/"):
        await phone.writes(doing)
    else:
        chat, shown = await phone.received(), town.filled(what.on or what.does, column)
        with_it = [m["message_id"] for m in chat if shown in buttons(m)]
        edited = any(step and not step.startswith("/") for step in what.first.split(" then "))
        having = [message for message in with_it if message > earlier] or (with_it if edited else [])
        await phone.presses(doing, on=(having or [chat[-1]["message_id"]])[-1], force=True)
    new = [line for line in await town.seen(phone) if line not in seen]
    assert new or await town.dump(phone) != before
    refusals = ("Only the team", "Your role does not allow", "The panel is for", "There is no request", "out of date")
    assert not [line for line in new for refusal in refusals if refusal in line]


def test_the_matrix_has_no_hole() -> None:
    """Each command of the menus and each kind of callback data that the bot knows is tried."""
    assert set(DECLARED.by_name) <= {t.does.split()[0].removeprefix("/") for t in COMMANDS}
    assert button_prefixes() <= {t.does.partition(":")[0] for t in PRESSES}
    assert len(MATRIX) > 2 * (len(COMMANDS) + len(PRESSES))
