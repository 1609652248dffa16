"""A whole text corrected, as those who search have its words corrected one by one."""

from sqlalchemy.ext.asyncio import AsyncSession

from desk.search import spelling
from desk.search.stemming import list_distinct_words


async def corrected(session: AsyncSession, words: str, *, in_articles: bool = False) -> str:
    """The text with each misspelt word of it as the known one that is nearest."""
    known = await spelling.look_up_words(session, list_distinct_words(words))
    instead = await spelling.find_corrections(session, words, known, in_articles=in_articles)
    return spelling.replace_words(words, {typed: word.token for typed, word in instead.items()})
