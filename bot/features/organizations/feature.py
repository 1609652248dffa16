"""Declares the feature "organizations" to the core of the bot."""

from bot.feature import Command, Feature, ViewSpec
from bot.features.organizations import (
    handlers_members,
    handlers_ticket,
    screens_members,
    screens_notices,
    screens_ticket,
)

FEATURE = Feature(
    name="organizations",
    routers=(handlers_members.make_router, handlers_ticket.make_router),
    views={
        "own_organizations": ViewSpec(screens_members.render_own),
        "org_members": ViewSpec(screens_members.render_members),
        "org_member": ViewSpec(screens_members.render_member),
        "org_invite": ViewSpec(screens_members.render_role_choice),
        "ticket_organization": ViewSpec(screens_ticket.render_organizations),
        "ticket_outlet": ViewSpec(screens_ticket.render_outlets),
        "member_notice": ViewSpec(screens_notices.render_notice),
    },
    commands=(Command("organization", of_ticket=True, means_alone=True, of_organizations=True),),
)
