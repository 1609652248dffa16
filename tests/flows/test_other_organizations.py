"""A request of an organization is for its requester, the team, and those who lead that organization now. For everybody
else it is a request that does not exist: by every command, button, reply, edit and search."""

import re
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from sqlalchemy import text

from db.embedded.shared_server import EmbeddedServer
from tests.flows.hidden_tickets import HIDDEN, SECRETS, Scene, all_seen, hidden_tickets
from tests.flows.matrix import COMMANDS
from tests.flows.matrix_presses import PRESSES
from tests.flows.phone import Phone, words
from tests.sql import scalar

pytestmark = [pytest.mark.sentence("5 Permissions and presses")]

_NAMES_A_TICKET = re.compile(r"\{(free|held|escalated|resolved|closed|cancelled|draft)\}")
_ROWS = [one.does for one in (*COMMANDS, *PRESSES) if _NAMES_A_TICKET.search(one.does)]
_NOT_THERE = 987654


@pytest_asyncio.fixture(scope="module")
async def scene(server: EmbeddedServer) -> AsyncIterator[Scene]:
    """One desk for all; what is refused changes nothing."""
    async with hidden_tickets(server) as made:
        yield made


async def _says(phone: Phone, said: str, **more: Any) -> list[str]:
    before = {m["message_id"] for m in await phone.received()}
    await phone.writes(said, **more)
    return [words(m) for m in await phone.received() if m["message_id"] not in before]


@pytest.mark.limit(300)
@pytest.mark.parametrize("who", HIDDEN)
async def test_commands_answer_like_for_a_ticket_that_does_not_exist(scene: Scene, who: str) -> None:
    phone, before = scene.people[who], await scene.dump()
    wrong = []
    for template in [one for one in _ROWS if one.startswith("/")]:
        unknown = [line.replace(str(_NOT_THERE), "N") for line in await _says(phone, scene.fill(template, _NOT_THERE))]
        for state in HIDDEN[who]:
            number = scene.numbers[state]
            told = [re.sub(rf"\b{number}\b", "N", line) for line in await _says(phone, scene.fill(template, number))]
            if told != unknown or not told:
                wrong.append((template, state, told, unknown))
    assert wrong == []
    assert await scene.dump() == before


@pytest.mark.limit(600)
@pytest.mark.parametrize("who", HIDDEN)
async def test_presses_change_nothing_and_reveal_nothing(scene: Scene, who: str) -> None:
    """Each button on one of the tickets, in turns, on every kind of message that they have."""
    phone, before, wrong = scene.people[who], await scene.dump(), []
    for at, template in enumerate(one for one in _ROWS if not one.startswith("/")):
        state = HIDDEN[who][at % len(HIDDEN[who])]
        number = scene.numbers[state]
        for spot in await scene.spots(phone, number):
            seen = await all_seen(phone)
            await phone.presses(scene.fill(template, number), on=spot, force=True)
            new = await all_seen(phone) - seen
            alert = (await phone.answer())["show_alert"]
            if not new or not alert or [line for line in new for secret in SECRETS if secret in line]:
                wrong.append((template, state, spot, alert, new))
        if await scene.dump() != before:
            wrong.append((template, state, 0, False, {"changed"}))
            before = await scene.dump()
    assert wrong == []


@pytest.mark.parametrize("who", HIDDEN)
async def test_lists_and_searches_show_nothing_of_it(scene: Scene, who: str) -> None:
    phone, hidden = scene.people[who], {scene.numbers[state] for state in HIDDEN[who]}
    for said in ("/tickets", "/tickets open", "/tickets closed", "/tickets waiting", "/tickets alabaster", "/status",
                 "/tickets marble", "/find alabaster", "/queue", "/open", "/cancel", "/tickets Rita"):  # fmt: skip
        told = " ".join(await _says(phone, said))
        assert told
        assert not [number for number in hidden if re.search(rf"#{number}\b", told)], (said, told)
        if hidden == set(scene.numbers.values()):
            assert not [secret for secret in SECRETS if secret in told.replace("/find alabaster", "")
                        and secret not in said], (said, told)  # fmt: skip


async def test_a_former_director_speaks_to_nobody_from_old_messages(scene: Scene) -> None:
    """Neither a reply to what they read or wrote, nor an edit, a reaction or a withdrawal of their own words."""
    phone = scene.people["former director"]
    before = await scene.dump()
    tickets = "(select id from tickets where number < :most)"
    async with scene.stage.database.sessions() as session:
        said = f"select string_agg(to_jsonb(e)::text, ' ' order by id) from entries e where ticket_id in {tickets}"  # noqa: S608
        most = {"most": max(scene.numbers.values()) + 1}
        was = await session.scalar(text(said), most)
    await scene.stage.telegram.do("edit", person=phone.id, message_id=scene.wrote, text="I am at home")
    await scene.stage.settle()
    await phone.writes("/delete", reply_to=scene.wrote)
    assert await scene.dump() == before
    for message in await phone.chat():
        await phone.writes("Is anybody there?", reply_to=message["message_id"])
        await phone.presses("to:none", on=await phone.last_id(), force=True)
    await scene.stage.pass_time(minutes=5)
    assert await scalar(scene.stage, said, **most) == was
