"""Callback data of organizations: for which one, and which of its outlets, a ticket is."""

from enum import StrEnum
from typing import Annotated

from aiogram.filters.callback_data import CallbackData
from pydantic import Field

from bot.handlers.pressed_message import Id, OfTicket, PageNumber
from db.models import ClientRole
from desk.policy.member_notices import MemberNotice


class MemberScreen(StrEnum):
    """A screen of a membership: itself, or the question before it ends."""

    ITSELF = "itself"
    END = "end"


class OwnOrganization(CallbackData, prefix="org_own"):
    """Show one's own membership by id; 0: all of them, or the only one."""

    membership: Annotated[int, Field(ge=0, le=2**63 - 1)]
    screen: MemberScreen


class SwitchMemberNotice(CallbackData, prefix="org_notice"):
    """Switch a kind of notice of an organization's requests."""

    membership: Id
    kind: MemberNotice
    on: bool


class LeaveOrganization(CallbackData, prefix="org_leave"):
    """Leave the organization."""

    membership: Id


class OrganizationMembers(CallbackData, prefix="org_members"):
    """Show a page of an organization's members."""

    organization: Id
    page: PageNumber


class OrganizationFigures(CallbackData, prefix="org_figures"):
    """Draw the figures of an organization."""

    organization: Id


class OrganizationMember(CallbackData, prefix="org_member"):
    """Show a member of an organization, by the id of the membership."""

    membership: Id
    screen: MemberScreen


class GiveClientRole(CallbackData, prefix="org_role"):
    """Give a member another role."""

    membership: Id
    role: ClientRole


class ConfirmClient(CallbackData, prefix="org_confirm"):
    """Confirm that a member belongs to the organization."""

    membership: Id


class RemoveClient(CallbackData, prefix="org_remove"):
    """Remove a member from the organization."""

    membership: Id


class AskMemberRole(CallbackData, prefix="org_ask"):
    """Ask which role a link into the organization gives."""

    organization: Id


class InviteClient(CallbackData, prefix="org_invite"):
    """Make a link into the organization."""

    organization: Id
    role: ClientRole


Key = Annotated[int, Field(ge=0, le=2**63 - 1)]
"""An organization or outlet by id; 0: none."""


class AskOrganization(OfTicket, prefix="for_ask"):
    """Show the organizations that a ticket can be for."""


class TurnOrganizations(OfTicket, prefix="for_page"):
    """Show a page of these organizations."""

    page: PageNumber


class OrganizationChoice(OfTicket, prefix="for_org"):
    """Set the organization of a ticket; 0: it is personal."""

    organization: Key


class TurnOutlets(OfTicket, prefix="for_outlets"):
    """Show a page of the outlets of a ticket's organization."""

    page: PageNumber


class OutletChoice(OfTicket, prefix="for_outlet"):
    """Set the outlet of a ticket; 0: none of them."""

    outlet: Key
