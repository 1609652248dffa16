"""As one process: Telegram refuses the token for longer than a minute, and panel, board and mail work on."""

import asyncio
import json
import os
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from bot.api.reach import REFUSED_REST_SECONDS, REFUSED_SECONDS
from tests.kill.test_kill import _comment
from tests.kill.town import VERA, Town, _now, free_port, town
from tests.mail.post import ADDRESS, text_in
from tests.mail.servers import PASSWORD, USER, MailServer, serving_mail

SECONDS = float(os.environ.get("REFUSED_SECONDS", REFUSED_SECONDS + 15))
EVERY = 60
"""Seconds between two mails that are answered on the board meanwhile."""


@pytest.mark.limit(240 + SECONDS)
async def test_panel_board_and_mail_work_on_while_the_token_is_refused(database_url: str, tmp_path: Path) -> None:
    web, key = free_port(), "Zm9yIHRoZSB0ZXN0cyBhbG9uZTogMzIgYnl0ZXMhISE="
    more = {"WEB_URL": f"http://127.0.0.1:{web}", "WEB_PORT": str(web), "WEB_SECRET_KEY": key}
    async with AsyncExitStack() as stack:
        server = await stack.enter_async_context(serving_mail(_now))
        account = f"{USER}:{PASSWORD}@127.0.0.1"
        more |= {"MAIL_URL": f"imap://{account}:{server.imap_port}", "MAIL_ADDRESS": ADDRESS}
        more |= {"MAIL_SMTP_URL": f"smtp://{account}:{server.smtp_port}"}
        made = await stack.enter_async_context(town(database_url, tmp_path, names=["ops"], **more))
        ops = made.doors["ops"]
        await made.until(lambda: made.ready(ops.port), "all parts work")
        pid, pages = ops.pid, []
        await made.telegram.do("token/revoke")
        await made.telegram.do("fault", method="getUpdates", reset=True)
        mails = asyncio.create_task(_keep_answering(made, server))
        for _ in range(int(SECONDS)):
            pages.append(await _get(made, f"http://127.0.0.1:{web}/sign-in"))
            await asyncio.sleep(1)
        mails.cancel()
        answered = len([mail for mail in server.sent if "number" in text_in(mail)])
        print(f"{len(pages)} pages, {answered} mails answered on the board in {SECONDS:.0f} s")  # noqa: T201
        assert {status for status, _ in pages} == {200}
        assert answered >= max(1, SECONDS // (2 * EVERY))
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


async def _keep_answering(made: Town, server: MailServer) -> None:
    """Let Kim write a mail and the board answer it, again and again."""
    for number in range(1, 1000):
        head = f"From: Kim <kim{number}@client.example>\r\nTo: {ADDRESS}\r\nMessage-ID: <{number}@client.example>\r\n"
        server.deliver(f"{head}Subject: Upload {number}\r\n\r\nThe upload of team {number} fails\r\n".encode())
        await _comment(made, number, f"number {number} is mended")
        await made.until(lambda n=number: _is_sent(server, f"number {n} is mended"), "the answer is mailed")  # type: ignore[misc]
        await asyncio.sleep(EVERY)


async def _is_sent(server: MailServer, words: str) -> bool:
    return any(words in text_in(mail) for mail in server.sent)


async def _get(made: Town, url: str) -> tuple[int, str]:
    async with made.session.get(url, allow_redirects=False) as answer:
        return answer.status, await answer.text()
