"""What an embedded database leaves behind as root: nothing, once its directory is gone."""

from __future__ import annotations

import itertools
import os
import shutil
import threading
import time
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path

import pytest
import pytest_asyncio

from db.embedded.location import ServerLocation, remove_database
from db.embedded.shared_server import EmbeddedServer, clear_orphans
from tests.test_embedded import another_process, answers

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="an ordinary user's database lies in its directory")


@pytest_asyncio.fixture
async def killed(tmp_path: Path) -> AsyncIterator[tuple[Path, ServerLocation]]:
    """A directory whose last process was killed: its server goes on."""
    data_dir = tmp_path / "data"
    async with another_process(data_dir) as other:
        async with EmbeddedServer(data_dir) as server:
            place = server.place
        await other.kill()
    assert answers(place)
    yield data_dir, place
    if place.home.exists():
        async with EmbeddedServer(data_dir) as server:
            await server.destroy()


async def test_it_goes_with_its_directory_and_not_before(
    killed: tuple[Path, ServerLocation], server: EmbeddedServer
) -> None:
    data_dir, place = killed
    await clear_orphans(server.place)
    assert answers(place)  # for ten minutes: whoever was killed may come back
    async with another_process(data_dir) as other:
        data_dir.rename(data_dir.with_name("elsewhere"))
        await clear_orphans(server.place)
        assert answers(place)  # somebody uses it
        data_dir.with_name("elsewhere").rename(data_dir)
        await other.kill()
    shutil.rmtree(data_dir.parent)
    while place.home.exists():  # somebody else who starts may be looking at this moment
        await clear_orphans(server.place)
    assert not answers(place)
    assert not list(place.home.parent.glob(f"{place.home.name}*"))


async def test_a_server_that_nobody_uses_ends_after_ten_minutes_and_its_database_stays(
    killed: tuple[Path, ServerLocation], server: EmbeddedServer
) -> None:
    _data_dir, place = killed
    for minutes, goes_on in ((9, True), (11, False)):
        began = time.time() - minutes * 60
        os.utime(place.cluster / "postmaster.pid", (began, began))
        await clear_orphans(server.place)
        while answers(place) is not goes_on:  # somebody else who starts may be looking at this moment
            await clear_orphans(server.place)
    assert place.cluster.exists()


def test_nobody_finds_a_database_that_is_half_removed(tmp_path: Path) -> None:
    """Others who start look at it meanwhile, and leave the files of their locks in what is there."""
    home = tmp_path / "postgres"
    (home / "data").mkdir(parents=True)
    for n in range(3000):
        (home / "data" / f"{n}").touch()
    looked = threading.Event()

    def looks() -> None:
        with suppress(FileNotFoundError):
            for n in itertools.count():
                (home / f"{n}.lock").touch()
                looked.set()

    other = threading.Thread(target=looks)
    other.start()
    looked.wait()
    remove_database(ServerLocation(home, home / "run", tmp_path, os.geteuid(), os.getegid()))
    other.join()
    assert list(tmp_path.iterdir()) == []
