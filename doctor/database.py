"""Examines the database: can it be reached, is it this version's, does a bot work on it already."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from db import migrate
from db.connect import open_database
from db.connectivity import is_server_full
from db.database import Database, try_room
from db.documents import find_document
from db.driver import SESSION_NAME
from db.embedded.file_lock import EmbeddedServerError
from db.key_rotation import has_readable_words
from db.locks import measure_silences
from db.models import Recovery
from db.settings import Settings, SettingsError
from desk.queries import team
from desk.tickets.topic_names import find_named
from doctor.findings import Findings, make_ok, make_warning, make_wrong

_ABOUT = "database"
_TROUBLES = find_document("docs/how-to/operators/troubleshooting.md")
_MAIL_GUIDE = find_document("docs/how-to/operators/email.md")
_HOW_TO_UPGRADE = find_document("docs/how-to/operators/upgrade.md") + " says how"
_FACTS = text("""
select (select count(*) from jobs where state = 'buried' and coalesce(error, '') not like 'not taken%') as failed,
  (select value #>> '{}' from settings where key = 'timezone') as timezone,
  (select project_id from desk where id = 1) as project,
  (select access_token from board_connection where ended_at is null) as account,
  (select recovery from desk where id = 1) as recovery,
  (select backup_at from desk where id = 1 and is_quiet) as quiet_since,
  (select coalesce(array_agg(p.telegram_id order by p.telegram_id), '{}') from chats c
    join people p on p.id = c.person_id where c.allowed_at is not null and c.left_at is null) as groups,
  (select value = 'true'::jsonb from settings where key = 'board_members_only') as members_only,
  (select value ? 'topics' from settings where key = 'group_tickets') as topics,
  (select value = 'true'::jsonb from settings where key = 'request_topics') as own_topics,
  exists (select from people where role = 'admin' and dismissed_at is null) as has_admin,
  (select troubles ->> 'poll' from desk where id = 1) as unanswered_since,
  exists (
    select from pg_stat_activity where datname = current_database() and usename = current_user
      and application_name like :sessions and application_name <> current_setting('application_name')
      and backend_start < now() - interval '1 minute') as others
""")
_WAITING = text("""
select box, count(*) as n, extract(epoch from now() - min(due_at))::int as seconds from jobs
where state = 'waiting' and due_at < now() - interval '1 minute' group by box order by min(due_at)
""")
_SILENT = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class DatabaseFacts:
    """Facts for other checks. `polls`: a bot of this desk polls Telegram now; `others`: other processes of it have
    run for a minute; `silent_for`: how long the bot's process has not moved; `unanswered_since`: when Telegram last
    answered it, if that is too long ago; `timezone`: as an admin set it; `project_id`: the board's project, once
    found; `account`: the sealed token of the connected Todoist account; `groups`: the chats whose messages may become
    requests; `limited`: who could do more with an unlinked account on the board than their role allows; `topics`:
    requests have topics in the staff group, `own_topics`: in their requesters' chats."""

    polls: bool
    timezone: str | None
    project_id: str | None
    account: bytes | None = None
    groups: tuple[int, ...] = ()
    limited: tuple[str, ...] = ()
    topics: bool = False
    own_topics: bool = False
    silent_for: timedelta = timedelta()
    unanswered_since: str | None = None
    others: bool = False

    @property
    def hangs(self) -> bool:
        """The bot's process has its lock and does nothing."""
        return self.silent_for >= _SILENT


async def examine_database(settings: Settings, bot_id: int | None) -> tuple[Findings, DatabaseFacts | None]:
    """Connect as the processes do and read what they have left. The facts are None if there is nothing to read."""
    if settings.database_url is None and not settings.data_dir.exists():
        return [make_ok(_ABOUT, f"the first start makes one in {settings.data_dir}")], None
    try:
        async with open_database(settings, pool_size=1) as database:
            return await _examine(settings, database, bot_id)
    except EmbeddedServerError as error:
        return [make_wrong(_ABOUT, str(error), f"see {_TROUBLES}")], None
    except (SQLAlchemyError, OSError, ValueError, SettingsError, migrate.UnknownRevisionError) as error:
        where = settings.describe_database()
        why = migrate.explain_refusal(error) or f"it does not answer ({type(error).__name__})"
        return [make_wrong(_ABOUT, f"{where}: {why}", "correct DATABASE_URL, or start PostgreSQL")], None


async def _examine(settings: Settings, database: Database, bot_id: int | None) -> tuple[Findings, DatabaseFacts | None]:
    await migrate.require_rights(database.engine)
    where, revision = settings.describe_database(), await migrate.get_revision(database.engine)
    if not await migrate.is_current(database.engine):
        if revision is not None and not migrate.is_known(revision):
            return [make_wrong(_ABOUT, str(migrate.UnknownRevisionError(revision)), _HOW_TO_UPGRADE)], None
        if revision == migrate.get_head() and (line := await migrate.explain_tables(database.engine)):
            return [make_wrong(_ABOUT, line, _HOW_TO_UPGRADE)], None
        message = f"{where} is at {revision or 'no revision yet'}; this version needs {migrate.get_head()}"
        if revision == migrate.get_head():
            message = f"{where} is at {revision} without all functions of this version"
        advice = "the next start migrates it" if settings.db_auto_migrate else "make migrate"
        return [make_warning(_ABOUT, message, advice)], None
    async with database.engine.connect() as connection:
        row = (await connection.execute(_FACTS, {"sessions": f"{SESSION_NAME}%"})).one()
        silent_for = (await measure_silences(connection, f"bot:{bot_id}")).get(f"bot:{bot_id}")
        staff = await team.list_staff(AsyncSession(connection)) if not row.members_only else ()
        has_plain = settings.seal_words and await has_readable_words(connection)
    found = [make_ok(_ABOUT, f"{where} is at {revision}"), *await _examine_room(database)]
    if has_plain:
        message = "SEAL_WORDS is on, and words from before can still be read in the database"
        found.append(make_warning(_ABOUT, message, "python -m ops rotate-key"))
    if row.failed:
        found.append(
            make_warning(_ABOUT, f"{row.failed} jobs have failed", "/failed in Telegram shows them, with Again")
        )
    found += await _examine_work(database, row)
    found += await _examine_topics(settings, database)
    if not row.has_admin and not settings.admin_ids:
        found.append(make_warning("team", "nobody is admin yet", "start the bot and open the link that it prints"))
    facts = DatabaseFacts(
        silent_for is not None, row.timezone, row.project, account=row.account, groups=tuple(row.groups),
        limited=tuple(one.person.name for one in staff if one.limited), topics=bool(row.topics),
        own_topics=bool(row.own_topics), silent_for=silent_for or timedelta(),
        unanswered_since=row.unanswered_since, others=bool(row.others),
    )  # fmt: skip
    return found, facts


async def _examine_topics(settings: Settings, database: Database) -> Findings:
    """Name addresses whose mails get no topic, as none has the name that is given behind the address."""
    async with database.reading() as session:
        wrong = [one for one in settings.mail_address if one.topic and not await find_named(session, one.topic)]
    said = "MAIL_ADDRESS: {} names the topic {!r}, and there is none: its mails get no topic"
    advice = f"correct the name, or make the topic; see {_MAIL_GUIDE}"
    return [make_warning("e-mail", said.format(one.address, one.topic), advice) for one in wrong]


async def _examine_room(database: Database) -> Findings:
    """Say that the server has no room: it reads as ever and calls itself writable."""
    try:
        await try_room(database.engine)
    except SQLAlchemyError as error:
        if is_server_full(error):
            message = "the disk of PostgreSQL is full: no change can be stored, and nothing confirmed is lost"
            return [make_wrong(_ABOUT, message, f"make room there; see {_TROUBLES}")]
    return []


async def _examine_work(database: Database, row: Any) -> Findings:
    """Warn of each box whose work waits, or why none is done."""
    if row.quiet_since is not None:
        message = f"this is a quiet copy of {row.quiet_since:%Y-%m-%d %H:%M} UTC: it receives and sends nothing"
        return [make_warning(_ABOUT, message, "restore without --quiet to make it the help desk")]
    if row.recovery is not None:
        message = "it was restored, and nothing is sent until all is compared"
        who = "todoist_sync" if row.recovery == Recovery.BOARD else "bot"
        return [make_warning(_ABOUT, message, f"let {who} run: it ends this")]
    async with database.engine.connect() as connection:
        waiting = (await connection.execute(_WAITING)).all()
    advice = f"start the process that does them; see {_TROUBLES}"
    lines = [f"{one.n} jobs of {one.box} wait, the oldest for {one.seconds // 60} min" for one in waiting]
    return [make_warning(_ABOUT, line, advice) for line in lines]
