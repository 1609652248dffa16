"""What people look for among the articles, kept so that admins see what is missing; nobody is named. Knows no door."""

from db.models import Search
from desk import Desk
from desk.i18n import language_of
from desk.knowledge import finding
from desk.policy import permissions
from desk.search.words import folded
from desk.text import RichText, shortened
from desk.text.masking import masked

_LONGEST = 60
"""Characters of the words that are kept."""


async def looked_for(desk: Desk, words: str) -> None:
    """The actor searches for these words: how many articles they would find is kept with them."""
    staff, language = permissions.is_staff(desk.me()), language_of(desk.me(), desk.rules.locale)
    found = await finding.search(
        desk.session, words, language=language, published_only=not staff, page=1, size=finding.MOST_FOUND
    )
    said = kept(found.words)
    if said:
        row = Search(at=desk.now, language=language, words=said, by_staff=staff, found=len(found.found))
        desk.session.add(row)


def kept(words: str) -> str:
    """The words as they are kept: folded, on one line, without numbers and addresses; nothing of words that say
    nothing else."""
    said = shortened(" ".join(masked(RichText(folded(words)), ()).text.split()), _LONGEST)
    return said if any(char.isalpha() for char in said) else ""
