"""`/organization`: one's own organizations, leaving; directors' members, roles and links. Rights end at once."""

import re

import pytest

from db.models import ClientRole
from tests.flows.clients import ACME, directed, joined, with_organization
from tests.flows.phone import Phone, buttons, words
from tests.flows.stage import Stage
from tests.texts import piece_of, text_of

pytestmark = pytest.mark.sentence("Organizations: members")

BOARD = False
USER, ADMINISTRATOR, DIRECTOR = ClientRole.USER, ClientRole.ADMINISTRATOR, ClientRole.DIRECTOR
ONLY_DIRECTORS = text_of("org-only-directors")


async def link_of(director: Phone, organization: int, role: ClientRole = USER) -> str:
    """Let the director make a link; return its code."""
    await director.writes("/organization")
    await director.presses(f"org_members:{organization}:1")
    await director.presses(f"org_ask:{organization}")
    await director.presses(f"org_invite:{organization}:{role}")
    (code,) = re.findall(r"start=(\S+)", words(await director.containing(piece_of("org-link", role=role.value))))
    return str(code)


async def alert(phone: Phone) -> str:
    return str((await phone.answer()).get("text"))


async def test_staff_read_that_they_belong_to_none(stage: Stage, olga: Phone) -> None:
    await with_organization(stage)
    await olga.writes("/organization")
    assert await olga.reads() == text_of("org-none-staff")


async def test_while_organizations_are_off_the_command_is_unknown(stage: Stage, rita: Phone) -> None:
    for typed in ("/organization", "/frobnicate"):
        await rita.writes(typed)
    assert words((await rita.received())[-2]) == await rita.reads()


async def test_a_person_without_an_organization_reads_how_to_get_into_one(stage: Stage, rita: Phone) -> None:
    await with_organization(stage)
    await rita.writes("/organization")
    assert await rita.reads() == text_of("org-none")


@pytest.mark.parametrize("role", list(ClientRole))
async def test_a_member_reads_their_role_and_what_it_means(stage: Stage, rita: Phone, role: ClientRole) -> None:
    await joined(stage, rita, await with_organization(stage), role)
    await rita.writes("/organization")
    shown = await rita.last()
    assert words(shown).startswith(f"{ACME} · {text_of('client-role', role=role.value)}")
    assert text_of("org-effect", role=role.value) in words(shown)
    assert any(one.startswith("org_members") for one in buttons(shown)) is (role is DIRECTOR)
    await rita.writes("/help")
    assert await rita.reads() == text_of("org-help")


async def test_who_is_not_confirmed_yet_reads_it_and_leads_nothing(stage: Stage, rita: Phone) -> None:
    organization = await with_organization(stage)
    await joined(stage, rita, organization, confirmed=False)
    await rita.writes("/organization")
    assert text_of("org-unconfirmed-effect") in await rita.reads()
    await rita.presses(f"org_members:{organization}:1", on=await rita.last_id(), force=True)
    assert "Member" not in await rita.reads()


async def test_of_several_organizations_each_is_opened_by_a_button(stage: Stage, rita: Phone) -> None:
    first, second = await with_organization(stage), await with_organization(stage, "Bolt & <b>Sons</b>")
    one = await joined(stage, rita, first, ADMINISTRATOR)
    await joined(stage, rita, second)
    await rita.writes("/organization")
    assert "Bolt & <b>Sons</b> · user" in await rita.reads()
    await rita.presses(f"org_own:{one}:itself")
    assert (await rita.reads()).startswith(f"{ACME} · administrator")
    await rita.presses("org_own:0:itself")
    assert (await rita.reads()).startswith("Your organizations")


async def test_leaving_is_asked_first_and_the_last_director_is_told_to_admins(stage: Stage) -> None:
    dora, _, mine = await directed(stage)
    vera = stage.vera
    assert text_of("org-director-new", name="Dora", organization=ACME, n=0, others="") in await vera.texts()
    await dora.writes("/organization")
    await dora.presses(f"org_own:{mine}:end")
    assert await dora.reads() == text_of("org-leave-ask", organization=ACME, role="director")
    await dora.presses(f"org_leave:{mine}")
    assert await alert(dora) == text_of("org-left", organization=ACME)
    assert await dora.reads() == text_of("org-none")
    assert await vera.reads() == text_of("org-director-none", organization=ACME)


async def test_a_director_sees_members_and_changes_a_role(stage: Stage, rita: Phone) -> None:
    dora, organization, mine = await directed(stage)
    hers = await joined(stage, rita, organization)
    await dora.writes("/organization")
    await dora.presses(f"org_members:{organization}:1")
    assert (await dora.reads()).splitlines() == [f"Members of {ACME}", "Dora · director", "Rita K. · user"]
    await dora.presses(f"org_member:{hers}:itself")
    assert "Added by the help desk" in await dora.reads()
    await dora.presses(f"org_role:{hers}:administrator")
    assert "Rita K. · administrator" in await dora.reads()
    told = text_of("org-role-given", by="Dora", organization=ACME, role="administrator")
    assert await rita.reads() == told
    await dora.presses(f"org_member:{mine}:itself", on=await dora.last_id(), force=True)
    assert [one for one in await dora.buttons() if one.startswith(("org_role", "org_remove"))] == []


async def test_a_director_confirms_who_registered(stage: Stage, rita: Phone) -> None:
    dora, organization, _ = await directed(stage)
    hers = await joined(stage, rita, organization, confirmed=False)
    await dora.writes("/organization")
    await dora.presses(f"org_members:{organization}:1")
    assert "Rita K. · user · not confirmed yet" in await dora.reads()
    await dora.presses(f"org_member:{hers}:itself")
    shown = await dora.last()
    assert buttons(shown)[:2] == [f"org_confirm:{hers}", f"org_member:{hers}:end"]
    await dora.presses(f"org_role:{hers}:director", on=shown["message_id"], force=True)
    assert await alert(dora) == text_of("press-outdated")
    await dora.presses(f"org_confirm:{hers}")
    assert await rita.reads() == text_of("register-confirmed", organization=ACME, role="user")
    assert "not confirmed" not in await dora.reads()
    await dora.presses(f"org_confirm:{hers}", on=shown["message_id"], force=True)
    assert await alert(dora) == text_of("press-outdated")


async def test_removing_is_asked_first_and_ends_everything_at_once(stage: Stage) -> None:
    dora, organization, _ = await directed(stage)
    eve = await stage.phone("Eve")
    hers = await joined(stage, eve, organization, DIRECTOR)
    await eve.writes("/organization")
    await eve.presses(f"org_members:{organization}:1")
    code = await link_of(eve, organization)
    await dora.writes("/organization")
    await dora.presses(f"org_members:{organization}:1")
    await dora.presses(f"org_member:{hers}:itself")
    await dora.presses(f"org_member:{hers}:end")
    assert await dora.reads() == text_of("org-remove-ask", name="Eve", organization=ACME)
    await dora.presses(f"org_remove:{hers}")
    assert (await dora.reads()).splitlines() == [f"Members of {ACME}", "Dora · director"]
    assert await eve.reads() == text_of("org-removed", by="Dora", organization=ACME)
    await eve.presses(f"org_ask:{organization}")
    assert await alert(eve) == ONLY_DIRECTORS
    new = await stage.phone("New")
    await new.writes(f"/start {code}")
    assert await new.reads() == text_of("org-link-expired")


@pytest.mark.parametrize("role", list(ClientRole))
async def test_a_link_works_once_and_gives_its_role(stage: Stage, rita: Phone, role: ClientRole) -> None:
    dora, organization, _ = await directed(stage)
    code = await link_of(dora, organization, role)
    assert words(await dora.containing("Members of")).startswith(f"Members of {ACME}")
    await dora.writes(f"/start {code}")
    assert await dora.reads() == text_of("org-joined-before", organization=ACME, works=1)
    await rita.writes(f"/start {code}")
    assert await rita.reads() == text_of("org-joined", organization=ACME, role=role.value)
    told = text_of("org-link-used", name="Rita K.", organization=ACME, role=role.value)
    assert await dora.reads() == told
    await rita.writes(f"/start {code}")
    assert await rita.reads() == text_of("org-joined-before", organization=ACME, works=0)
    late = await stage.phone("Late")
    await late.writes(f"/start {code}")
    assert await late.reads() == text_of("org-link-expired")


async def test_staff_who_open_a_link_leave_it_for_others(stage: Stage, olga: Phone, rita: Phone) -> None:
    dora, organization, _ = await directed(stage)
    code = await link_of(dora, organization)
    await olga.writes(f"/start {code}")
    assert await olga.reads() == text_of("org-link-staff")
    await stage.pass_time(hours=200)
    for one in (rita, olga):
        await one.writes(f"/start {code}")
        assert await one.reads() == text_of("org-link-expired")
