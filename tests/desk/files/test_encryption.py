"""Files and masked words encrypted at rest: nothing readable in the tables, rotation, wrong keys."""

import os
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime

import pytest
from cryptography.fernet import Fernet
from pydantic import SecretStr
from sqlalchemy import func, select

from db import encryption, key_rotation
from db.database import Database, create_engine
from db.models import Blob, BlobPiece, MaskedWords, Role
from desk.files import reading, store
from desk.tickets import assignment
from tests.desk.stage import Stage
from tests.flows.retention.expiry import find_traces
from tests.sql import execute, scalar, sole

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
OLD, NEW, OTHER = (SecretStr(Fernet.generate_key().decode()) for _ in range(3))
MARKER = "basilisk77"


@pytest.fixture(autouse=True)
def _without_keys() -> Iterator[None]:
    yield
    encryption.use_keys(())


async def put(database: Database, words: str) -> int:
    async def pieces() -> AsyncIterator[bytes]:
        yield words.encode() * 40_000

    async with database.unit_of_work() as session:
        return (await store.store_blob(session, pieces(), limit=10**7, now=NOW)).id


async def read(database: Database, blob_id: int) -> bytes:
    async with database.reading() as session:
        return b"".join([piece async for piece in reading.read_pieces(session, blob_id)])


async def start(database: Database, *keys: SecretStr) -> str | None:
    """Start a process with these keys."""
    encryption.use_keys(keys)
    return await key_rotation.check_keys(database, keys)


async def test_no_word_of_a_file_can_be_read_in_the_tables(database: Database) -> None:
    assert await start(database, OLD) is None
    blob = await put(database, MARKER)
    assert await find_traces(database, MARKER) == {}
    assert await read(database, blob) == MARKER.encode() * 40_000
    encryption.use_keys(())
    with pytest.raises(encryption.DataKeyError):
        await read(database, blob)


async def test_masked_words_are_encrypted_too(database: Database) -> None:
    await start(database, OLD)
    stage = Stage(database)
    rita, olga = await stage.person("Rita"), await stage.person("Olga", Role.AGENT)
    number = await stage.files(rita, "My card 4111111111111111 was declined")
    await stage.does(olga, assignment.claim, number)
    assert await find_traces(database, "4111111111111111") == {}
    assert await sole(database, select(MaskedWords.pieces)) == ["4111111111111111"]


async def test_rotation_leaves_nothing_to_the_old_key_and_goes_on_where_it_stopped(database: Database) -> None:
    plain = await put(database, "plain")
    await start(database, OLD)
    old = await put(database, MARKER)
    assert (
        await start(database, NEW)
        == "DATA_KEY should hold the key that files or words were encrypted with, among others"
    )
    assert await start(database) == "DATA_KEY should hold the key that files or words were encrypted with"
    assert await start(database, NEW, OLD) is None
    new = await put(database, "new")
    assert await read(database, old) == MARKER.encode() * 40_000
    pieces = await _count(database)
    changed = await key_rotation.rotate_keys(database, [NEW, OLD])
    assert changed == pieces - await _count(database, new)
    assert await key_rotation.rotate_keys(database, [NEW, OLD]) == 0
    assert await start(database, NEW) is None
    assert [await read(database, one) for one in (plain, old, new)] == [
        one.encode() * 40_000 for one in ("plain", MARKER, "new")
    ]
    assert await start(database, OLD, NEW) is None, "and back"
    assert await key_rotation.rotate_keys(database, [OLD, NEW], plain=True) == pieces
    assert await start(database) is None
    assert await read(database, old) == MARKER.encode() * 40_000


async def test_a_file_that_looks_encrypted_comes_back_as_it_is(database: Database) -> None:
    odd = (encryption.MAGIC + b"0123456789abcdefghijklm").decode()
    blob = await put(database, odd)
    assert await read(database, blob) == odd.encode() * 40_000
    await start(database, OLD)
    assert await read(database, blob) == odd.encode() * 40_000


async def test_a_changed_value_is_refused(database: Database) -> None:
    await start(database, OLD)
    blob = await put(database, MARKER)
    await execute(database, "update blob_pieces set bytes = set_byte(bytes, 100, 255 - get_byte(bytes, 100))")
    with pytest.raises(encryption.DataKeyError):
        await read(database, blob)


async def test_a_killed_rotation_goes_on(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(key_rotation, "_AT_ONCE", 1)
    await start(database, OLD)
    blob = await put(database, MARKER)
    await start(database, NEW, OLD)
    rotate, done = key_rotation._rotate_batch, []

    async def killed(*given: object) -> object:
        if len(done) == 1:
            raise KeyboardInterrupt
        done.append(await rotate(*given))  # type: ignore[arg-type]
        return done[-1]

    with monkeypatch.context() as patched:
        patched.setattr(key_rotation, "_rotate_batch", killed)
        with pytest.raises(KeyboardInterrupt):
            await key_rotation.rotate_keys(database, [NEW, OLD])
    assert await start(database, NEW) is not None, "the old key is still needed"
    assert await start(database, NEW, OLD) is None
    assert await read(database, blob) == MARKER.encode() * 40_000
    assert await key_rotation.rotate_keys(database, [NEW, OLD]) == await _count(database) - 1
    assert await start(database, NEW) is None


async def test_the_command_says_in_one_line_what_is_wrong(emptied_url: str) -> None:
    database = Database(create_engine(emptied_url, pool_size=1))
    await start(database, OLD)
    await put(database, MARKER)

    def run(*keys: SecretStr) -> subprocess.CompletedProcess[str]:
        kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
        given = {"DATABASE_URL": emptied_url, "DATA_KEY": ",".join(key.get_secret_value() for key in keys)}
        command = [sys.executable, "-m", "ops", "rotate-key"]
        return subprocess.run(command, env=kept | given, capture_output=True, text=True, check=False)  # noqa: S603

    wrong = run(OTHER)
    assert (wrong.returncode, wrong.stderr.count("\n")) == (2, 1)
    assert "should hold the key" in wrong.stderr
    assert run().returncode == 2
    right = run(NEW, OLD)
    assert right.returncode == 0, right.stderr
    assert await start(database, NEW) is None
    await database.aclose()


async def _count(database: Database, blob_id: int | None = None) -> int:
    mine = select(func.count()).select_from(BlobPiece)
    if blob_id is not None:
        mine = mine.join(Blob, Blob.content == BlobPiece.content).where(Blob.id == blob_id)
    return int(await scalar(database, mine) or 0)
