"""The page's switch that makes the running demo's desk that of a service company, once."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta

from db.models import Contact, MembershipSource, Organization, Profile
from desk import Desk, DeskSettings
from desk.accounts import account_data
from desk.admin_settings.changes import change_setting
from desk.automation.rules import add_rule, switch_rule
from desk.organizations import members, organization_verbs, record_fields
from desk.organizations.record_fields import OrganizationValues
from desk.organizations.requisites import Requisite
from desk.organizations.roles import get_role_for_position
from desk.payments import balances, bill_paying
from desk.payments.owners import BalanceOwner
from desk.payments.statement_times import get_last_month
from desk.people.person_rows import find_by_telegram
from desk.rule_specs import Action, ActionKind, Condition, ConditionField, RuleSpec, RuleTrigger
from desk.settings.defaults.organizations import OrganizationRules
from desk.settings.defaults.payments import PaymentRules
from sandbox.company.clients import (
    ADMINISTRATOR,
    CHARGES,
    CLIENTS,
    DIRECTOR,
    LABEL,
    REQUISITES,
    Client,
    get_phone,
)
from sandbox.product.first_admin import CannotDoError, DemoDesk

MEMBERS = (DIRECTOR, ADMINISTRATOR)
"""Telegram ids of the people who are members from the beginning; the bot has to know them."""
_SET = {"organizations": "on", "payments": "on", "balances": "show_balance"}
_OWED = 7500_00  # kopecks


@dataclass(slots=True)
class CompanyCounts:
    """The rows that the switch has added."""

    organizations: int = 0
    outlets: int = 0
    members: int = 0


class CompanySwitch:
    """The switch of one demo; `language`: the desk's. `counts`: what was added, None before that."""

    def __init__(self, desk: DemoDesk, language: str) -> None:
        self._desk, self._language = desk, language
        self._alone = asyncio.Lock()
        self.counts: CompanyCounts | None = None

    async def add_company(self, now: datetime) -> CompanyCounts:
        """Add everything or nothing; return the counts. Raises CannotDoError, also if it was added before."""
        async with self._alone:
            if self.counts is not None:
                raise CannotDoError("the clients are there already: register as one of them")
            rules = replace(
                DeskSettings(locale=self._language),
                organizations=OrganizationRules(enabled=True),
                payments=PaymentRules(enabled=True),
            )
            counts = CompanyCounts()
            async with self._desk.open_as_admin(now, rules) as desk:
                for setting, value in _SET.items():
                    await change_setting(desk, setting, value)
                clients = CLIENTS[self._language]
                made = [await _add_client(desk, client, counts) for client in clients]
                await _add_requisites(desk, made[0], REQUISITES[self._language][clients[0].tax_id])
                await _add_bills(desk, made[:2], CHARGES[self._language])
                await _put_customer_first(desk, *LABEL[self._language])
            self.counts = counts
        return counts


async def _add_requisites(desk: Desk, organization: Organization, lines: dict[str, str]) -> None:
    values = record_fields.read_organization(organization)
    requisites = tuple(Requisite(name, value) for name, value in lines.items())
    await organization_verbs.change_organization(desk, organization.id, replace(values, requisites=requisites))


async def _add_bills(desk: Desk, clients: Sequence[Organization], reason: str) -> None:
    """Charge the clients for last month: the first gets its bill now, the second has paid."""
    first = get_last_month(desk.now, desk.rules.timezone)
    at = datetime.combine(first, time(12), desk.now.tzinfo) + timedelta(days=14)
    then = Desk(desk.session, desk.origin, desk.actor, now=at, rules=desk.rules)
    for client in clients:
        await balances.correct_balance(then, BalanceOwner(organization_id=client.id), -_OWED, reason)
    await bill_paying.confirm_bill(desk, clients[1].id, _OWED)


async def _put_customer_first(desk: Desk, label: str, name: str) -> None:
    """Give the director a label, and add the rule that moves requests of such customers up."""
    person = await find_by_telegram(desk.session, DIRECTOR)
    if person is not None:
        await account_data.set_labels(desk, person.id, [label])
    condition = Condition(ConditionField.PERSON_LABEL, (label,))
    spec = RuleSpec(name, RuleTrigger.CUSTOMER, (condition,), (Action(ActionKind.MOVE_UP),))
    await switch_rule(desk, await add_rule(desk, spec), on=True)


async def _add_client(desk: Desk, client: Client, counts: CompanyCounts) -> Organization:
    organization = await organization_verbs.create_organization(desk, OrganizationValues(client.name, client.tax_id))
    counts.organizations += 1
    outlets = [await organization_verbs.create_outlet(desk, organization.id, one) for one in client.outlets]
    counts.outlets += len(outlets)
    for n, values in enumerate(client.contacts):
        outlet = outlets[n % len(outlets)]
        contact = await organization_verbs.create_contact(desk, organization.id, replace(values, outlet_id=outlet.id))
        counts.members += await _add_member(desk, organization, contact)
    return organization


async def _add_member(desk: Desk, organization: Organization, contact: Contact) -> bool:
    """Make the person with the contact's number a member, if they are one of those who are from the beginning."""
    person_id = next((one for one in MEMBERS if get_phone(one) == contact.phone), None)
    person = await find_by_telegram(desk.session, person_id) if person_id is not None else None
    if person is None:
        return False
    role = get_role_for_position(contact.position, desk.rules.organizations.positions)
    source = MembershipSource.CONTACT
    if await desk.session.get(Profile, person.id) is None:
        known = {"phone": contact.phone, "full_name": contact.name, "position": contact.position}
        desk.session.add(Profile(person_id=person.id, registered_at=desk.now, **known))
    await members.join_organization(desk, person, organization, role, source, contact=contact)
    return True
