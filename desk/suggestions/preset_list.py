"""Automatic answers as admins see them: a list, one, and what one would have answered. Changes nothing."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import PresetAnswer, PresetState, Suggestion
from desk import Refused
from desk.i18n import LANGUAGES
from desk.suggestions.preset_hits import PresetHits, count_hits
from desk.suggestions.presets import compute_stems, find_newest, require_complete
from desk.text import RichText

_STATES = (PresetState.PUBLISHED, PresetState.DRAFT, PresetState.OLD)


@dataclass(frozen=True, slots=True)
class PresetLine:
    """An automatic answer in a list. `waits`: changed since it was published; `given`: how often it was given,
    `helped`: how often that helped."""

    id: int
    title: str
    state: PresetState
    waits: bool
    given: int = 0
    helped: int = 0

    @property
    def is_kept(self) -> bool:
        """Return True unless it is archived."""
        return self.state is not PresetState.OLD

    @property
    def can_be_published(self) -> bool:
        """Return True if publishing would change what requesters get."""
        return self.waits or self.state is not PresetState.PUBLISHED


@dataclass(frozen=True, slots=True)
class PresetScreen:
    """An automatic answer as it is written now; `texts` by language."""

    line: PresetLine
    version: int
    category_id: int | None
    examples: tuple[str, ...]
    keywords: tuple[str, ...]
    texts: Mapping[str, RichText] = field(default_factory=dict, hash=False)

    @property
    def id(self) -> int:
        """Return its id."""
        return self.line.id


@dataclass(frozen=True, slots=True)
class PresetCheck:
    """The requests an automatic answer would have answered, or, as a refusal, what it lacks before it can be
    published."""

    hits: PresetHits | None
    lacks: Refused | None = None


async def list_presets(session: AsyncSession) -> list[PresetLine]:
    """Return all automatic answers, published ones first."""
    counted = _count_uses().subquery()
    rows = await session.execute(
        select(PresetAnswer, counted.c.given, counted.c.helped)
        .outerjoin(counted, counted.c.preset_id == PresetAnswer.id)
        .order_by(func.lower(PresetAnswer.title), PresetAnswer.id)
    )
    found = [_line(row, given or 0, helped or 0) for row, given, helped in rows]
    return sorted(found, key=lambda one: _STATES.index(one.state))


async def load_preset(session: AsyncSession, preset_id: int) -> PresetScreen | None:
    """Return one automatic answer, or None."""
    row = await session.get(PresetAnswer, preset_id, populate_existing=True)
    if row is None:
        return None
    counted = (await session.execute(_count_uses().where(Suggestion.preset_id == row.id))).first()
    texts = {one: await find_newest(session, row.id, one) for one in LANGUAGES}
    return PresetScreen(
        _line(row, counted.given if counted else 0, counted.helped if counted else 0),
        row.version,
        row.category_id,
        tuple(row.examples),
        tuple(row.keywords),
        {key: RichText.load(one.body, one.entities) for key, one in texts.items() if one is not None},
    )


async def check_preset(session: AsyncSession, preset_id: int) -> PresetCheck | None:
    """Check an automatic answer as if it were published now; None if there is no such answer."""
    row = await session.get(PresetAnswer, preset_id, populate_existing=True)
    if row is None:
        return None
    try:
        await require_complete(session, row)
        return PresetCheck(await count_hits(session, await compute_stems(session, row)))
    except Refused as refusal:
        return PresetCheck(None, refusal)


def _line(row: PresetAnswer, given: int, helped: int) -> PresetLine:
    waits = row.state is PresetState.PUBLISHED and (row.published or {}).get("version") != row.version
    return PresetLine(row.id, row.title, PresetState(row.state), waits, given, helped)


def _count_uses() -> Any:
    helped = func.count().filter(Suggestion.outcome == "helped").label("helped")
    theirs = select(Suggestion.preset_id, func.count().label("given"), helped)
    return theirs.where(Suggestion.preset_id.is_not(None)).group_by(Suggestion.preset_id)
