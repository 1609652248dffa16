"""Declares the feature "organizations" to the core of the bot."""

from bot.feature import Command, Feature, Turning, ViewSpec
from bot.features.organizations import buttons, handlers, screens, screens_gathered, screens_members

FEATURE = Feature(
    name="organizations",
    routers=(handlers.make_router, handlers.make_ticket_router),
    views={
        "own_organizations": ViewSpec(screens_members.render_own),
        "org_members": ViewSpec(screens_members.render_members),
        "org_member": ViewSpec(screens_members.render_member),
        "org_invite": ViewSpec(screens_members.render_role_choice),
        "ticket_organization": ViewSpec(screens.render_organizations),
        "ticket_outlet": ViewSpec(screens.render_outlets),
        "member_notice": ViewSpec(screens_gathered.render_notice),
    },
    turns=(
        Turning(
            buttons.OrganizationMembers,
            "org_members",
            "ownorg",
            find="{one.organization}",
            check=handlers.require_leader,
        ),
        Turning(
            buttons.TurnOrganizations,
            "ticket_organization",
            "organization:{one.number}",
            check=handlers.require_choosing,
        ),
        Turning(buttons.TurnOutlets, "ticket_outlet", "organization:{one.number}", check=handlers.require_choosing),
    ),
    commands=(Command("organization", of_ticket=True, means_alone=True, of_organizations=True),),
)
