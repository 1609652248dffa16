"""How the sandbox starts things: its printed settings, the doors as children, its own database."""

from __future__ import annotations

from pathlib import Path

import pytest
from aiohttp import web

from sandbox.product import database
from sandbox.servers import SimulatedServices, start_server


async def test_everything_listens_on_loopback_only() -> None:
    async with SimulatedServices("k") as simulated:
        page, _ = await start_server(web.Application(), 0)
        addresses = [address for runner in [*simulated._runners, page] for address in runner.addresses]
        await page.cleanup()
    assert len(addresses) == 3
    assert {address[0] for address in addresses} == {"127.0.0.1"}


async def test_one_sandbox_a_directory(tmp_path: Path) -> None:
    lock = await database.lock_directory(tmp_path)
    with pytest.raises(database.NotOursError):
        await database.lock_directory(tmp_path)
    lock.release()
    (await database.lock_directory(tmp_path)).release()
