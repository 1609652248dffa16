"""Declares the feature "ticket" to the core of the bot."""

from bot.feature import AGENT, Command, Feature, ViewSpec
from bot.features.ticket import (
    handlers_buttons,
    handlers_commands,
    handlers_escalation,
    handlers_more_button,
    handlers_promised_time,
    screens,
    screens_hand_over,
)
from desk.outbox import Relay

FEATURE = Feature(
    name="ticket",
    routers=(
        handlers_promised_time.make_router,
        handlers_commands.make_router,
        handlers_escalation.make_router,
        handlers_buttons.make_router,
        handlers_more_button.make_router,
    ),
    views={
        "receipt": ViewSpec(screens.render_receipt, folds=True),
        "card": ViewSpec(screens.render_card, folds=True),
        "open": ViewSpec(screens.render_opened, folds=True),
        "state": ViewSpec(screens.render_state),
        "thread": ViewSpec(screens.render_thread, is_list=True),
        "history": ViewSpec(screens.render_history),
        "earlier": ViewSpec(screens.render_earlier, AGENT),
        "hand": ViewSpec(screens_hand_over.show_receivers, AGENT, asks=True),
    },
    commands=(
        Command("claim", AGENT, of_ticket=True, aliases=("take",)),
        Command("release", AGENT, of_ticket=True),
        Command("hand", AGENT, of_ticket=True, aliases=("assign", "give")),
        Command("progress", AGENT, of_ticket=True),
        Command("pending", AGENT, of_ticket=True),
        Command("hold", AGENT, of_ticket=True),
        Command("resolve", AGENT, of_ticket=True, aliases=("close", "done")),
        Command("reopen", AGENT, of_ticket=True),
        Command("escalate", AGENT, of_ticket=True),
        Command("deescalate", AGENT, of_ticket=True),
        Command("priority", AGENT, of_ticket=True, then_number=True),
        Command("promise", AGENT, of_ticket=True),
        Command("category", AGENT, of_ticket=True),
        Command("note", AGENT, of_ticket=True),
        Command("history", AGENT, of_ticket=True),
    ),
    letters={Relay: screens.render_relayed_entry},
)
