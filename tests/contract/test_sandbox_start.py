"""How the sandbox starts things: its printed settings, the doors as children, its own database."""

from __future__ import annotations

from pathlib import Path

import pytest
from aiohttp import web

from sandbox.doors import database
from sandbox.servers import Simulated, listen


async def test_everything_listens_on_loopback_only() -> None:
    async with Simulated("k") as simulated:
        page, _ = await listen(web.Application(), 0)
        addresses = [address for runner in [*simulated._runners, page] for address in runner.addresses]
        await page.cleanup()
    assert len(addresses) == 3
    assert {address[0] for address in addresses} == {"127.0.0.1"}


async def test_one_sandbox_a_directory(tmp_path: Path) -> None:
    lock = await database.claim_directory(tmp_path)
    with pytest.raises(database.NotOursError):
        await database.claim_directory(tmp_path)
    lock.release()
    (await database.claim_directory(tmp_path)).release()
