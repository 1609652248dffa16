"""A system brings files of its people, and fetches what it may see."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio
from sqlalchemy import text, update

from db.database import Database
from db.models import EntryFile, Integration
from desk.integrations.scopes import Scope
from tests.flows import cast
from tests.flows.api.client import URL, Client, token_of
from tests.flows.files.test_uploads import PICTURE, Part, brings, counted, part
from tests.flows.panel.browser import browser_at, panel_of
from tests.flows.phone import words
from tests.flows.stage import VERA, Stage, staged
from tests.sql import execute, scalar

pytestmark = pytest.mark.sentence("Systems and the API")


@pytest_asyncio.fixture
async def shop(database: Database) -> AsyncIterator[tuple[Stage, Client, int]]:
    """A desk with a board and an agent, a shop with its token; the port of the web door."""
    async with (
        staged(database, begins=(cast.olga,), web__url=URL) as stage,
        panel_of(
            stage,
            todoist_api_token=stage.worlds.token,
            bot_token=stage.worlds.telegram.token,
            telegram_api_url=stage.telegram.url,
            todoist_api_url=stage.todoist.url,
        ) as port,
        httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as http,
    ):
        yield stage, Client(http, await token_of(stage.vera)), port


async def sends(client: Client, number: int, *parts: Part, text: str = "", **headers: str) -> dict[str, Any]:
    """Files for a request."""
    more = {name.replace("_", "-"): value for name, value in headers.items()}
    client.answer = await client.http.post(
        f"/api/v1/tickets/{number}/files", data={"text": text}, files=list(parts),
        headers={"authorization": f"Bearer {client.token}", **more},
    )  # fmt: skip
    made: dict[str, Any] = client.answer.json()
    return made


async def fetches(client: Client, number: int, file_id: int) -> httpx.Response:
    """A file of a request."""
    headers = {"authorization": f"Bearer {client.token}"}
    return await client.http.get(f"/api/v1/tickets/{number}/files/{file_id}", headers=headers)


async def test_a_systems_files_reach_the_team_and_the_teams_the_system(shop: tuple[Stage, Client, int]) -> None:
    stage, client, port = shop
    olga = stage.olga
    number = (await client.opens("The parcel is broken"))["number"]
    await stage.settle()
    await olga.presses(f"claim:{number}")
    two = (part("front.png", PICTURE, "image/png"), part("back.png", PICTURE, "image/png"))
    made = await sends(client, number, *two, text="Both sides", idempotency_key="k")
    assert client.status == 201
    assert [file["name"] for file in made["messages"][-1]["files"]] == ["front.png", "back.png"]
    again = await sends(client, number, *two, text="Both sides", idempotency_key="k")
    assert again["messages"] == made["messages"]
    other = part("front.png", PICTURE + b"x", "image/png"), two[1]
    assert (await sends(client, number, *other, text="Both sides", idempotency_key="k"))["status"] == 422
    assert await counted(stage.database) == (2, 1)
    await stage.settle()
    got = [message for message in await olga.received() if message.get("files")]
    assert [file["kind"] for message in got for file in message["files"]] == ["photo", "photo"]
    assert "Both sides" in words(await olga.containing("Both sides"))
    assert sorted(name for _, name in await stage.board.files(number) if name) == ["back.png", "front.png"]
    file = made["messages"][-1]["files"][0]
    given = await fetches(client, number, file["id"])
    assert given.content == PICTURE
    assert given.headers["content-disposition"].startswith('attachment; filename="front.png"')
    async with browser_at(port) as browser:
        await browser.signs_in(stage.vera, str(VERA))
        await browser.opens(f"/tickets/{number}")
        await brings(browser, number, part("label.pdf", b"%PDF-1.7 print me", "application/pdf"), text="Print it")
        await browser.opens(f"/tickets/{number}")
        await brings(browser, number, part("secret.pdf", b"%PDF-1.7 inside", "application/pdf"), inside="1")
    await stage.pass_time(seconds=15)
    seen = await client.asks("GET", f"/tickets/{number}")
    label = seen["messages"][-1]["files"][0]
    assert (label["name"], label["available"]) == ("label.pdf", True)
    assert (await fetches(client, number, label["id"])).content == b"%PDF-1.7 print me"
    assert (await fetches(client, number, label["id"] + 1)).status_code == 404  # a note's


async def test_what_the_team_sends_from_telegram_and_the_board_is_fetched_too(
    shop: tuple[Stage, Client, int],
) -> None:
    """Who has no Telegram gets the team's pictures here."""
    stage, client, _ = shop
    olga = stage.olga
    number = (await client.opens("The parcel is broken"))["number"]
    await stage.settle()
    await olga.presses(f"claim:{number}")
    card = (await olga.message_with(f"resolve:{number}"))["message_id"]
    await olga.sends("photo", caption="Like this?", reply_to=card)
    stage.clock.on(seconds=5)
    await stage.board.attach(number, "plan.png", PICTURE, by=await stage.board.user("Pavel"), text="Or this")
    seen = await client.asks("GET", f"/tickets/{number}")
    files = [file for one in seen["messages"] for file in one["files"]]
    assert [(file["kind"], file["available"]) for file in files] == [("photo", True), ("photo", True)], seen["messages"]
    for file in files:
        given = await fetches(client, number, file["id"])
        assert given.content == PICTURE
        assert given.headers["content-disposition"].startswith("attachment;")
    assert await counted(stage.database) == (0, 0)
    await stage.settle()
    await _changed(stage, files[0]["id"], bot_id=1, telegram_file_id="another bot's")
    assert (await fetches(client, number, files[0]["id"])).content == PICTURE  # from the board, which has it too
    await _changed(stage, files[0]["id"], todoist_attachment=None)
    seen = await client.asks("GET", f"/tickets/{number}")
    assert [file["available"] for one in seen["messages"] for file in one["files"]] == [False, True]


async def _changed(stage: Stage, file_id: int, **values: object) -> None:
    await execute(stage, update(EntryFile).where(EntryFile.id == file_id).values(**values))


async def test_who_may_not_gets_nothing_and_nothing_is_read(shop: tuple[Stage, Client, int]) -> None:
    stage, client, _ = shop
    number = (await client.opens("The parcel is broken"))["number"]
    other = client.by(await token_of(stage.vera, "Other"))
    reader = client.by(await token_of(stage.vera, "Reader"))
    await execute(stage, update(Integration).where(Integration.name == "Reader").values(scopes=[Scope.ALL_READ.value]))
    file = (await sends(client, number, part("a.png", PICTURE)))["messages"][-1]["files"][0]["id"]
    mine = (await other.opens("Mine"))["number"]
    for who, at, status in (
        (client, number, 200), (reader, number, 200), (other, number, 404), (other, mine, 404), (client, mine, 404),
        (client.by("pds_wrong"), number, 401),
    ):  # fmt: skip
        assert (await fetches(who, at, file)).status_code == status
    assert (await fetches(client, number, 2**70)).status_code in (404, 422)

    for who, status in ((other, 404), (client.by("pds_wrong"), 401)):
        assert await _before_it_came(who, number) == status
    for wrong, status in (
        ((part("a.svg", b"<svg>"),), 422), ((part("a.png", b"<html>"),), 422), ((part("a.txt", b""),), 422), ((), 415),
        (tuple(part(f"{n}.png", PICTURE) for n in range(11)), 422),
    ):  # fmt: skip
        said = await sends(client, number, *wrong, text="Look")
        assert (client.status, said["status"]) == (status, status)
    await stage.vera.writes("/settings upload_mb 1")
    assert (await sends(client, number, part("a.txt", b"x" * 1_100_000)))["status"] == 413
    assert (await sends(client, number, part("a.txt", b"x" * 3_000_000)))["status"] == 413
    assert await counted(stage.database) == (1, 1)
    second = (await client.opens("And the lamp"))["number"]
    await stage.olga.writes(f"/merge {number} into {second}")
    late = (await sends(client, second, part("b.png", PICTURE)))["messages"][-1]["files"][0]["id"]
    for at in (number, second):  # of one thread by now
        assert [(await fetches(client, at, one)).status_code for one in (file, late)] == [200, 200]


async def _before_it_came(client: Client, number: int) -> int:
    """How a request is answered of whose body nothing has come yet."""
    reader, writer = await asyncio.open_connection("127.0.0.1", client.http.base_url.port)
    lines = [f"POST /api/v1/tickets/{number}/files HTTP/1.1", "host: [::1]", f"authorization: Bearer {client.token}",
             "content-type: multipart/form-data; boundary=b", "content-length: 100000", "", ""]  # fmt: skip
    writer.write("\r\n".join(lines).encode())
    answer = await asyncio.wait_for(reader.readline(), 10)
    writer.close()
    return int(answer.split()[1])


async def test_who_sends_slowly_or_fetches_holds_no_transaction(shop: tuple[Stage, Client, int]) -> None:
    stage, client, port = shop
    number = (await client.opens("The parcel is broken"))["number"]
    made = await sends(client, number, part("front.png", PICTURE, "image/png"))
    file = made["messages"][-1]["files"][0]["id"]
    await stage.settle()
    body = b'{"text": "Slowly"}'
    head = f"POST /api/v1/tickets/{number}/messages HTTP/1.1\r\nhost: [::1]\r\nauthorization: Bearer {client.token}\r\n"
    kind = f"content-type: application/json\r\ncontent-length: {len(body)}\r\n\r\n"
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write((head + kind).encode())
    await writer.drain()
    assert await is_idle(stage.database)
    writer.write(body)
    assert b" 201 " in await reader.readline()
    writer.close()
    async with stage.database.unit_of_work() as session:
        await session.execute(text("lock table blob_pieces in access exclusive mode"))
        fetching = asyncio.ensure_future(fetches(client, number, file))
        assert await is_idle(stage.database)
        assert not fetching.done()
    assert (await fetching).content == PICTURE


async def is_idle(database: Database) -> bool:
    """Whether, looked at a few times, no other connection lies open in a transaction that does nothing."""
    others = text(
        "select count(*) from pg_stat_activity where datname = current_database() "
        "and state = 'idle in transaction' and query not like 'lock table%'"
    )
    seen = []
    for _ in range(5):
        await asyncio.sleep(0.05)
        seen.append(await scalar(database, others))
    return 0 in seen


async def test_a_gigabyte_in_pieces_is_refused_early_and_memory_stays_flat(shop: tuple[Stage, Client, int]) -> None:
    _stage, client, _port = shop
    number = (await client.opens("The heating is cold"))["number"]
    piece, came = b"x" * (1024 * 1024), 0

    async def pieces() -> AsyncIterator[bytes]:
        nonlocal came
        yield b'--b\r\ncontent-disposition: form-data; name="files"; filename="a.txt"\r\n\r\n'
        for came in range(1, 1025):  # noqa: B007  (it is counted outside)
            yield piece

    kind = {"content-type": "multipart/form-data; boundary=b"}
    before = _memory()
    for path, most in ((f"/tickets/{number}/files", 60), ("/tickets", 20)):  # 20 MB of files, 256 kB of anything else
        headers = {"authorization": f"Bearer {client.token}", **kind}
        try:
            answer = await client.http.post(f"/api/v1{path}", headers=headers, content=pieces())
            assert answer.status_code == 413
        except (httpx.WriteError, httpx.ReadError):  # cut off in the middle
            pass
        assert came < most
        assert _memory() - before < 16 * 1024
    assert (await client.asks("GET", f"/tickets/{number}"))["messages"][0]["text"] == "The heating is cold"


def _memory() -> int:
    """The most memory that this process has had, in kilobytes (proc(5), VmHWM)."""
    status = Path("/proc/self/status").read_text("utf-8")
    return int(status.partition("VmHWM:")[2].split()[0])
