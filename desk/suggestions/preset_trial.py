"""Previews what a requester would be offered for a sentence as their first request. Changes nothing."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import (
    PresetAnswer,
    PresetState,
)
from desk.knowledge import article_search
from desk.knowledge.article_search import FoundArticle
from desk.suggestions import article_fit, eligibility
from desk.suggestions.preset_fit import choose_preset
from desk.suggestions.preset_hits import stem_requests
from desk.suggestions.presets import read_stems
from desk.text import list_content


@dataclass(frozen=True, slots=True)
class TriedSentence:
    """The automatic answer that would be given, by id and title, and the articles that would be shown under the
    receipt, best first."""

    preset: tuple[int, str] | None
    articles: tuple[FoundArticle, ...]


async def try_sentence(session: AsyncSession, said: str, language: str) -> TriedSentence:
    """Try a sentence as a requester with that language who has been offered nothing before."""
    if not eligibility.can_offer(said):
        return TriedSentence(None, ())
    said = "\n".join(list_content([said]))
    rows = await session.execute(
        select(PresetAnswer.id, PresetAnswer.title, PresetAnswer.published).where(
            PresetAnswer.state == PresetState.PUBLISHED
        )
    )
    published = {row.id: row for row in rows}
    stems = [read_stems(row.id, row.published) for row in published.values()]
    fitting = choose_preset((await stem_requests(session, [said]))[0], stems) if stems else None
    found = await article_search.find_articles(session, said, language=language, limit=article_fit.CANDIDATES)
    preset = (fitting[0], str(published[fitting[0]].title)) if fitting is not None else None
    return TriedSentence(preset, tuple(article_fit.choose_articles(found)))
