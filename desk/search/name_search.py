"""Search for tickets whose words are encrypted: by number, by who asked and who has them, by topic and labels."""

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Category, Person, Ticket, any_of

_MOST_WORDS = 10


async def find_by_names(
    session: AsyncSession, words: str, may_see: ColumnElement[bool], as_staff: ColumnElement[bool], most: int
) -> list[int]:
    """Return the newest tickets that may be seen and match each of the words. Labels and agents count only if the
    searcher is staff."""
    each = [_match_word(word, as_staff) for word in words.split()[:_MOST_WORDS]]
    found = select(Ticket.id).where(may_see, *each).order_by(Ticket.id.desc()).limit(most)
    return list(await session.scalars(found)) if each else []


def _match_word(word: str, as_staff: ColumnElement[bool]) -> ColumnElement[bool]:
    named = select(Person.id).where(Person.name.icontains(word, autoescape=True))
    topics = select(Category.id).where(Category.name.icontains(word, autoescape=True))
    labels = func.array_to_string(Ticket.tags, " ").icontains(word, autoescape=True)
    ways = [
        Ticket.requester_id.in_(named),
        Ticket.category_id.in_(topics),
        and_(as_staff, or_(Ticket.assignee_id.in_(named), labels)),
    ]
    number = word.removeprefix("#").removeprefix("№")
    if number.isdecimal() and len(number) <= 18:
        ways.append(any_of(Ticket.number, [int(number)]))
    return or_(*ways)
