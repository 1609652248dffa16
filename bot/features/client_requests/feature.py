"""Declares the feature "client_requests" to the core of the bot."""

from bot.feature import Feature, ViewSpec
from bot.features.client_requests import handlers, screens

FEATURE = Feature(
    name="client_requests",
    routers=(handlers.make_router,),
    views={"led": ViewSpec(screens.render_led, is_list=True)},
)
