"""As one process: Telegram refuses the token for longer than a minute, and the panel and the board work on."""

import asyncio
import json
from pathlib import Path

import pytest

from bot.api.reach import REFUSED_REST_SECONDS, REFUSED_SECONDS
from tests.kill.town import VERA, Town, free_port, town


@pytest.mark.limit(300)
async def test_the_panel_and_the_board_work_on_while_the_token_is_refused(database_url: str, tmp_path: Path) -> None:
    web, key = free_port(), "Zm9yIHRoZSB0ZXN0cyBhbG9uZTogMzIgYnl0ZXMhISE="
    panel = {"WEB_URL": f"http://127.0.0.1:{web}", "WEB_PORT": str(web), "WEB_SECRET_KEY": key}
    async with town(database_url, tmp_path, names=["ops"], **panel) as made:
        ops = made.doors["ops"]
        await made.until(lambda: made.ready(ops.port), "all parts work")
        pid, pages = ops.pid, []
        await made.telegram.do("token/revoke")
        await made.telegram.do("fault", method="getUpdates", reset=True)
        for _ in range(int(REFUSED_SECONDS) + 15):
            pages.append(await _get(made, f"http://127.0.0.1:{web}/healthz"))
            await asyncio.sleep(1)
        assert {status for status, _ in pages} == {200}
        state = json.loads((await _get(made, f"http://127.0.0.1:{ops.port}/readyz"))[1])
        assert {name: said for name, said in state.items() if said != "ok"} == {"telegram": "token refused"}
        await made.telegram.do("message", person=VERA, text="/help")
        await made.telegram.do("token/revoke", undo=True)
        for _ in range(int(REFUSED_REST_SECONDS)):  # it asks once a minute, which is longer than `until` waits
            if not await made.ready(ops.port):
                await asyncio.sleep(1)
        await made.until(lambda: made.ready(ops.port), "all parts work again")
        await made.until(lambda: made.got(VERA, "Telegram refused the bot’s token"), "Vera is told")
        assert (ops.alive, ops.pid, "starts again" in ops.log()) == (True, pid, False)


async def _get(made: Town, url: str) -> tuple[int, str]:
    async with made.session.get(url) as answer:
        return answer.status, await answer.text()
