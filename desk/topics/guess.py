"""A guess of a request's topic: by the topics' keywords, then by a model learned from the desk's own requests.

A desk without keywords and without a model pays no statement: all it needs comes with the settings. A guess is marked
as one until a person confirms it, and never overrules a person's choice.

The model that guesses a topic if no keyword does: a weight of each stem for each topic, learned from the desk's own
requests by `reports/topics.py`. It says which words decided.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from functools import lru_cache
from typing import Any, Literal

from sqlalchemy import text

from db.models import Category, TopicModel
from db.queue import keys
from desk import Context, Desk, Locked, history
from desk.outbox import queue_report
from desk.search import synonyms
from desk.search.similarity import make_vector
from desk.search.stemming import split_tokens, stem_word
from desk.tickets import fields
from desk.topics.keywords import choose_best

MOST_WORDS = 300  # of a message; further words are ignored
_DECIDED = 3


@dataclass(frozen=True, slots=True)
class TopicWeights:
    """The learned weights. `topics`: ids; `intercepts` in their order; `stems`: how rare each is, and its weight by the
    topic's index; `least`: the lead that the best one needs."""

    topics: tuple[int, ...]
    intercepts: tuple[float, ...]
    stems: Mapping[str, tuple[float, Mapping[int, float]]] = field(hash=False)
    least: float = 0.0

    def dump(self) -> dict[str, Any]:
        """Return the weights as JSON."""
        stems = {
            one: [rarity, {str(at): weight for at, weight in by.items()}] for one, (rarity, by) in self.stems.items()
        }
        return {"topics": list(self.topics), "intercepts": list(self.intercepts), "stems": stems, "least": self.least}

    @classmethod
    def load(cls, data: Mapping[str, Any]) -> "TopicWeights":
        """Read the weights from JSON."""
        stems = {one: (rarity, {int(at): w for at, w in by.items()}) for one, (rarity, by) in data["stems"].items()}
        return cls(tuple(data["topics"]), tuple(data["intercepts"]), stems, data["least"])

    def choose_topic(self, text: str) -> tuple[int, list[str]] | None:
        """Return the best topic and the words that decided, as they were written, the weightiest first. None if its
        lead is too small, or no word of the text is known."""
        found = self.rank_topics(text)
        return (found[0], found[2]) if found is not None and found[1] >= self.least else None

    def rank_topics(self, text: str) -> tuple[int, float, list[str]] | None:
        """Return the same with the lead, however small that is."""
        written = _stem_words(text)
        values = make_vector(
            (one for one, _ in written), {one: self.stems[one][0] for one, _ in written if one in self.stems}
        )
        if not values:
            return None
        scores = list(self.intercepts)
        for one, value in values.items():
            for at, weight in self.stems[one][1].items():
                scores[at] += value * weight
        top = max(range(len(scores)), key=scores.__getitem__)
        lead = scores[top] - max((score for at, score in enumerate(scores) if at != top), default=0.0)
        first = dict(reversed(written))
        shares = defaultdict[str, float](float)
        for one, value in values.items():
            shares[first[one]] += value * self.stems[one][1].get(top, 0.0)
        deciding = sorted((word for word in shares if shares[word] > 0), key=lambda word: -shares[word])
        return self.topics[top], lead, deciding[:_DECIDED]


def list_stems(text: str) -> list[str]:
    """Return the stems of a text's words, in both languages, and their synonyms."""
    return [one for one, _ in _stem_words(text)]


def _stem_words(text: str) -> list[tuple[str, str]]:
    """Return stems and synonyms, each with the word that was written."""
    kept = [token for token in split_tokens(text) if len(token) > 1][:MOST_WORDS]
    return [(one, token) for token in kept for one in _expand(token)]


@lru_cache(maxsize=20_000)
def _expand(token: str) -> tuple[str, ...]:
    """Return the stem of a word, and a name for each of its groups of synonyms."""
    return stem_word(token), *(f"={name}" for name in synonyms.name_groups(stem_word(token)))


REPORT = "topics"
_STUDIED_EVERY = timedelta(days=1)
_LONGEST = 8_192  # characters of a request that are read

_LATELY_QUEUED = text("select 1 from jobs where box = 'reports' and key = :key and created_at > :since limit 1")


@dataclass(frozen=True, slots=True)
class Guess:
    """A topic and the words that decided: keywords, or words of the text if the model decided."""

    category_id: int
    words: tuple[str, ...]
    by: Literal["keywords", "model"]


async def _guess_topic(ctx: Context, words: str) -> Guess | None:
    """Return the topic of a text, or None if it is unclear."""
    looked_at = words[:_LONGEST]
    found = choose_best(looked_at, ctx.rules.topics.keywords) if ctx.rules.topics.keywords else None
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
    found = await _guess_topic(desk, "\n".join(said))
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
    since = desk.now - _STUDIED_EVERY
    if last is not None and last > since:
        return
    asked = await desk.session.execute(_LATELY_QUEUED, {"key": keys.make_report_key(REPORT, None), "since": since})
    if asked.first() is None:
        await queue_report(desk, REPORT, None, {})
