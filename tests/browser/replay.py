"""The first minute as a page that needs no server: recorded on the real demo, with kill -9 in the middle.

`python -m tests.browser.replay FOLDER`, or `make replay`, writes the page with a recording in each language. With
`--animation FILE` (needs Chromium) its English playing is saved as a moving picture.
"""

import argparse
import asyncio
import gzip
import io
import json
import shutil
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import httpx
from PIL import Image
from playwright.async_api import ViewportSize

from sandbox.dashboard.server import KEY_PLACEHOLDER, LANGUAGE_PLACEHOLDER, PAGE, RECORDING_PLACEHOLDER
from tests.browser.demo import running
from tests.browser.hands import Hands
from tests.browser.screen import opened, started
from tests.browser.texts import page_texts

LANGUAGES = ("en", "ru")
RECORDINGS = "recordings"
HEROES = {"en": 4001, "ru": 4001}
OLGA = 5001
_WORDS = {
    "en": (
        ("The same on the third floor.", "The paper tray is full.", "Nobody can print badges now."),
        ("I am on my way to you.", "Please use the one in hall B until then."),
    ),
    "ru": (
        ("На третьем этаже то же самое.", "Бумага в лотке есть.", "Бейджи теперь никому не напечатать."),
        ("Уже иду к вам.", "Пока пользуйтесь принтером в зале Б."),
    ),
}
_LONGEST_GAP_MS = 1400
_READ_SECONDS = 1.2
_FRAME_SECONDS = 0.5
Event = tuple[int, str, Any]


class Recorder:
    """Keeps the events of a demo's stream with the milliseconds at which they came."""

    def __init__(self, http: httpx.AsyncClient) -> None:
        self._http = http
        self._began = time.monotonic()
        self.began_at = time.time()
        self.events: list[Event] = []
        self.has_snapshot, self.is_ready = asyncio.Event(), asyncio.Event()

    def mark(self, name: str, data: Any = None) -> None:
        """Note what the page shows from here: `front` a person's phone, `board`."""
        self.events.append((int((time.monotonic() - self._began) * 1000), name, data))

    async def listen(self) -> None:
        """Listen until cancelled."""
        async with self._http.stream("GET", "/events", timeout=None) as stream:
            name = ""
            async for line in stream.aiter_lines():
                if line.startswith("event: "):
                    name = line.removeprefix("event: ")
                elif line.startswith("data: "):
                    self._take(name, json.loads(line.removeprefix("data: ")))

    def _take(self, name: str, data: dict[str, Any]) -> None:
        self.mark(name, data)
        self.has_snapshot.set()
        desk = data.get("desk", {}) if name == "snapshot" else data
        if name in ("snapshot", "desk") and desk.get("cast", {}).get("ready"):
            self.is_ready.set()

    def dump(self) -> bytes:
        """Return the recording, compressed; nothing happens for so long that one would think it had ended."""
        kept, at, before = list[Event](), 0, 0
        for came, name, data in self.events:
            at, before = at + min(came - before, _LONGEST_GAP_MS), came
            kept.append((at, name, data))
        said = json.dumps({"began": int(self.began_at * 1000), "events": kept}, ensure_ascii=False)
        return gzip.compress(said.encode(), mtime=0)


@asynccontextmanager
async def _recording(url: str, hands: Hands) -> AsyncIterator[Recorder]:
    headers = hands.headers
    async with httpx.AsyncClient(base_url=url, headers=headers, params={"key": headers["X-Sandbox-Key"]}) as http:
        recorder = Recorder(http)
        listening = asyncio.create_task(recorder.listen())
        try:
            await recorder.has_snapshot.wait()
            yield recorder
        finally:
            listening.cancel()
            await asyncio.gather(listening, return_exceptions=True)


async def _read() -> None:
    await asyncio.sleep(_READ_SECONDS)


async def _play(hands: Hands, recorder: Recorder, language: str) -> None:
    """The first minute: asked, taken, answered twice, five messages while the bot is dead, solved."""
    texts, hero = page_texts(language), HEROES[language]
    lines, answers = _WORDS[language]
    recorder.mark("front", hero)
    await _read()
    await hands.say(hero, str(texts["say-problem-1"]))
    recorder.mark("front", OLGA)
    number = int((await hands.press_any(OLGA, "claim")).split(":")[1])
    await _read()
    await hands.reply(OLGA, f"#{number}", str(texts["say-answer"]))
    recorder.mark("front", hero)
    await hands.sees(hero, str(texts["say-answer"]))
    await _read()
    recorder.mark("board")
    while (task := await hands.task(number))["responsible_uid"] is None:
        await _read()
    said = str(texts["say-board-answer"])
    await hands.board("comment/add", **{"as": task["responsible_uid"]}, task_id=task["id"], content=said)
    await hands.sees(hero, said)
    await _read()
    recorder.mark("front", hero)
    await hands.kill("bot")
    await _read()
    for at, line in enumerate(lines):
        await hands.say(hero, line)
        if at < len(answers):
            recorder.mark("front", OLGA)
            await hands.reply(OLGA, f"#{number}", answers[at])
            recorder.mark("front", hero)
        await _read()
    await hands.calm()
    await hands.sees(OLGA, lines[-1])
    await hands.sees(hero, answers[-1])
    for _ in range(3):
        await _read()
    recorder.mark("front", OLGA)
    await hands.press_any(OLGA, "resolve")
    recorder.mark("front", hero)
    await hands.press(hero, f"solved:{number}:yes")
    await _read()
    await hands.press(hero, f"rate:{number}:5")
    for _ in range(2):
        await _read()


async def record(language: str) -> bytes:
    """Play the first minute on a demo of its own in a language, and return its recording."""
    with tempfile.TemporaryDirectory(prefix="pulldesk-replay-") as folder:
        async with running(Path(folder) / "data", "--locale", language) as url:
            hands = await Hands.on(url)
            async with _recording(url, hands) as opening:
                await opening.is_ready.wait()
            async with _recording(url, hands) as recorder:
                await _play(hands, recorder, language)
            await hands.close()
            return recorder.dump()


def write_page(folder: Path) -> None:
    """Write the demo's page for static servers; its recordings are beside it."""
    shutil.copytree(PAGE, folder, dirs_exist_ok=True)
    page = (PAGE / "index.html").read_text("utf-8")
    for placeholder, value in (KEY_PLACEHOLDER, ""), (LANGUAGE_PLACEHOLDER, ""), (RECORDING_PLACEHOLDER, RECORDINGS):
        page = page.replace(placeholder, value)
    (folder / "index.html").write_text(page, "utf-8")
    (folder / RECORDINGS).mkdir(exist_ok=True)


@asynccontextmanager
async def served(folder: Path) -> AsyncIterator[str]:
    """Serve a folder as a static server does."""

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()


async def animate(folder: Path, target: Path) -> None:
    """Save the English recording as a moving picture, two frames a second, of the width of a page of text."""
    frames: list[Image.Image] = []
    size = ViewportSize(width=1280, height=720)
    async with served(folder) as url, started() as browser, opened(browser, f"{url}/?lang=en", size) as screen:
        player = screen.one("player")
        while await player.get_attribute("data-state") != "over":
            shot = Image.open(io.BytesIO(await screen.page.screenshot()))
            frames.append(shot.convert("RGB").resize((960, 540), Image.Resampling.LANCZOS))
            await asyncio.sleep(_FRAME_SECONDS)
    more = {"append_images": frames[1:], "duration": int(_FRAME_SECONDS * 1000), "loop": 0, "quality": 60, "method": 4}
    frames[0].save(target, save_all=True, **more)


async def main(folder: Path, animation: Path | None) -> None:
    """Record, write, animate."""
    folder.mkdir(parents=True, exist_ok=True)
    write_page(folder)
    for language in LANGUAGES:
        (folder / RECORDINGS / f"{language}.bin").write_bytes(await record(language))
    if animation is not None:
        await animate(folder, animation)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--animation", type=Path)
    given = parser.parse_args()
    asyncio.run(main(given.folder, given.animation))
