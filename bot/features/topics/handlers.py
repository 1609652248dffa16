"""`/categories`: topics for staff to read, typed changes, suggested topics. Admins change them on
the screens of `bot/features/administration`; the desk checks again."""

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from bot.feature import AGENT, Command, Feature, ViewSpec
from bot.features.administration.buttons import AdminList
from bot.features.administration.handlers import show_found
from bot.features.administration.screens import EVERYTHING
from bot.features.homes import post_home
from bot.features.team.handlers import show_own_topics
from bot.features.topics import screens
from bot.features.topics.buttons import (
    OfferAnswer,
    TreeOffer,
)
from bot.features.topics.screens import EMPTY
from bot.handlers import (
    CommandFilter,
    PressedMessage,
    StaffRouter,
    TypedCommand,
    respond,
)
from bot.handlers.pressed_message import make_press_router
from db.models import Person
from desk import Desk
from desk.administration.topics import TOPICS
from desk.outbox import Button, Say, Show
from desk.policy import permissions
from desk.policy.permissions import Grant
from desk.search.prefix_query import MOST_TYPED
from desk.text.typed_digits import parse_digits
from desk.topics import editing, offered_topics


def _make_categories_router() -> Router:
    """Return a fresh router of this command."""
    made = StaffRouter(name="categories")
    made.message.register(show_topics, CommandFilter("categories"))
    return made


async def show_topics(_message: Message, command: TypedCommand, desk: Desk, me: Person) -> None:
    """Handle `/categories`: list the topics; with `mine` those that one knows best; for admins
    also add, rename and remove them."""
    what, _, rest = command.words.text.strip().partition(" ")
    if not what:
        is_changed = permissions.has_grant(me, Grant.TOPICS) and await editing.load_rows(desk.session)
        respond.post_letter(desk, Show("noun" if is_changed else "categories", slot="categories", fresh=True))
        return
    if what.casefold() in _MINE and not rest:
        show_own_topics(desk)
        return
    permissions.require_grant(me, Grant.TOPICS)
    if what.casefold() in _FILES:
        await post_home(desk, "files")
    elif what.casefold() in _DOES:
        await _change(desk, what.casefold(), rest.strip())
    else:
        await show_found(desk, TOPICS, " ".join(command.words.text.split())[:MOST_TYPED])


async def _change(desk: Desk, what: str, rest: str) -> None:
    given, _, name = rest.partition(" ")
    category_id = parse_digits(given)
    if what == "add" and rest:
        made = await editing.add_category(desk, rest)
        respond.post_line(desk, "category-added", id=made, name=" ".join(rest.split()))
    elif what == "rename" and category_id is not None and name.strip():
        await editing.rename_category(desk, category_id, name)
        respond.post_line(desk, "category-renamed", id=category_id, name=" ".join(name.split()))
    elif what == "remove" and category_id is not None:
        respond.post_line(desk, "category-removed", name=await editing.remove_category(desk, category_id))
    else:
        respond.post_line(desk, "usage-categories")


_MINE = frozenset({"mine", "мои"})
_FILES = frozenset({"import", "импорт", "export", "экспорт"})
_DOES = frozenset({"add", "rename", "remove"})
_SLOT = "categories"


def make_router() -> Router:
    """Return a fresh router of these."""
    return make_press_router("topics", _answer_offer)


async def _answer_offer(
    _query: CallbackQuery, callback_data: TreeOffer, desk: Desk, me: Person, pressed: PressedMessage
) -> None:
    """Use the suggested topics, dismiss them, or undo their use."""
    permissions.require_grant(me, Grant.TOPICS)
    pressed.require_view(_SLOT)
    if callback_data.word is OfferAnswer.USE:
        await offered_topics.add_offered(desk)
        undo_ = (Button("btn-topics-unuse", TreeOffer(word=OfferAnswer.UNDO).pack()),)
        see = (Button("btn-topics-see", AdminList(noun="topics", inside=EVERYTHING, page=1).pack()),)
        respond.post_letter(desk, Say("topics-used", {}, ((*see, *undo_),), slot=_SLOT, replace=True))
        return
    if callback_data.word is OfferAnswer.UNDO:
        pressed.require_open()
        await offered_topics.remove_offered(desk)
    respond.post_letter(
        desk, Show("categories", slot=_SLOT, find=EMPTY if callback_data.word is OfferAnswer.EMPTY else None)
    )


FEATURE = Feature(
    name="topics",
    routers=(
        _make_categories_router,
        make_router,
    ),
    views={
        "categories": ViewSpec(screens.render_topics, AGENT),
    },
    commands=(Command("categories", AGENT, former=("topics mine",)),),
)
