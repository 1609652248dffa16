"""People write to a colleague's own account: what becomes of it, and what is never stored."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta

import pytest_asyncio

from db.database import Database
from tests.flows import cast
from tests.flows.own_accounts.account import OwnAccount
from tests.flows.phone import Phone
from tests.flows.stage import Stage, staged


@dataclass(slots=True)
class Scene:
    """Olga's own account, her colleague Ivan, and Mira, who has never used the bot."""

    stage: Stage
    account: OwnAccount
    olga: Phone
    ivan: Phone
    mira: Phone


@pytest_asyncio.fixture(loop_scope="session")
async def at(database: Database) -> AsyncIterator[Scene]:
    begins = (cast.olga, cast.ivan)
    async with staged(database, board=False, begins=begins, requests__intake_quiet=timedelta()) as stage:
        olga, ivan = stage.people["Olga"], stage.people["Ivan"]
        yield Scene(stage, OwnAccount(stage, olga), olga, ivan, await stage.phone("Mira"))


async def test_a_request_from_knocking_to_stars(at: Scene) -> None:
    await at.account.connect()
    print(await at.olga.texts())
    await at.olga.presses("own_all")
    await at.account.hears(at.mira, "The printer prints every page twice")
    print("IVAN", await at.ivan.texts())
    print("OLGA", await at.olga.texts())
    await at.ivan.presses("claim:1")
    card = await at.ivan.message_with("release:1")
    await at.ivan.writes("I have changed the driver", reply_to=card["message_id"])
    print("MIRA", await at.account.sent(at.mira))
    await at.account.says(at.mira, "And I have rebooted it")
    await at.ivan.presses("resolve:1")
    print("MIRA", await at.account.sent(at.mira))
    print("IVAN", await at.ivan.texts())
    print([b for m in await at.account.chat(at.mira) for b in m["buttons"]])
    await at.account.act("press", at.mira, data="solved:1:yes")
    print([b for m in await at.account.chat(at.mira) for b in m["buttons"]])
    await at.account.act("press", at.mira, data="rate:1:5")
    print("MIRA", await at.account.sent(at.mira))
    print("IVAN", await at.ivan.texts())
    raise AssertionError
