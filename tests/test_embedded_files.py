"""What lies around an embedded database: locks, the password, directories; refused where others could have laid it."""

from __future__ import annotations

import asyncio
import fcntl
import os
import shutil
import stat
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from db.embedded import file_lock, location, shared_server
from db.embedded.file_lock import EmbeddedServerError, FileLock, LockBusyError, open_private
from db.embedded.location import BASE, PORT, ServerLocation, prepare_location, remove_database

SOON = timedelta(milliseconds=30)
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="an ordinary user's database lies in its directory")


def _place(home: Path, sockets: Path | None = None) -> ServerLocation:
    return ServerLocation(home, sockets or home / "run", home, os.geteuid(), os.getegid())


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o400])
async def test_a_password_that_others_could_have_read_or_laid_is_refused(tmp_path: Path, mode: int) -> None:
    password = tmp_path / "password"
    password.write_text("secret")
    password.chmod(mode)
    with pytest.raises(EmbeddedServerError, match="mode 0600"):
        await shared_server.bring_up(_place(tmp_path))


def test_no_link_is_followed(tmp_path: Path) -> None:
    home, elsewhere = tmp_path / "home", tmp_path / "elsewhere"
    for folder in (home, elsewhere):
        folder.mkdir()
    (elsewhere / "password").write_text("another's")
    (home / "password").symlink_to(elsewhere / "password")
    (tmp_path / "link").symlink_to(elsewhere)
    for folder in (home, tmp_path / "link"):
        with pytest.raises(OSError, match=r"symbolic links|Not a directory"):
            os.close(open_private(folder, "password", os.O_RDONLY))
    os.close(open_private(elsewhere, "new", os.O_RDWR | os.O_CREAT))
    assert stat.S_IMODE((elsewhere / "new").stat().st_mode) == 0o600


async def test_a_lock_is_shared_or_one_alone(tmp_path: Path) -> None:
    first, second, third = (FileLock(tmp_path, "users.lock") for _ in range(3))
    await first.acquire(shared=True, patience=SOON)
    await second.acquire(shared=True, patience=SOON)
    with pytest.raises(LockBusyError):
        await third.acquire(shared=False, patience=SOON)
    assert not first.try_exclusive()
    assert second.try_exclusive()  # the first has let go by asking
    with pytest.raises(LockBusyError):
        await third.acquire(shared=True, patience=SOON)
    second.release()
    second.release()
    assert not second.try_exclusive()
    await third.acquire(shared=False, patience=SOON)
    third.release()


async def test_a_lock_in_a_directory_that_goes_meanwhile_is_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home, flock = tmp_path / "home", fcntl.flock
    home.mkdir()

    def late(fd: int, mode: int) -> None:
        shutil.rmtree(home, ignore_errors=True)
        flock(fd, mode)

    monkeypatch.setattr(file_lock.fcntl, "flock", late)
    with pytest.raises(FileNotFoundError):
        await asyncio.wait_for(FileLock(home, "start.lock").acquire(shared=False, patience=timedelta(seconds=5)), 5)


@as_root
async def test_where_it_lies_is_closed_to_others_and_goes_whole(tmp_path: Path) -> None:
    data_dir = tmp_path / "data"
    data_dir.mkdir(mode=0o755)
    place = await prepare_location(data_dir)
    try:
        assert stat.S_IMODE(data_dir.stat().st_mode) == 0o700
        assert await prepare_location(data_dir) == place
    finally:
        remove_database(place)
    assert [path for path in BASE.iterdir() if place.home.name in path.name] == []


@as_root
async def test_an_ordinary_users_database_is_not_roots_to_run(tmp_path: Path) -> None:
    (tmp_path / "postgres" / "data").mkdir(parents=True)
    with pytest.raises(EmbeddedServerError, match="ordinary user's database"):
        await prepare_location(tmp_path)


def test_sockets_lie_beside_the_database_where_their_path_is_short_and_plain() -> None:
    def home(length: int) -> Path:
        """Whose socket has a path of so many bytes."""
        return Path("/" + "x" * (length - len(f"//run/.s.PGSQL.{PORT}")))

    assert len(str(home(107) / "run" / f".s.PGSQL.{PORT}")) == 107
    assert location._choose_sockets(home(107)) == home(107) / "run"
    for odd in (home(108), Path("/my desk"), Path("/стол"), Path("/a'b")):
        short = location._choose_sockets(odd)
        assert str(short).startswith(f"/tmp/pulldesk-{os.geteuid()}-")
        assert location._choose_sockets(odd) == short
    assert location._choose_sockets(Path("/a'b")) != location._choose_sockets(Path("/a'c"))


def test_sockets_that_lie_elsewhere_go_with_the_database(tmp_path: Path) -> None:
    for folder in ("postgres", "sockets", "other"):
        (tmp_path / folder).mkdir()
    remove_database(_place(tmp_path / "postgres", tmp_path / "sockets"))
    assert [path.name for path in tmp_path.iterdir()] == ["other"]


def test_what_people_write_is_not_for_the_servers_log(tmp_path: Path) -> None:
    options: Any = shared_server._list_options(_place(tmp_path))
    assert {"log_error_verbosity=terse", "log_min_error_statement=panic", "listen_addresses="} <= set(options)
