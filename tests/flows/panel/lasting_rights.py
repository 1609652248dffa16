"""What people, tokens, links and webhooks may do once a session of the panel is over, as facts to compare, and a desk
that has one of each.

Must not know which form of the panel gives what.
"""

from datetime import timedelta

from sqlalchemy import select

from db.models import (
    ClientRole,
    Contact,
    Integration,
    Invite,
    MemberInvite,
    Membership,
    MembershipSource,
    Person,
    ReportResult,
    StoredSetting,
    Subscription,
    WebSession,
)
from desk import Desk
from desk.integrations import integrations
from desk.metrics import ExportChoice, exports, periods
from desk.organizations import members, organization_verbs, roles
from desk.organizations.record_fields import ContactValues, OrganizationValues
from desk.policy.permissions import LEADING, Grant, get_grants
from desk.staff import members as staff_members
from desk.webhooks import subscriptions
from tests.flows.acts import files, invite
from tests.flows.clients import as_vera
from tests.flows.stage import Stage
from tests.sql import scalars, sole

Facts = frozenset[tuple[object, ...]]
_DAYS = (0, 30, 90, 200, 364, 366, 5000)


async def read_rights(stage: Stage) -> Facts:
    """Return all that anybody or anything may do from now on, without anybody's session."""
    now = stage.clock()
    people = [(one.id, grant) for one in await scalars(stage, select(Person)) for grant in get_grants(one)]
    links = [
        ("link", one.id, one.role)
        for table in (Invite, MemberInvite)
        for one in await scalars(stage, select(table).where(table.used_at.is_(None), table.expires_at > now))
    ]
    tokens = [fact for one in await scalars(stage, select(Integration)) for fact in _read_token(one, stage)]
    hooks = [
        ("webhook", one.id, one.url, one.secret, kind)
        for one in await scalars(stage, select(Subscription))
        if one.removed_at is None and one.off_at is None
        for kind in one.kinds or ["all"]
    ]
    leading = Membership.role.in_(LEADING), Membership.confirmed_at.is_not(None), Membership.ended_at.is_(None)
    clients = [("client", one.id, one.role) for one in await scalars(stage, select(Membership).where(*leading))]
    table = (await _read_settings(stage)).get("positions", stage.settings.organizations.positions)
    numbers = [
        ("number", one.id, one.phone)
        for one in await scalars(stage, select(Contact).where(Contact.removed_at.is_(None)))
        if one.phone and roles.get_role_for_position(one.position, table) in LEADING
    ]
    walls = select(WebSession).where(WebSession.wall_only, WebSession.ended_at.is_(None))
    screens = [("wall", one.id) for one in await scalars(stage, walls)]
    doors = [("setting", key, str(value)) for key, value in (await _read_settings(stage)).items()]
    return frozenset([*people, *links, *tokens, *hooks, *clients, *numbers, *screens, *doors])


async def _read_settings(stage: Stage) -> dict[str, object]:
    async with stage.database.reading() as session:
        wanted = ("panel_for_agents", "web_addresses", "second_factor", "positions")
        rows = await session.scalars(select(StoredSetting).where(StoredSetting.key.in_(wanted)))
        return {one.key: one.value for one in rows if one.value is not None}


def _read_token(one: Integration, stage: Stage) -> list[tuple[object, ...]]:
    if one.revoked_at is not None:
        return []
    now = stage.clock()
    works = [day for day in _DAYS if one.expires_at is None or one.expires_at > now + timedelta(days=day)]
    may = [*one.scopes, *one.cors, *(f"works {day}" for day in works)]
    return [("token", one.id, one.token_hash, what) for what in may]


async def furnish(stage: Stage) -> dict[str, int]:
    """Give the desk a trainee, an agent who may less than their role says, an organization, integrations (`shut`: a
    revoked one), webhooks (`mute`: one that is off) and an export with words; return their ids."""
    await stage.vera.writes("/settings organizations on")
    for name, role in (("Tina", "trainee"), ("Nora", "agent")):
        phone = await stage.phone(name)
        await phone.writes(f"/start {await invite(stage.vera, role)}")
    ids = {"ticket": await files(stage.rita, "The heating is cold")}
    await (await stage.phone("Dora")).writes("/start")
    async with as_vera(stage) as desk:
        ids |= {one.name.split()[0].lower(): one.id for one in await desk.session.scalars(select(Person))}
        await staff_members.set_grants(desk, stage.people["Nora"].id, {Grant.SEND: False})
        ids |= await _add_organization(desk, ids["rita"]) | await _add_integrations(desk)
        today = ExportChoice(periods.parse_period("today", desk.now.date()), words=True)
        assert await exports.request_export(desk, today)
    await stage.settle()
    ids["export"] = await sole(stage, select(ReportResult.id))
    return ids


async def _add_organization(desk: Desk, member: int) -> dict[str, int]:
    of = await organization_verbs.create_organization(desk, OrganizationValues("North"))
    contact = await organization_verbs.create_contact(desk, of.id, ContactValues("Carl", "+79161234567", "clerk"))
    person = await desk.session.get_one(Person, member)
    made = await members.join_organization(desk, person, of, ClientRole.USER, MembershipSource.ADMIN)
    return {"organization": of.id, "contact": contact.id, "member": made.id}


async def _add_integrations(desk: Desk) -> dict[str, int]:
    system, _ = await integrations.create_integration(desk, "Shop")
    shut, _ = await integrations.create_integration(desk, "Till")
    await integrations.revoke_integration(desk, shut)
    await integrations.set_expiry(desk, system, 30)
    hook, _ = await subscriptions.subscribe(desk, system, "https://127.0.0.1/in")
    mute, _ = await subscriptions.subscribe(desk, system, "https://127.0.0.1/off")
    await subscriptions.switch_subscription(desk, mute, on=False)
    return {"system": system, "shut": shut, "webhook": hook, "mute": mute}
