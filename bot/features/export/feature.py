"""What the bot's core knows of export."""

from bot.feature import ADMIN, Command, Feature
from bot.features.export import handlers

FEATURE = Feature(
    name="export",
    routers=(handlers.make_router,),
    commands=(Command("export", ADMIN),),
)
