"""Callback data of organizations: for which one, and which of its outlets, a ticket is."""

from typing import Annotated

from pydantic import Field

from bot.handlers.pressed_message import OfTicket, PageNumber

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
