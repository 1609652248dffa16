"""Two people at one organization at once: directors, and who opens a link; and what is not there any more."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import pytest
import pytest_asyncio
from sqlalchemy import func, select

from db.models import (
    AuditRecord,
    ClientRole,
    Hears,
    MemberInvite,
    Membership,
    MembershipSource,
    Organization,
    Participation,
    Person,
    Role,
    StoredSetting,
    TicketParticipant,
)
from desk import Desk, NotAllowed, Refused
from desk.conversation import thread
from desk.conversation.new_entry import NewEntry
from desk.notifications import to_leaders
from desk.organizations import applicants, director_verbs, member_links, members, organization_verbs, registration
from desk.organizations.member_links import MemberLinkResult
from desk.text import RichText
from tests.desk.cast import relays
from tests.desk.stage import Someone, Stage
from tests.rules import rules_with
from tests.sql import add, scalar, scalars

DIRECTOR = ClientRole.DIRECTOR


@dataclass
class Firm:
    """An organization with two directors, and their memberships."""

    stage: Stage
    id: int
    dora: Someone
    eve: Someone
    of_dora: int
    of_eve: int

    async def both(self, *doing: tuple[Someone, Callable[[Desk], Awaitable[Any]]]) -> list[Any]:
        """Let people act at once, each in a unit of work; return what came of it, refusals too."""
        acts = (self.stage.does(who, what) for who, what in doing)
        return await asyncio.gather(*acts, return_exceptions=True)

    async def count(self) -> int:
        return await scalar(self.stage, select(func.count()).where(Membership.ended_at.is_(None))) or 0


@pytest_asyncio.fixture
async def firm(stage: Stage) -> Firm:
    stage.rules = rules_with(bot_id=77, organizations__enabled=True)
    dora, eve = await stage.person("Dora"), await stage.person("Eve")
    async with stage.database.unit_of_work() as session:
        row = Organization(name="Acme", folded="acme", created_at=stage.now, updated_at=stage.now)
        session.add_all([row, StoredSetting(key="organizations", value=True, version=1, changed_at=stage.now)])
        await session.flush()
        of = row.id
    joined = [await stage.does(who, _join, who, of, DIRECTOR) for who in (dora, eve)]
    return Firm(stage, of, dora, eve, *joined)


async def _join(desk: Desk, who: Someone, organization: int, role: ClientRole) -> int:
    person = await desk.session.get_one(Person, who.id)
    of = await desk.session.get_one(Organization, organization)
    return (await members.join_organization(desk, person, of, role, MembershipSource.ADMIN)).id


async def test_who_only_wrote_in_its_group_asks_elsewhere_for_themselves(firm: Firm) -> None:
    stage, nina = firm.stage, await firm.stage.person("Nina")
    await stage.does(nina, registration.join_by_group, firm.id, "Acme support")
    number = await stage.files(nina, "My salary has not arrived, please tell nobody")
    assert (await stage.ticket(number)).shown_organization_id is None

    async def confirm(desk: Desk) -> None:
        theirs = select(Membership.id).where(Membership.person_id == nina.id)
        await applicants.confirm_applicant(desk, (await desk.session.scalars(theirs)).one())

    await stage.does(firm.dora, confirm)
    assert (await stage.ticket(number)).organization_id is None, "nobody was asked"
    again = await stage.files(nina, "The till in the shop is dark")
    assert (await stage.ticket(again)).organization_id == firm.id


@pytest.mark.parametrize("turn", range(3))
async def test_directors_who_remove_each_other_at_once_leave_one(firm: Firm, turn: int) -> None:
    told = await firm.both(
        (firm.dora, lambda desk: director_verbs.remove_member(desk, firm.of_eve)),
        (firm.eve, lambda desk: director_verbs.remove_member(desk, firm.of_dora)),
    )
    assert sorted(isinstance(one, NotAllowed) for one in told) == [False, True]
    assert await firm.count() == 1


async def test_who_leads_may_change_others_and_not_themselves(firm: Firm) -> None:
    own = {
        "org-own-role": lambda desk: director_verbs.set_role(desk, firm.of_dora, ClientRole.USER),
        "org-own-removal": lambda desk: director_verbs.remove_member(desk, firm.of_dora),
    }
    for key, verb in own.items():
        with pytest.raises(Refused, match=key):
            await firm.stage.does(firm.dora, verb)
    await firm.stage.does(firm.dora, director_verbs.set_role, firm.of_eve, ClientRole.USER)
    assert await firm.count() == 2


async def test_who_is_made_a_user_at_that_moment_gives_no_role(firm: Firm) -> None:
    told = await firm.both(
        (firm.dora, lambda desk: director_verbs.set_role(desk, firm.of_eve, ClientRole.USER)),
        (firm.eve, lambda desk: director_verbs.set_role(desk, firm.of_dora, ClientRole.USER)),
    )
    assert sorted(isinstance(one, NotAllowed) for one in told) == [False, True]


@pytest.mark.parametrize("turn", range(3))
async def test_of_people_who_open_a_link_at_once_one_joins(firm: Firm, turn: int) -> None:
    code = await firm.stage.does(firm.dora, member_links.create_invite, firm.id, ClientRole.USER)
    crowd = [await firm.stage.person(f"Guest {n}") for n in range(4)]
    opened = await firm.both(*((who, lambda desk: member_links.accept_invite(desk, code)) for who in crowd))
    assert sorted(one.how for one in opened) == [MemberLinkResult.EXPIRED] * 3 + [MemberLinkResult.JOINED]


@pytest.mark.parametrize("turn", range(3))
async def test_a_link_and_the_removal_of_its_maker_do_not_block_each_other(firm: Firm, turn: int) -> None:
    code = await firm.stage.does(firm.dora, member_links.create_invite, firm.id, DIRECTOR)
    guest = await firm.stage.person("Guest")
    opened, removed = await firm.both(
        (guest, lambda desk: member_links.accept_invite(desk, code)),
        (firm.eve, lambda desk: director_verbs.remove_member(desk, firm.of_dora)),
    )
    assert removed.id == firm.of_dora
    assert await firm.count() == 1 + (opened.how is MemberLinkResult.JOINED)


async def test_a_link_of_a_director_who_is_one_again_stays_dead(firm: Firm) -> None:
    code = await firm.stage.does(firm.dora, member_links.create_invite, firm.id, ClientRole.USER)
    for role in (ClientRole.USER, DIRECTOR):
        await firm.stage.does(firm.eve, director_verbs.set_role, firm.of_dora, role)
    guest = await firm.stage.person("Guest")
    opened = await firm.stage.does(guest, member_links.accept_invite, code)
    assert opened.how is MemberLinkResult.EXPIRED


async def test_a_removed_organization_has_no_members_and_no_links(firm: Firm) -> None:
    code = await firm.stage.does(firm.dora, member_links.create_invite, firm.id, ClientRole.USER)
    await firm.stage.does(firm.dora, organization_verbs.remove_organization, firm.id)
    guest = await firm.stage.person("Guest")
    opened = await firm.stage.does(guest, member_links.accept_invite, code)
    assert opened.how is MemberLinkResult.EXPIRED
    for verb in (
        lambda desk: director_verbs.leave_organization(desk, firm.of_dora),
        lambda desk: director_verbs.remove_member(desk, firm.of_eve),
        lambda desk: member_links.create_invite(desk, firm.id, ClientRole.USER),
    ):
        with pytest.raises(Refused):
            await firm.stage.does(firm.dora, verb)


@pytest.mark.parametrize("turn", range(3))
async def test_nobody_joins_an_organization_that_is_being_removed(firm: Firm, turn: int) -> None:
    crowd = [await firm.stage.person(f"Guest {n}") for n in range(3)]
    joining = [(who, lambda desk, who=who: _join(desk, who, firm.id, DIRECTOR)) for who in crowd]
    removing = (firm.dora, lambda desk: organization_verbs.remove_organization(desk, firm.id))
    *told, removed = await firm.both(*joining, removing)
    assert not isinstance(removed, BaseException)
    assert [one for one in told if isinstance(one, BaseException) and not isinstance(one, Refused)] == []
    assert await firm.count() == 0


async def test_the_audit_log_names_people_and_roles_and_no_code_is_stored(firm: Firm) -> None:
    code = await firm.stage.does(firm.dora, member_links.create_invite, firm.id, ClientRole.USER)
    await firm.stage.does(firm.dora, director_verbs.remove_member, firm.of_eve)
    rows = await scalars(firm.stage, select(AuditRecord).order_by(AuditRecord.id))
    assert code not in str(await scalars(firm.stage, select(MemberInvite.code_hash)))
    assert [(one.action, one.object) for one in rows[-2:]] == [
        ("member-invited", f"organization:{firm.id}"),
        ("member-removed", f"person:{firm.eve.id}"),
    ]
    assert code not in str([(one.old, one.new) for one in rows])


async def test_of_a_new_request_hears_who_leads_there_now(firm: Firm) -> None:
    stage = firm.stage
    rita, *others = [await stage.person(name) for name in ("Rita", "Ida", "Bo", "Uma", "Max")]
    ida, bo, uma, max_ = others
    joined = [await stage.does(one, _join, one, firm.id, DIRECTOR) for one in others]
    number = await stage.files(rita, "The till does not print")
    await stage.change(number, organization_id=firm.id)
    async with stage.database.unit_of_work() as session:
        (await session.get_one(Membership, firm.of_eve)).ended_at = stage.now
        (await session.get_one(Membership, joined[0])).confirmed_at = None
        (await session.get_one(Person, bo.id)).bot_blocked_at = stage.now
        (await session.get_one(Membership, joined[2])).role = ClientRole.USER
        (await session.get_one(Person, max_.id)).role = Role.AGENT

    async def tell(desk: Desk) -> None:
        await to_leaders.tell_leaders_of_new(desk, await desk.lock_ticket(number))

    await stage.does(rita, tell)
    told = {"Dora": firm.dora, "Eve, who left": firm.eve, "Ida, unconfirmed": ida, "Bo": bo, "Uma": uma, "Max": max_}
    heard = [name for name, one in told.items() if [x for x in await stage.letters(one) if x.get("view") == _NOTICE]]
    assert heard == ["Dora"]


_NOTICE = "member_notice"


async def test_who_leads_and_has_the_link_hears_an_answer_once_and_of_a_rule_none(firm: Firm, olga: Someone) -> None:
    stage, rita = firm.stage, await firm.stage.person("Rita")
    await stage.does(rita, _join, rita, firm.id, ClientRole.USER)
    number = await stage.files(rita, "The till in the shop is dark")
    await stage.does(firm.dora, thread.add_comment, number, NewEntry(RichText("Please hurry")))
    await stage.change(number, has_participants=True)
    shared = {"part": Participation.SHARED, "hears": Hears.NEWS, "at": stage.now}
    ticket = await stage.ticket(number)
    await add(stage, TicketParticipant(ticket_id=ticket.id, person_id=firm.dora.id, **shared))
    await stage.does(olga, thread.add_automatic_reply, number, NewEntry(RichText("We read it soon")))
    assert await relays(stage, firm.dora) == [], "as a copy by mail has none of it"
    entry = await stage.does(olga, thread.add_reply, number, NewEntry(RichText("On my way")))
    assert [one["entry_id"] for one in await relays(stage, firm.dora)] == [entry.id]
