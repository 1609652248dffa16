"""Declares the feature "organizations" to the core of the bot."""

from bot.feature import Command, Feature, ViewSpec
from bot.features.organizations import handlers_members, screens_members

FEATURE = Feature(
    name="organizations",
    routers=(handlers_members.make_router,),
    views={
        "own_organizations": ViewSpec(screens_members.render_own),
        "org_members": ViewSpec(screens_members.render_members),
        "org_member": ViewSpec(screens_members.render_member),
        "org_invite": ViewSpec(screens_members.render_role_choice),
    },
    commands=(Command("organization", of_organizations=True),),
)
