"""Alembic, for who has something to apply: it takes 11 MB, which a desk that is up to date does without."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection

from db.unknown_revision import UnknownRevisionError

SCRIPTS = Path(__file__).resolve().parent.parent / "migrations"


def head() -> str | None:
    """The newest revision by the scripts' own words."""
    return ScriptDirectory.from_config(_config()).get_current_head()


def walk(connection: Connection, revision: str, *, up: bool) -> None:
    """Apply or take back scripts until the database is at `revision`. Raises `UnknownRevisionError`."""
    config = _config()
    config.attributes["connection"] = connection
    try:
        (command.upgrade if up else command.downgrade)(config, revision)
    except CommandError as error:
        raise UnknownRevisionError(str(error)) from error


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    return config
