"""Learn the desk's topics from its own requests.

Train a model of topics on requests whose topic a person chose, or corrected: weights of word stems, stored as
JSON.
"""

import asyncio
import random
from collections import Counter
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Origin, TopicModel
from desk import Desk
from desk.admin_settings.changes import bump_settings_version
from desk.search.similarity import make_vector, measure_rarities
from desk.topics import editing
from desk.topics.guess import TopicWeights, list_stems
from reports.request import MadeReport, ReportRequest

FEWEST, NEW = 200, 20  # the fewest requests to learn from; how many must be new since the last time
_FEWEST_OF_TOPIC, _MOST = 5, 5_000
_FOLDS, _RIGHT = 5, 2 / 3  # a guess must be right two times out of three
_SMALL = 0.01  # smaller weights decide nothing
_ROUNDS = 5  # passes over all examples
_SLACK = 0.5  # how much an example may be on the wrong side of a line

_EXAMPLES = text("""
select t.category_id, t.subject || ' ' || string_agg(e.body, ' ' order by e.created_at, e.id) as words
from tickets t join categories c on c.id = t.category_id and c.removed_at is null and not c.is_group
  join entries e on e.ticket_id = t.id and e.kind = 'comment' and e.withdrawn_at is null
    and e.created_at <= t.filed_at
where not t.category_guessed and t.filed_at is not null
group by t.id order by t.id desc limit :most
""")
_LAST = text("select coalesce(max(examples), 0) from topic_models where weights is not null")


@dataclass(frozen=True, slots=True)
class TopicExample:
    """A text, and its topic's id."""

    text: str
    topic: int


async def learn_topics(request: ReportRequest) -> AsyncIterator[MadeReport]:
    """Store a row with the model, empty if the examples are too few or not new; sends nothing."""
    found = await _find_examples(request.session)
    last = (await request.session.execute(_LAST)).scalar_one()
    weights = None
    if len(found) >= FEWEST and len(found) - last >= NEW:
        said = await _load_topic_words(request.session)
        weights = await asyncio.to_thread(train_model, found, said)  # pictures are drawn meanwhile
    row = TopicModel(at=request.now, examples=len(found))
    if weights is not None:  # an absent value is no JSON null
        row.weights = weights.dump()
    request.session.add(row)
    desk = Desk(request.session, Origin.CLOCK, None, now=request.now, rules=request.rules)
    await bump_settings_version(desk)
    return
    yield


async def _find_examples(session: AsyncSession) -> list[TopicExample]:
    """Return examples of topics that have enough of them."""
    rows = (await session.execute(_EXAMPLES, {"most": _MOST})).all()
    often = Counter(row.category_id for row in rows)
    return [TopicExample(row.words, row.category_id) for row in rows if often[row.category_id] >= _FEWEST_OF_TOPIC]


async def _load_topic_words(session: AsyncSession) -> list[TopicExample]:
    """Return names and keywords of topics as examples."""
    return [
        TopicExample(said, one.id)
        for one in await editing.load_tree(session)
        if not one.is_group
        for said in (one.name, *one.names.values(), *one.keywords)
    ]


def train_model(examples: Sequence[TopicExample], said: Sequence[TopicExample]) -> TopicWeights | None:
    """Return the weights, or None if there is only one topic, or if guesses would be wrong too often: each fifth of the
    examples is tested against the others."""
    topics = {one.topic for one in examples}
    if len(topics) < 2:
        return None
    known = [one for one in said if one.topic in topics]
    least = _find_least_lead(examples, known)
    return None if least is None else _fit([*examples, *known], least)


def _fit(examples: Sequence[TopicExample], least: float) -> TopicWeights:
    """Return a line for each topic that separates it from all others: a linear support vector machine, by dual
    coordinate descent (Hsieh and others, 2008, algorithm 1, with squared loss and C = 1)."""
    written = [list_stems(one.text) for one in examples]
    rarity = measure_rarities(written)
    topics = tuple(sorted({one.topic for one in examples}))
    learned = _Lines({one: [0.0] * len(topics) for one in rarity}, [0.0] * len(topics))
    given = [
        (make_vector(said, rarity), topics.index(one.topic), [0.0] * len(topics))
        for said, one in zip(written, examples, strict=True)
    ]
    chance = random.Random(1)  # noqa: S311  (the same examples give the same model)
    for _ in range(_ROUNDS):
        chance.shuffle(given)
        for values, topic, pulls in given:
            learned.take(values, topic, pulls)
    weights = {
        one: (round(rarity[one], 4), {at: round(w, 4) for at, w in enumerate(by) if abs(w) >= _SMALL})
        for one, by in learned.weights.items()
    }
    return TopicWeights(topics, tuple(round(one, 4) for one in learned.intercepts), weights, least)


@dataclass(frozen=True, slots=True)
class _Lines:
    """A line for each topic, by its place: the weights of each stem, and the intercept."""

    weights: dict[str, list[float]]
    intercepts: list[float]

    def take(self, values: Mapping[str, float], topic: int, pulls: list[float]) -> None:
        """Move each line by one example; `pulls`: how much the example has moved each so far."""
        scores = list(self.intercepts)
        for one, value in values.items():
            scores = [score + value * weight for score, weight in zip(scores, self.weights[one], strict=True)]
        for at, score in enumerate(scores):
            side = 1 if at == topic else -1
            wrong = side * score - 1 + _SLACK * pulls[at]
            pull = max(pulls[at] - wrong / (2 + _SLACK), 0.0)  # 2: the squares of the values and of the intercept
            moved, pulls[at] = side * (pull - pulls[at]), pull
            if moved:
                self.intercepts[at] += moved
                for one, value in values.items():
                    self.weights[one][at] += moved * value


def _find_least_lead(examples: Sequence[TopicExample], known: Sequence[TopicExample]) -> float | None:
    """Return by how much the best topic must lead so that guesses are right often enough: zero if all guesses together
    are; None if they never are."""
    judged: list[tuple[float, bool]] = []
    for fold in range(_FOLDS):
        held = [one for at, one in enumerate(examples) if at % _FOLDS == fold]
        others = [one for at, one in enumerate(examples) if at % _FOLDS != fold]
        if len({one.topic for one in others}) < 2:
            return None
        weights = _fit([*others, *known], 0.0)
        ranked = [(weights.rank_topics(one.text), one.topic) for one in held]
        judged += [(found[1], found[0] == topic) for found, topic in ranked if found is not None]
    judged.sort(reverse=True)
    right, least = 0, None
    for n, (lead, is_right) in enumerate(judged, start=1):
        right += is_right
        if n >= _FOLDS and right / n >= _RIGHT:
            least = round(lead, 4) if n < len(judged) else 0.0
    return least
