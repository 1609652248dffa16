"""Articles as a folder of files, for who runs the machine: no Telegram, no person."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.features.knowledge import import_files as folder
from bot.settings import BotSettings
from db import migrate
from db.database import create_engine
from db.embedded.shared_server import EmbeddedServer
from db.settings import SettingsError
from desk import Refused
from sandbox.knowledge import ARTICLES

TOKEN = SecretStr("4711:" + "a" * 35)
NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


async def test_a_folder_comes_in_and_goes_out_the_same(server: EmbeddedServer) -> None:
    url = await server.create_database("folder")
    engine = create_engine(url)
    try:
        with pytest.raises(SettingsError, match="make migrate"):
            await folder.export_archive(BotSettings(bot_token=TOKEN, database_url=SecretStr(url)), NOW)
        await migrate.upgrade(engine)
        await _in_and_out(url)
    finally:
        await engine.dispose()
        await server.drop_database("folder")


async def _in_and_out(url: str) -> None:
    settings = BotSettings(bot_token=TOKEN, database_url=SecretStr(url))
    files = {path.name: path.read_bytes() for path in ARTICLES.glob("*.md")}
    with pytest.raises(Refused, match="kb-file-name"):
        await folder.import_archive(settings, files | {"Wrong.md": b""}, NOW)
    assert await folder.export_archive(settings, NOW) == {}
    done = await folder.import_archive(settings, files, NOW)
    assert (done.new, done.changed, done.same) == (21, 0, 0)
    back = await folder.export_archive(settings, NOW)
    assert back.keys() == files.keys()
    again = await folder.import_archive(settings, back, NOW)
    assert (again.new, again.changed, again.same) == (0, 0, 21)


def test_what_cannot_be_asked_for_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    for wrong in ([], ["import"], ["drop", "x"], ["export", "a", "b"]):
        assert folder.main(wrong, lambda: NOW) == 2
    assert capsys.readouterr().err.count("usage: python -m bot kb import DIR") == 4


def test_a_folder_that_is_not_there_and_a_database_that_is_away_are_one_line_each(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("BOT_TOKEN", TOKEN.get_secret_value())
    monkeypatch.setenv("DATABASE_URL", "postgresql://nobody@127.0.0.1:1/nothing")
    assert folder.main(["import", "nowhere"], lambda: NOW) == 2
    assert capsys.readouterr().err == "kb: nowhere: No such file or directory\n"
    assert folder.main(["export", "somewhere"], lambda: NOW) == 2
    line = capsys.readouterr().err
    assert line.startswith("kb: the database is out of reach") and line.count("\n") == 1
