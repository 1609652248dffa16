"""Decides by the size of the staff group whether it reads what requesters add: in a small one, unless admins chose."""

import structlog
from aiogram.exceptions import AiogramError
from aiogram.methods import GetChatMemberCount
from sqlalchemy import select

from bot.runtime import Runtime
from db.models import Origin
from desk import Desk
from desk.admin_settings import changes
from desk.settings import VERSION

SMALL = 10  # people, without the bot
_SECONDS = 10
_KEY, _SHOWN = "group_tickets", "words"

log = structlog.get_logger(__name__)


async def choose_by_size(runtime: Runtime) -> None:
    """Ask Telegram how many are in the group, if there is one and nobody chose what it is told. Raises errors that say
    that the database is away."""
    bot, database, settings, now = runtime
    async with database.reading() as session:
        rules = await settings.get_at_version(session, await session.scalar(select(VERSION)))
        team = rules.groups.team
        if team is None or await changes.has_ever_been_set(session, _KEY):
            return
    try:
        members = await bot(GetChatMemberCount(chat_id=team.chat_id), request_timeout=_SECONDS)
    except AiogramError as error:
        log.info("the size of the staff group is not known", error=type(error).__name__)
        return
    if members - 1 > SMALL:
        return
    async with database.unit_of_work() as session:
        desk = Desk(session, Origin.CLOCK, None, now=now(), rules=await settings.get_for_session(session))
        await changes.add_unless_set(desk, _KEY, _SHOWN)
