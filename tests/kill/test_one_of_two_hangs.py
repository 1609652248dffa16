"""SIGSTOP of one of two processes of a kind, then of the other: work goes on within fifteen seconds, and nothing is
doubled that was not under way. Bot and board: `test_hung.py`, `test_two_of_each.py`; reports, of which there is one at
a time: `tests/reports/test_child.py`."""

import asyncio
import signal
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from aiohttp import ClientError
from sqlalchemy import select

from db.models import Origin, Person
from desk import Desk, DeskSettings
from desk.integrations import integrations
from desk.integrations.scopes import Scope
from sandbox.crm.app import make_app as crm_app
from sandbox.crm.world import CrmWorld
from tests.chaos.catcher import catching
from tests.flows.servers import serving
from tests.kill.door import Door
from tests.kill.test_kill import OLGA, RITA, _answers, _meet
from tests.kill.test_mail import _counter, _has
from tests.kill.test_two_of_each import SECONDS_OF_A_HUNG, _folder
from tests.kill.town import VERA, Town, _now, free_port, town

pytestmark = pytest.mark.limit(400)


async def test_mails_go_both_ways(database_url: str, tmp_path: Path) -> None:
    async with _counter(database_url, tmp_path) as made:
        twin = made.door.twin(_folder(tmp_path, "second"), MAIL_HTTP_PORT=str(free_port()))
        await twin.start()
        made.writes("word-1")
        await made.town.press(OLGA, "claim:1")
        await made.town.until(lambda: _is_up(twin, "reading the mailbox"), "the second one is up")

        async def goes_on(n: int) -> None:
            made.writes(f"word-in{n}")
            await _answers(made.town, f"word-out{n} is an answer", "word-1,")
            await made.town.until(lambda: made.is_filed(f"word-in{n}"), f"mail {n} is a request")
            await made.town.until(lambda: _has(made, f"word-out{n}"), f"answer {n} is sent")

        took = await _stop_in_turns([made.door, twin], goes_on)
        assert max(took) < SECONDS_OF_A_HUNG, took
        assert [len(made.sent(f"word-out{n}")) for n in range(2)] == [1, 1]


async def test_panel_webhooks_and_crm(database_url: str, tmp_path: Path) -> None:
    crm, ports = CrmWorld(authorization="Bearer crm-token"), [free_port(), free_port()]
    async with AsyncExitStack() as stack:
        catcher = await stack.enter_async_context(catching())
        given = {
            "TODOIST_API_TOKEN": "", "BOT_HTTP_PORT": str(free_port()), "CRM_TOKEN": "crm-token",
            "WEB_URL": f"http://127.0.0.1:{ports[0]}", "WEB_PORT": str(ports[0]), "WEBHOOK_ALLOW": "127.0.0.1",
            "WEB_SECRET_KEY": "Zm9yIHRoZSB0ZXN0cyBhbG9uZTogMzIgYnl0ZXMhISE=",
            "CRM_URL": await stack.enter_async_context(serving(crm_app(crm))),
        }  # fmt: skip
        made = await stack.enter_async_context(town(database_url, tmp_path, names=["bot", "web"], **given))
        first = made.doors["web"]
        pair = [first, first.twin(_folder(tmp_path, "second"), WEB_PORT=str(ports[1]), HTTP_PORT=str(free_port()))]
        await pair[1].start()
        for port in ports:
            await made.until(lambda p=port: _is_served(made, p), "both panels are up")  # type: ignore[misc]
        await _meet(made)
        await _subscribe(made, ports[0], f"{catcher.url}/shop")

        async def goes_on(n: int) -> None:
            await made.says(RITA, f"/new word-{n} does not work")
            await made.until(lambda: _is_served(made, ports[1 - n]), "the other panel answers")
            await made.until(lambda: _is_in(catcher.taken["shop"], f"word-{n} "), f"webhook {n} is sent")
            await made.until(lambda: _is_in(list(crm.records.values()), f"word-{n} "), f"the CRM has {n}")

        took = await _stop_in_turns(pair, goes_on)
        assert max(took) < SECONDS_OF_A_HUNG, took
        assert crm.complaints == []


async def _stop_in_turns(pair: Sequence[Door], goes_on: Callable[[int], Awaitable[None]]) -> list[float]:
    """Stop one after the other, and let each go on before the next; return how much longer work took each time than
    with both."""
    took, clock = [], asyncio.get_running_loop().time
    began = clock()
    await goes_on(len(pair))
    usual = clock() - began
    try:
        for n, door in enumerate(pair):
            door.send(signal.SIGSTOP)
            began = clock()
            await goes_on(n)
            took.append(clock() - began - usual)
            door.send(signal.SIGCONT)
    finally:
        for door in pair:
            door.send(signal.SIGCONT)
        await pair[1].stop()
    print([round(one, 1) for one in took], round(usual, 1))  # noqa: T201
    return took


async def _is_up(door: Door, line: str) -> bool:
    return door.is_elected(line)


async def _is_in(taken: Sequence[object], words: str) -> bool:
    return any(words in str(one) for one in taken)


async def _is_served(made: Town, port: int) -> bool:
    try:
        async with made.session.get(f"http://127.0.0.1:{port}/sign-in", timeout=1) as answer:  # type: ignore[arg-type]
            return answer.status == 200
    except (ClientError, TimeoutError):
        return False


async def _subscribe(made: Town, port: int, url: str) -> None:
    """Let an integration be told of everything that happens to tickets."""
    async with made.database.unit_of_work() as session:
        vera = (await session.scalars(select(Person).where(Person.telegram_id == VERA))).one()
        desk = Desk(session, Origin.TELEGRAM, vera, now=_now(), rules=DeskSettings())
        made_key, token = await integrations.create_integration(desk, "Shop")
        for scope in (Scope.EVENTS, Scope.WEBHOOKS, Scope.ALL_READ):
            await integrations.switch_scope(desk, made_key, scope, on=True)
    address, headers = f"http://127.0.0.1:{port}/api/v1/webhooks", {"authorization": f"Bearer {token}"}
    async with made.session.post(address, json={"url": url}, headers=headers) as answer:
        assert answer.status == 201, await answer.text()
