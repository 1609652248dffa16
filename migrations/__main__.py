"""`python -m migrations` (`make migrate`): brings the database of the settings to the newest schema."""

import asyncio
import sys

from sqlalchemy.exc import SQLAlchemyError

from db import migrate
from db.connect import open_database
from db.embedded.file_lock import EmbeddedServerError
from db.settings import Settings, SettingsError


async def main(settings: Settings) -> str:
    """Apply pending migrations; return a line for the operator."""
    async with open_database(settings) as database:
        await migrate.require_rights(database.engine)
        before = await migrate.get_revision(database.engine)
        if await migrate.is_current(database.engine):
            return f"the database is at {before}: nothing to do"
        await migrate.upgrade(database.engine)
    if before == migrate.get_head():
        return f"the database is at {before}: its functions, triggers and views are those of this version now"
    return f"the database went from {before or 'empty'} to {migrate.get_head()}"


def run() -> int:
    """Return the exit code: 2 for an error that the operator can correct, 1 for any other."""
    try:
        sys.stdout.write(asyncio.run(main(Settings.load())) + "\n")
    except (SettingsError, EmbeddedServerError) as error:
        sys.stderr.writelines(f"migrate: {line}\n" for line in str(error).splitlines())
        return 2
    except (SQLAlchemyError, migrate.UnknownRevisionError, ValueError) as error:
        line = migrate.explain_refusal(error)
        if line is None:
            raise
        sys.stderr.write(f"migrate: {line}\n")
        return 2
    except migrate.MigrationBlockedError:
        sys.stderr.write(
            "migrate: others keep tables of the database locked (see pg_stat_activity): end them, try again\n"
        )
        return 1
    except OSError as error:
        sys.stderr.write(f"migrate: the database of DATABASE_URL is out of reach ({type(error).__name__})\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(run())
