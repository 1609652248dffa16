"""kill -9 of todoist_sync at each step of connecting an account and of refreshing its tokens: nothing is lost."""

import asyncio
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientError
from sqlalchemy import text

from tests.kill.town import VERA, Town, town
from tests.texts import piece_of, text_of

RITA, SAM = 501, 502
HELD = {"path": "oauth/access_token", "delay": 60}
AT_PAGE = "select 1 from pg_locks where relation = 'board_connect_codes'::regclass and mode = 'RowShareLock'"
AT_REFRESH = "select 1 from pg_locks where relation = 'board_connection'::regclass and mode = 'RowShareLock'"


async def _row(town: Town, query: str) -> Any:
    async with town.database.sessions() as session:
        return (await session.execute(text(query))).first()


async def _allowed(town: Town) -> str:
    """Vera has asked for a link and allowed access; where Todoist leads back to."""
    before = await town.got(VERA, "state=")
    await town.says(VERA, "/connect")

    async def newer() -> Any:
        message = await town.got(VERA, "state=")
        return message if message and (before is None or message["message_id"] > before["message_id"]) else None

    message = await town.until(newer, "Vera gets a link")
    link = next(part for part in message["text"].split() if "state=" in part)
    user = (await town.todoist.read("state"))["users"][0]["id"]
    async with town.session.get(f"{link}&user={user}", allow_redirects=False) as answer:
        return str(answer.headers["Location"])


async def _open(town: Town, address: str) -> tuple[int, str]:
    port = town.doors["todoist_sync"].port
    await town.until(lambda: town.ready(port), "todoist_sync is ready")
    async with town.session.get(address) as answer:
        return answer.status, await answer.text()


async def _opened_and_killed(town: Town, address: str, *, exchanged: bool) -> None:
    """Open the page, and kill todoist_sync while Todoist's answer is held back."""
    tokens = len(town.board.tokens)
    opening = asyncio.create_task(_open(town, address))
    await town.until(lambda: _row(town, AT_PAGE), "the page asks for tokens")
    if exchanged:
        await _made(town, tokens)
    await _killed(town)
    with suppress(ClientError):
        await opening


async def _made(town: Town, before: int) -> None:
    async def more() -> bool:
        return len(town.board.tokens) > before

    await town.until(more, "Todoist has made tokens")


async def _killed(town: Town) -> None:
    await town.doors["todoist_sync"].kill()
    await town.todoist.do("fault/clear")
    await town.doors["todoist_sync"].start()


async def _follows(town: Town, person: int, number: int) -> None:
    """A request of this person reaches the board."""
    await town.says(person, f"request {number}")
    await town.until(lambda: town.task(number), f"#{number} is on the board")


@pytest.mark.limit(400)
async def test_an_account_is_connected_and_refreshed_through_kills(database_url: str, tmp_path: Path) -> None:
    async with town(database_url, tmp_path, connects=True) as made:
        await made.telegram.do("person", id=RITA, first_name="Rita", language_code="en")
        await made.telegram.do("person", id=SAM, first_name="Sam", language_code="en")
        back = await _allowed(made)

        await made.todoist.do("fault", **HELD)
        await _opened_and_killed(made, back, exchanged=False)
        assert await _row(made, "select 1 from board_connection") is None
        status, page = await _open(made, back)  # the same page, loaded again
        assert (status, text_of("connect-page-done") in page) == (200, True)
        await _follows(made, RITA, 1)

        kept = await _row(made, "select access_token, refresh_token from board_connection")
        back = await _allowed(made)
        await made.todoist.do("fault", **HELD, after=True)
        await _opened_and_killed(made, back, exchanged=True)
        status, page = await _open(made, back)
        assert (status, piece_of("connect-page-refused") in page) == (400, True)
        assert await _row(made, "select access_token, refresh_token from board_connection") == kept

        tokens = len(made.board.tokens)
        await made.todoist.do("fault", **HELD, after=True)
        async with made.database.unit_of_work() as session:
            await session.execute(text("update board_connection set expires_at = now() + interval '1 minute'"))
        await made.until(lambda: _row(made, AT_REFRESH), "the tokens are refreshed")
        await _made(made, tokens)
        await _killed(made)
        fresh = "select 1 from board_connection where expires_at > now() + interval '30 minutes'"
        await made.until(lambda: _row(made, fresh), "the tokens are refreshed with the same refresh token")
        await _follows(made, SAM, 2)
