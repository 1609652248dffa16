"""`/categories`: lists the topics for staff; admins change them. The desk checks again that it is an admin."""

from aiogram import Router
from aiogram.types import Message

from bot.handlers import CommandFilter, IsPrivate, IsStaff, TypedCommand, respond
from db.models import Person
from desk import Desk
from desk.outbox import Show
from desk.policy import permissions
from desk.policy.grants import Grant
from desk.topics import editing


def make_router() -> Router:
    """Return a fresh router of this command."""
    made = Router(name="categories")
    made.message.filter(IsPrivate(), IsStaff())
    made.message.register(show_topics, CommandFilter("categories"))
    return made


async def show_topics(_message: Message, command: TypedCommand, desk: Desk, me: Person) -> None:
    """Handle `/categories`: list the topics; for admins also add, rename and remove them."""
    what, _, rest = command.words.text.strip().partition(" ")
    if not what:
        respond.post_letter(desk, Show("categories", slot="categories", fresh=True))
        return
    permissions.require_grant(me, Grant.TOPICS)
    await _change(desk, what.casefold(), rest.strip())


async def _change(desk: Desk, what: str, rest: str) -> None:
    given, _, name = rest.partition(" ")
    category_id = int(given) if given.isascii() and given.isdigit() and len(given) < 19 else None
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
