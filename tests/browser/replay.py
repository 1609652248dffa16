"""The README's moving picture: the first minute, pressed step by step on the real demo.

`python -m tests.browser.replay [docs/replay.webp]`, or `make replay` (needs Chromium).
"""

import argparse
import asyncio
import io
import tempfile
from pathlib import Path

from PIL import Image, ImageChops
from playwright.async_api import Page, ViewportSize

from tests.browser.demo import PROJECT, running
from tests.browser.first_minute import play
from tests.browser.screen import opened, started

_SIZE = ViewportSize(width=1472, height=828)
_FRAME_SECONDS = 0.5
_READ_SECONDS = 1.5
_MOST_ALIKE = 4
"""So many frames in which nothing moves; nobody waits longer for a process that starts."""


async def _film(page: Page, frames: list[Image.Image]) -> None:
    """Keep two frames a second, of the width of a page of text, until cancelled."""
    alike = 0
    while True:
        shot = Image.open(io.BytesIO(await page.screenshot())).convert("RGB")
        frame = shot.resize((960, 540), Image.Resampling.LANCZOS)
        is_same = bool(frames) and ImageChops.difference(frame, frames[-1]).getbbox() is None
        alike = alike + 1 if is_same else 0
        if alike < _MOST_ALIKE:
            frames.append(frame)
        await asyncio.sleep(_FRAME_SECONDS)


async def main(target: Path) -> None:
    """Play, film, save."""
    frames: list[Image.Image] = []
    with tempfile.TemporaryDirectory(prefix="pulldesk-picture-") as folder:
        async with running(Path(folder) / "data") as url, started() as browser, opened(browser, url, _SIZE) as screen:
            await screen.ready()
            filming = asyncio.create_task(_film(screen.page, frames))
            await asyncio.sleep(_READ_SECONDS)
            async for _ in play(screen, "en"):
                await asyncio.sleep(_READ_SECONDS)
            await asyncio.sleep(_READ_SECONDS)
            filming.cancel()
            await asyncio.gather(filming, return_exceptions=True)
    more = {"append_images": frames[1:], "duration": int(_FRAME_SECONDS * 1000), "loop": 0, "quality": 60, "method": 4}
    frames[0].save(target, save_all=True, **more)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("target", nargs="?", type=Path, default=PROJECT / "docs" / "replay.webp")
    asyncio.run(main(parser.parse_args().target))
