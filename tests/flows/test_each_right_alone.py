"""Each right alone: everything of the bot, tried by somebody who may do one thing and nothing else, and by somebody who
may do everything else."""

import re
from collections import defaultdict
from collections.abc import AsyncIterator, Collection
from typing import Any

import pytest
import pytest_asyncio
from sqlalchemy import text, update

from bot.features.registry import COMMANDS as DECLARED
from db.embedded.shared_server import EmbeddedServer
from db.models import Person, Role
from desk.policy.permissions import ALL, Grant
from tests.flows.matrix import COMMANDS
from tests.flows.matrix_grants import GRANT_OF_ONE, GRANT_OF_PRESS, Needed, get_needed
from tests.flows.matrix_presses import PRESSES
from tests.flows.matrix_rows import NOBODY, Try, button_prefixes
from tests.flows.phone import Phone, buttons
from tests.flows.town import NOTE, Town, standing_town

pytestmark = [pytest.mark.sentence("5 Permissions and presses")]

_OF_ONE_PERSON = ("{board}", "{ada}")
"""An account of the board, and a guest of the admin who invited her."""
_TRIED = [
    what
    for what in (*COMMANDS, *PRESSES)
    if "admin" in what.may and not any(one in what.does for one in _OF_ONE_PERSON)
]
_TABLES = """tickets entries history audit settings events canned_replies wordings articles article_texts systems
    subscriptions mailings known_problems rules reviews organizations memberships invites shifts menus menu_items
    preset_answers preset_texts categories policies erasures approvals briefings brakes targets agent_topics
    announcements contacts outlets ledger_entries payment_requests profiles ticket_participants ideas root_causes
    group_topics chats offers report_results held_acts""".split()
_REFUSALS = ("Only the team", "Your role does not allow")
_OTHERS = ("held", "escalated", "resolved", "closed", "cancelled")
"""Rita's requests, which Olga has: nobody sees them without the right to."""


def _needed(what: Try) -> frozenset[Grant]:
    """What a row of the matrix needs: one of these, or nothing."""
    needed: Needed = get_needed(what.does) if what.does[0] != "/" else _declared(what.does)
    return needed if isinstance(needed, frozenset) else frozenset({needed} if needed else ())


def _declared(typed: str) -> Needed:
    found = DECLARED.by_name.get(typed.split()[0][1:])
    return found.grant if found is not None else None


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def town(server: EmbeddedServer) -> AsyncIterator[Town]:
    """Build one town for all of it."""
    async with standing_town(server) as made:
        yield made


async def _may_only(town: Town, phone: Phone, grants: Collection[Grant]) -> None:
    async with town.stage.database.unit_of_work() as session:
        differs = {one.value: one in grants for one in Grant}
        only = {"role": Role.AGENT, "role_given": Role.AGENT, "grants": differs}
        await session.execute(update(Person).where(Person.telegram_id == phone.id).values(only))


async def _gets(town: Town, what: Try) -> tuple[Phone, str, int]:
    """Let a colleague who may do everything get the button; return them, its data and the message with it."""
    await town.restore()
    nina = town.people["agent on their own ticket"]
    await _may_only(town, nina, ALL)
    earlier = (await nina.received() or [{"message_id": 0}])[-1]["message_id"]
    for step in town.filled(what.first, "agent").split(" then ") if what.first else ():
        if step.startswith("/"):
            await nina.writes(step)
        else:
            await nina.presses(step, on=_find(await nina.received(), step, earlier), force=True)
    doing, shown = town.filled(what.does, "agent"), town.filled(what.on or what.does, "agent")
    return nina, doing, _find(await nina.received(), shown, earlier)


def _find(chat: list[dict[str, Any]], data: str, earlier: int) -> int:
    """Return the newest message with the button, or else the newest one."""
    with_it = [message["message_id"] for message in chat if data in buttons(message)]
    newer = [message for message in with_it if message > earlier]
    return int((newer or with_it or [chat[-1]["message_id"]])[-1])


async def _does(phone: Phone, doing: str, on: int) -> None:
    await (phone.writes(doing) if doing[0] == "/" else phone.presses(doing, on=on, force=True))


async def _tries(town: Town, phone: Phone, doing: str, on: int) -> tuple[bool, bool, set[str]]:
    """Return if it was refused for want of a right, if anything was changed, and what of others was read."""
    before, seen = await _dump(town), set(await town.seen(phone))
    await (phone.writes(doing) if doing[0] == "/" else phone.presses(doing, on=on, force=True))
    new = "\n".join(set(await town.seen(phone)) - seen)
    theirs = [rf"#{town.numbers[state]}\b" for state in _OTHERS]
    reads = {"requests of others"} if re.search("|".join(theirs), new) and "alabaster" in new else set()
    is_refused = any(one in new for one in _REFUSALS)
    return is_refused, await _dump(town) != before, reads | ({"notes"} if NOTE in new else set())


_DUMP = text(
    " union all ".join(f"select '{one}', to_jsonb(t)::text from {one} t" for one in _TABLES) + " order by 1, 2"
)  # noqa: S608


async def _dump(town: Town) -> str:
    """All that people do something to, but what a person only sees or chooses for themselves."""
    async with town.stage.database.sessions() as session:
        return str((await session.execute(_DUMP)).all())


@pytest.mark.limit(900)
async def test_each_right_opens_alone_what_the_page_says(town: Town) -> None:
    """Whoever has everything but a right is refused and changes nothing, also on a message that they got before; whoever
    has that right alone is not, and does no more with it than the page says."""
    does, reads, wrong = defaultdict[Grant | None, set[str]](set), defaultdict[Grant | None, set[str]](set), []
    for what in _TRIED:
        needed = _needed(what)
        nina, doing, on = await _gets(town, what)
        if needed:
            await _may_only(town, nina, ALL - needed)
            if (tried := await _tries(town, nina, doing, on))[:2] != (True, False):
                wrong.append((what.does, "without", tried))
        for grant in sorted(needed) or [None]:
            await _may_only(town, nina, {grant} if grant else ())
            is_refused, changed, read = await _tries(town, nina, doing, on)
            if is_refused:
                wrong.append((what.does, grant, "refused"))
            name = re.split("[: ]", what.does)[0]
            does[grant] |= {name} if changed else set()
            reads[grant] |= {f"{one} ({what.does})" for one in read}
    with open("/tmp/walk.txt", "w") as out:
        print(wrong, file=out)
        for grant in [None, *Grant]:
            print(grant, "DOES", sorted(does[grant]), "READS", sorted(reads[grant]), file=out)
