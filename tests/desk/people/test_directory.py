"""Who somebody is while what they sent is handled: nobody dismisses or links them meanwhile."""

from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from db.enums import Role
from desk.people import directory
from tests.desk.stage import RULES, Stage

pytestmark = pytest.mark.broad

_DISMISSES = text("select 1 from people where telegram_id = :chat for update nowait")


async def test_their_role_stays_until_what_they_sent_is_handled(stage: Stage) -> None:
    olga, ivan = await stage.person("Olga", Role.AGENT), await stage.person("Ivan", Role.AGENT)
    who: dict[str, Any] = {"first": "Olga", "last": None, "username": None, "language": None}
    async with stage.database.unit_of_work() as session:
        await directory.known(session, olga.chat, now=stage.now, rules=RULES, **who)
        async with stage.database.sessions() as other:
            await other.execute(_DISMISSES, {"chat": ivan.chat})
        async with stage.database.sessions() as other:
            with pytest.raises(DBAPIError, match="could not obtain lock"):
                await other.execute(_DISMISSES, {"chat": olga.chat})
