"""A guess of a request's topic: by the topics' keywords, then by a model learned from the desk's own requests.

A desk without keywords and without a model pays no statement: all it needs comes with the settings. A guess is marked
as one until a person confirms it, and never overrules a person's choice.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from sqlalchemy import text

from db.models import Category, TopicModel
from db.queue import keys
from desk import Context, Desk, Locked, history
from desk.outbox import queue_report
from desk.tickets import fields
from desk.topics import keywords
from desk.topics.model import TopicWeights

REPORT = "topics"
STUDIED_EVERY = timedelta(days=1)
_LONGEST = 8_192  # characters of a request that are read

_ASKED = text("select 1 from jobs where box = 'reports' and key = :key and created_at > :since limit 1")


@dataclass(frozen=True, slots=True)
class Guess:
    """A topic and the words that decided: keywords, or words of the text if the model decided."""

    category_id: int
    words: tuple[str, ...]
    by: Literal["keywords", "model"]


async def guess_topic(ctx: Context, words: str) -> Guess | None:
    """Return the topic of a text, or None if it is unclear."""
    looked_at = words[:_LONGEST]
    found = keywords.choose_best(looked_at, ctx.rules.topics.keywords) if ctx.rules.topics.keywords else None
    if found is not None:
        return Guess(found[0], tuple(found[1]), "keywords")
    learned = await _weights(ctx)
    decided = learned.choose_topic(looked_at) if learned is not None else None
    return Guess(decided[0], tuple(decided[1]), "model") if decided is not None else None


async def _weights(ctx: Context) -> TopicWeights | None:
    """Return the newest model, read once; None if the desk does not learn."""
    kept = ctx.rules.topics.model
    if kept is None or not ctx.rules.topics.learning:
        return None
    if kept.weights is None:
        stored = await ctx.session.get(TopicModel, kept.id)
        kept.weights = TopicWeights.load(stored.weights) if stored is not None and stored.weights is not None else None
    weights: TopicWeights | None = kept.weights
    return weights


async def guess_at_filing(desk: Desk, ticket: Locked, said: Sequence[str]) -> None:
    """Guess the topic of a request that is about to be filed without one."""
    if desk.rules.topics.learning:
        await _study(desk)
    if ticket.category_id is not None:
        return
    found = await guess_topic(desk, "\n".join(said))
    topic = await desk.session.get(Category, found.category_id) if found is not None else None
    if found is None or topic is None or topic.removed_at is not None or topic.is_group:
        return
    ticket.category_id, ticket.labels_at = topic.id, desk.now
    ticket.category_guessed, ticket.category_words = True, list(found.words)
    history.record_automatic(
        desk.session, ticket, history.CATEGORY_GUESSED, None, topic.name, at=desk.now, new_id=topic.id
    )
    await fields.follow_topic(desk, ticket, None, topic, guessed=True)


async def _study(desk: Desk) -> None:
    """Queue the learning, once a day at most."""
    last = desk.rules.topics.studied_at
    since = desk.now - STUDIED_EVERY
    if last is not None and last > since:
        return
    asked = await desk.session.execute(_ASKED, {"key": keys.make_report_key(REPORT, None), "since": since})
    if asked.first() is None:
        await queue_report(desk, REPORT, None, {})
