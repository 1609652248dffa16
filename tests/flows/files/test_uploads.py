"""A file that comes in through the panel goes to Telegram and to the board as any other, and out for download only."""

from __future__ import annotations

import asyncio
import base64
import re
from collections.abc import AsyncIterator
from datetime import timedelta
from html import unescape

import httpx
import pytest
import pytest_asyncio
from sqlalchemy import func, select

from db.database import Database
from db.models import Blob, BlobPiece, Entry, EntryFile
from desk.files import store
from tests.flows import cast
from tests.flows.acts import files
from tests.flows.panel.browser import URL, Browser, browser_at, panel_of, vera_let_in
from tests.flows.phone import PIXEL, words
from tests.flows.stage import VERA, Stage, staged
from tests.sql import scalar, sole
from tests.texts import piece_of, text_of
from web.security import LIMIT_BYTES

pytestmark = pytest.mark.sentence("The panel")

PICTURE = base64.b64decode(PIXEL)
Part = tuple[str, tuple[str, bytes, str]]


def part(name: str, data: bytes, mime: str = "application/octet-stream") -> Part:
    return "files", (name, data, mime)


async def brings(browser: Browser, number: int, *parts: Part, **fields: str) -> httpx.Response:
    """Send the ticket's form with files."""
    given = {"form": browser.form, **fields}
    answer = await browser.client.post(f"/tickets/{number}/say", data=given, files=list(parts))
    browser.status, browser.page = answer.status_code, answer.text or browser.page
    return answer


async def counted(database: Database) -> tuple[int, int]:
    """How many uploads and pieces are kept."""
    uploads = await scalar(database, select(func.count()).select_from(Blob))
    return uploads or 0, await scalar(database, select(func.count()).select_from(BlobPiece)) or 0


@pytest_asyncio.fixture
async def desk(database: Database) -> AsyncIterator[tuple[Stage, Browser, int]]:
    """A desk with a board and a request, and Vera signed in before its page."""
    async with (
        staged(database, begins=(cast.rita, cast.olga, cast.heating, vera_let_in), web__url=URL) as stage,
        panel_of(stage, todoist_api_token=stage.worlds.token, todoist_api_url=stage.todoist.url) as port,
        browser_at(port) as browser,
    ):
        browser.client.cookies.update(await stage.once(vera_let_in))
        number = await stage.once(cast.heating)
        await browser.opens(f"/tickets/{number}")
        yield stage, browser, number


async def test_files_reach_telegram_as_an_album_and_the_board(desk: tuple[Stage, Browser, int]) -> None:
    stage, browser, number = desk
    rita, olga = stage.rita, stage.olga
    large = b"one,two\n" * 60_000  # of two pieces
    two = (part("a.png", PICTURE, "image/png"), part("b.png", PICTURE, "image/png"))
    assert (await brings(browser, number, *two, text="Both valves")).status_code == 303
    assert (await brings(browser, number, part("valves.csv", large, "text/csv"))).status_code == 303
    noted = await brings(browser, number, part("inside.pdf", b"%PDF-1.7 x", "application/pdf"), inside="1")
    assert noted.status_code == 303
    await stage.pass_time(seconds=30)
    got = [m for m in await rita.received() if m.get("files")]
    assert [file["kind"] for message in got for file in message["files"]] == ["photo", "photo", "document"]
    assert any("Both valves" in words(message) for message in got)
    assert any(file["name"] == "inside.pdf" for m in await olga.received() for file in m.get("files") or ())
    on_board = [name for _, name in await stage.board.files(number) if name]
    assert sorted(on_board) == ["a.png", "b.png", "inside.pdf", "valves.csv"]
    assert await counted(stage.database) == (4, 1 + 2 + 1)  # the same bytes lie here once
    await browser.opens(f"/tickets/{number}")
    address = re.findall(rf'href="(/tickets/{number}/files/\d+)">valves.csv', browser.page)[0]
    led = await browser.client.get(address)
    assert led.status_code == 303
    async with httpx.AsyncClient(base_url=browser.client.base_url) as nobody:  # no cookie
        given = await nobody.get(led.headers["location"])
        assert given.content == large
        assert given.headers["content-disposition"].startswith('attachment; filename="valves.csv"')
        assert given.headers["x-content-type-options"] == "nosniff"
        assert given.headers["content-security-policy"] == "default-src 'none'; sandbox; frame-ancestors 'none'"
        assert given.headers["cache-control"] == "no-store"
        assert "set-cookie" not in given.headers
        assert (await nobody.get(address)).headers["location"] == "/sign-in"
        assert (await nobody.get(led.headers["location"].replace("/files/A", "/files/B"))).status_code == 404
        await browser.opens(f"/tickets/{number}")
        await browser.sends("/sign-out")
        assert (await nobody.get(led.headers["location"])).status_code == 404


async def test_a_photo_is_shown_with_its_message_and_other_files_are_links(desk: tuple[Stage, Browser, int]) -> None:
    _, browser, number = desk
    await brings(browser, number, part("a.png", PICTURE, "image/png"), part("a.csv", b"1,2", "text/csv"))
    await browser.opens(f"/tickets/{number}")
    assert len(set(re.findall(rf'href="(/tickets/{number}/files/\d+)"', browser.page))) == 2
    (shown,) = re.findall(rf'<img id="picture-\d+" hx-preserve src="(/tickets/{number}/files/\d+)"', browser.page)
    assert (await browser.client.get(shown, follow_redirects=True)).content == PICTURE


async def test_files_of_a_form_that_is_sent_twice_go_once(desk: tuple[Stage, Browser, int]) -> None:
    stage, browser, number = desk
    found = re.search(
        r'name="once" value="([0-9a-f]+)"', browser.page.partition('id="answer"')[2].partition("</form>")[0]
    )
    said = {"once": found[1] if found else "", "seen": _seen(browser), "text": "The valve"}
    twice = await asyncio.gather(*(brings(browser, number, part("a.png", PICTURE, "image/png"), **said) for _ in "ab"))
    assert {(one.status_code, one.headers["location"]) for one in twice} == {(303, f"/tickets/{number}")}
    other = await brings(browser, number, part("b.png", PICTURE, "image/png"), **said)  # after a way back
    assert other.status_code == 303
    await stage.pass_time(seconds=30)
    got = [file["name"] for m in await stage.rita.received() for file in m.get("files") or ()]
    assert len(got) == 2, got


async def test_an_address_is_good_for_a_minute_and_of_who_sees_the_words(desk: tuple[Stage, Browser, int]) -> None:
    stage, browser, number = desk
    await brings(browser, number, part("a.png", PICTURE))
    await stage.settle()
    own = await files(stage.vera, "My chair squeaks")
    other = await files(stage.rita, "The lamp blinks")
    await browser.opens(f"/tickets/{number}")
    address = re.findall(r'href="(/tickets/\d+/files/(\d+))"', browser.page)[0]
    for path in (f"/tickets/{own}/files/{address[1]}", f"/tickets/{other}/files/{address[1]}",
                 f"/tickets/{number}/files/{int(address[1]) + 1000}", f"/tickets/999/files/{address[1]}"):  # fmt: skip
        assert (await browser.client.get(path)).status_code == 404
    assert (await brings(browser, own, part("a.png", PICTURE))).status_code == 404
    led = (await browser.client.get(address[0])).headers["location"]
    assert (await browser.client.get(led)).content == PICTURE
    stage.clock.on(seconds=62)
    assert (await browser.client.get(led)).status_code == 404
    assert (await browser.client.get("/files/x/y")).status_code == 404
    led = (await browser.client.get(address[0])).headers["location"]
    async with stage.database.unit_of_work() as session:  # as when its author takes it back
        entry = await session.get_one(Entry, (await session.get_one(EntryFile, int(address[1]))).entry_id)
        entry.withdrawn_at = stage.clock()
    assert (await browser.client.get(led)).status_code == 404
    assert (await browser.client.get(address[0])).status_code == 404


async def test_what_may_not_come_in_is_said_and_leaves_nothing(desk: tuple[Stage, Browser, int]) -> None:
    stage, browser, number = desk
    told = len(await stage.rita.texts())
    for name, data, mime, said in (
        ("page.html", b"<html>", "text/html", piece_of("upload-type")),
        ("x.svg", b"<svg onload=alert(1)>", "image/svg+xml", piece_of("upload-type")),
        ("photo.png", b"<html><script>", "image/png", text_of("upload-other-type", name="photo.png", suffix="png")),
        ("photo.png", PICTURE, "text/html", text_of("upload-other-type", name="photo.png", suffix="png")),
        ("empty.txt", b"", "text/plain", text_of("upload-empty", name="empty.txt")),
    ):
        answer = await brings(browser, number, part("fine.png", PICTURE), part(name, data, mime), text="Look & see")
        assert answer.status_code == 409
        assert said in browser.text
        assert "Look &amp; see" in browser.page
    assert await counted(stage.database) == (0, 0)
    assert len(await stage.rita.texts()) == told
    head, fields = "content-disposition: form-data; name=", {"form": browser.form, "text": "No file was chosen"}
    filled = "".join(f'--b\r\n{head}"{name}"\r\n\r\n{value}\r\n' for name, value in fields.items())
    left = f'--b\r\n{head}"files"; filename=""\r\n\r\n\r\n--b--\r\n'  # a field for files as browsers leave it
    kind = {"content-type": "multipart/form-data; boundary=b"}
    answer = await browser.client.post(f"/tickets/{number}/say", content=filled + left, headers=kind)
    assert answer.status_code == 303
    hostile = '../../etc/\x00pass\nwd" \u202egnp.png'
    assert (await brings(browser, number, part(hostile, PICTURE, "image/png"))).status_code == 303
    name = await sole(stage, select(EntryFile.name))
    assert not set(name) & set('/\\"\n\x00\u202e')
    assert name.endswith(".png")


async def test_a_gigabyte_is_refused_early_and_half_an_upload_leaves_nothing(desk: tuple[Stage, Browser, int]) -> None:
    stage, browser, number = desk
    await stage.vera.writes("/settings upload_mb 1")
    await browser.opens(f"/tickets/{number}")
    assert text_of("page-files", mb=1) in browser.text
    head = b'--b\r\ncontent-disposition: form-data; name="files"; filename="a.txt"\r\n\r\n'
    came = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal came
        yield head
        for _ in range(1024):
            came += 1
            yield b"x" * (1024 * 1024)

    kind = {"content-type": "multipart/form-data; boundary=b"}
    nothing = await browser.client.post("/tickets/999/say", headers=kind, content=b"--b\r\nno form at all")
    assert nothing.status_code == 404  # nobody reads what comes with it
    path = f"/tickets/{number}/say"
    typed = {"form": browser.form, "text": "x" * LIMIT_BYTES}  # no more than to any other page
    assert (await browser.client.post(path, data=typed)).status_code == 413
    reader, writer = await asyncio.open_connection("127.0.0.1", browser.client.base_url.port)
    cookies = "; ".join(f"{name}={value}" for name, value in browser.client.cookies.items())
    lines = [f"POST {path} HTTP/1.1", "host: [::1]", f"cookie: {cookies}", f"content-type: {kind['content-type']}"]
    writer.write("\r\n".join([*lines, f"content-length: {1024**3}", "", ""]).encode())
    assert (await asyncio.wait_for(reader.readline(), 10)).startswith(b"HTTP/1.1 413")
    writer.close()
    try:
        answer = await browser.client.post(path, headers=kind, content=endless())
        assert answer.status_code == 413
    except (httpx.WriteError, httpx.ReadError):  # cut off in the middle
        pass
    assert came < 50
    reader, writer = await asyncio.open_connection("127.0.0.1", browser.client.base_url.port)
    writer.write("\r\n".join([*lines, "content-length: 5000", "", ""]).encode() + head + b"half")
    await writer.drain()
    writer.close()
    over = part("a.txt", b"x" * 600_000), part("b.txt", b"y" * 600_000)
    await brings(browser, number, *over)
    assert piece_of("upload-too-large", mb=1) in browser.text
    await stage.vera.writes("/settings upload_mb 0")
    await browser.opens(f"/tickets/{number}")
    assert 'type="file"' not in browser.page
    await brings(browser, number, part("a.png", PICTURE))
    assert piece_of("upload-off") in browser.text
    assert await counted(stage.database) == (0, 0)


async def test_words_that_came_with_too_much_are_there_again(desk: tuple[Stage, Browser, int]) -> None:
    """In the field, or where nothing more was read on the page that refuses; also of who is signed out by then."""
    stage, browser, number = desk
    await stage.vera.writes("/settings upload_mb 1")
    said = "Look under the ramp first"
    path, seen = f"/tickets/{number}/say", {"accept": "text/html"}
    given, large = {"form": browser.form, "text": said}, part("a.txt", b"x" * 1_000_000)
    for fields, sent, status, why in (
        (given, [part(f"{n}.txt", b"x") for n in range(11)], 409, text_of("upload-too-many", n=10)),
        (given, [part(f"{n}.txt", b"") for n in range(101)], 400, piece_of("page-refused", status=400)),
        (given, [part("a.txt", b"x" * 2_000_000)], 413, text_of("page-refused", status=413)),
        ({**given, "form": "0" * 64}, [large], 403, piece_of("page-refused", status=403)),
        ({**given, "text": f"{said} " * 4000}, [part("a.txt", b"x")], 422, text_of("page-too-long", n="4000")),
        ({**given, "text": f"{said} " * 12_000}, [part("a.txt", b"x")], 400, piece_of("page-refused", status=400)),
    ):
        answer = await browser.client.post(path, data=fields, files=sent, headers=seen)
        assert (answer.status_code, said in answer.text, why in unescape(answer.text)) == (status, True, True), why
    browser.client.cookies.clear()
    answer = await browser.client.post(path, data=given, files=[large], headers=seen)
    assert (answer.status_code, said in answer.text) == (401, True)


async def test_bytes_go_by_age_once_both_sides_have_them(desk: tuple[Stage, Browser, int]) -> None:
    stage, browser, number = desk
    async with stage.database.unit_of_work() as session:  # as when somebody dies between the bytes and the words
        await store.store_blob(session, _pieces(b"orphan"), limit=100, now=stage.clock())
    await brings(browser, number, part("a.png", PICTURE))
    stage.clock.on(days=31)
    assert await _pruned(stage) == 1  # the orphan: nobody has the other yet
    await stage.settle()
    assert await _pruned(stage) == 1
    assert await counted(stage.database) == (0, 0)
    await browser.signs_in(stage.vera, str(VERA))
    await browser.opens(f"/tickets/{number}")
    address = re.findall(r'href="(/tickets/\d+/files/\d+)">a.png', browser.page)[0]
    led = (await browser.client.get(address)).headers["location"]
    assert (await browser.client.get(led)).content == PICTURE  # from the board, which has it


def _seen(browser: Browser) -> str:
    """The newest entry that the page's form knew."""
    found = re.search(r'name="seen" value="(\d+)"', browser.page)
    assert found is not None
    return found[1]


async def _pieces(*given: bytes) -> AsyncIterator[bytes]:
    for one in given:
        yield one


async def _pruned(stage: Stage) -> int:
    async with stage.database.unit_of_work() as session:
        return await store.prune_blobs(session, now=stage.clock(), kept=timedelta(days=30), board=True, requesters=True)
