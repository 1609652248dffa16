"""Declares the feature "ticket" to the core of the bot."""

from bot.feature import AGENT, Command, Feature, ViewSpec
from bot.features.ticket import (
    handlers_buttons,
    handlers_commands,
    handlers_escalation,
    handlers_more_button,
    handlers_promised_time,
    handlers_statuses,
    screens,
    screens_hand_over,
)
from desk.outbox import Relay
from desk.policy.grants import Grant

FEATURE = Feature(
    name="ticket",
    routers=(
        handlers_promised_time.make_router,
        handlers_commands.make_router,
        handlers_statuses.make_router,
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
        Command("claim", grant=Grant.WORK, of_ticket=True, aliases=("take",)),
        Command("release", grave=True, grant=Grant.WORK, of_ticket=True),
        Command("hand", grant=Grant.WORK, of_ticket=True, aliases=("assign", "give")),
        Command("progress", grant=Grant.WORK, of_ticket=True),
        Command("pending", grant=Grant.WORK, of_ticket=True, sends=True),
        Command("hold", grant=Grant.WORK, of_ticket=True, sends=True),
        Command("resolve", grave=True, grant=Grant.WORK, of_ticket=True, sends=True, aliases=("close", "done")),
        Command("reopen", grant=Grant.WORK, of_ticket=True),
        Command("escalate", grave=True, grant=Grant.WORK, of_ticket=True),
        Command("deescalate", grant=Grant.WORK, of_ticket=True),
        Command("priority", grant=Grant.WORK, of_ticket=True, then_number=True),
        Command("promise", grant=Grant.WORK, of_ticket=True),
        Command("category", grant=Grant.WORK, of_ticket=True),
        Command("note", grant=Grant.WORK, of_ticket=True),
        Command("history", AGENT, of_ticket=True),
    ),
    letters={Relay: screens.render_relayed_entry},
)
