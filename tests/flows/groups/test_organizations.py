"""A group of an organization: what is asked there is its own; whom it does not know its directors confirm."""

from datetime import timedelta

import pytest

from db.database import Database
from db.models import ClientRole
from tests.flows.clients import ACME, joined, with_organization
from tests.flows.group import BOT, make_group
from tests.flows.phone import words
from tests.flows.stage import Stage, staged
from tests.sql import fetch
from tests.texts import IN_BOTH, text_of

pytestmark = pytest.mark.sentence("Requests from groups")


async def _read_named(stage: Stage) -> list[tuple[str, str | None, str | None]]:
    """Return who asked, the organization of each ticket, and the one that is only named."""
    query = """select p.name, o.name as of, n.name as named from tickets t join people p on p.id = t.requester_id
      left join organizations o on o.id = t.organization_id left join organizations n on n.id = t.named_organization_id
      order by t.number"""
    return [tuple(row) for row in await fetch(stage, query)]


@IN_BOTH
async def test_a_group_is_tied_to_an_organization_by_one_press(database: Database, language: str) -> None:
    async with staged(database, board=False, locale=language, requests__intake_quiet=timedelta()) as stage:
        vera, nina, rita = stage.vera, await stage.phone("Nina"), await stage.phone("Rita", language=language)
        group = await make_group(stage, "Acme support")
        assert "chat_orgs:1:1" not in await vera.buttons(), "organizations are off"
        await with_organization(stage, "Aardvark")
        acme = await with_organization(stage)
        member = await joined(stage, rita, acme, ClientRole.DIRECTOR)
        await vera.presses("chat:1")
        await vera.presses("chat_orgs:1:1")
        assert await vera.reads() == text_of("chat-choose-organization", group="Acme support")
        assert await vera.buttons() == [f"chat_org:1:{acme}", f"chat_org:1:{acme - 1}", "chat_org:1:0"]
        await vera.presses(f"chat_org:1:{acme}")
        assert text_of("chat-organization", name=ACME) in await vera.reads()

        await group.write(nina, f"{BOT} The till is dark")
        await group.write(rita, f"{BOT} And the lamp")
        assert await _read_named(stage) == [("Nina", None, ACME), ("Rita", ACME, None)]
        asked = await rita.message_with(f"org_confirm:{member + 1}")
        said = text_of("member-of-group", language, name="Nina", group="Acme support", organization=ACME)
        assert words(asked).startswith(said)
        await rita.presses(f"org_confirm:{member + 1}", on=asked["message_id"])
        assert (await _read_named(stage))[0] == ("Nina", ACME, None)

        await rita.presses(f"org_member:{member + 1}:end")
        await rita.presses(f"org_remove:{member + 1}")
        await stage.pass_time(minutes=10)
        before = len(await rita.received())
        await group.write(nina, f"{BOT} The door is locked")
        assert (await _read_named(stage))[2] == ("Nina", None, None), "who was removed is not asked about again"
        assert len(await rita.received()) == before
        await vera.presses("chat_orgs:1:1")
        await vera.presses("chat_org:1:0")
        await group.write(await stage.phone("Nick"), f"{BOT} The window is broken")
        assert (await _read_named(stage))[3] == ("Nick", None, None)
