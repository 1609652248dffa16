"""Learns topics from requests whose topic somebody chose, also by correcting a guess: weights of words' stems, kept as
JSON. The libraries are those of the optional extra `topics`; only this file and `desk/topics/model.py` know them.
"""

from collections import Counter
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Origin, TopicModel
from desk import Desk
from desk.administration.changes import settings_changed
from desk.topics import model, tree
from desk.topics.model import TopicWeights
from reports.request import Made, ReportRequest

FEWEST, NEW = 200, 20  # requests to learn from at all; that have to be new since it was learned last
_FEWEST_OF_TOPIC, _MOST = 5, 20_000
_FOLDS, _RIGHT = 5, 2 / 3  # a guess has to be right two times of three
_SMALL = 0.01  # weights below it decide nothing

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
    """What somebody wrote, and its topic's id."""

    text: str
    topic: int


async def learned(request: ReportRequest) -> AsyncIterator[Made]:
    """Nothing to send: a row of what was learned, empty where that is too little, or nothing new."""
    found = await _examples(request.session)
    last = (await request.session.execute(_LAST)).scalar_one()
    weights = None
    if len(found) >= FEWEST and len(found) - last >= NEW and model.is_available():
        weights = trained(found, await _said_of_topics(request.session))
    row = TopicModel(at=request.now, examples=len(found))
    if weights is not None:  # an absent value is no JSON null
        row.weights = weights.dump()
    request.session.add(row)
    desk = Desk(request.session, Origin.CLOCK, None, now=request.now, rules=request.rules)
    await settings_changed(desk)
    return
    yield


async def _examples(session: AsyncSession) -> list[TopicExample]:
    """Of topics that have enough of them."""
    rows = (await session.execute(_EXAMPLES, {"most": _MOST})).all()
    often = Counter(row.category_id for row in rows)
    return [TopicExample(row.words, row.category_id) for row in rows if often[row.category_id] >= _FEWEST_OF_TOPIC]


async def _said_of_topics(session: AsyncSession) -> list[TopicExample]:
    """What a topic is called, and its keywords, say what it is about, too."""
    return [
        TopicExample(said, one.id)
        for one in await tree.tree(session)
        if not one.is_group
        for said in (one.name, *one.names.values(), *one.keywords)
    ]


def trained(examples: Sequence[TopicExample], said: Sequence[TopicExample]) -> TopicWeights | None:
    """The weights; None where guesses by them would be wrong too often, by what each fifth of the examples says of the
    others, or where there is but one topic."""
    topics = {one.topic for one in examples}
    if len(topics) < 2:
        return None
    known = [one for one in said if one.topic in topics]
    least = _least(examples, known)
    return None if least is None else _fitted([*examples, *known], least)


def _fitted(examples: Sequence[TopicExample], least: float) -> TopicWeights:
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.svm import LinearSVC

    counting = TfidfVectorizer(analyzer=model.stems, sublinear_tf=True)
    values = counting.fit_transform([one.text for one in examples])
    machine: Any = LinearSVC(C=1.0, random_state=1).fit(values, [one.topic for one in examples])
    topics = tuple(int(topic) for topic in machine.classes_)
    rows, intercepts = machine.coef_.tolist(), machine.intercept_.tolist()
    if len(topics) == 2:  # one line parts them
        rows, intercepts = [[-w for w in rows[0]], rows[0]], [-intercepts[0], intercepts[0]]
    stems = {
        str(stem): (
            round(float(counting.idf_[at]), 4),
            {n: round(row[at], 4) for n, row in enumerate(rows) if abs(row[at]) >= _SMALL},
        )
        for stem, at in counting.vocabulary_.items()
    }
    return TopicWeights(topics, tuple(round(one, 4) for one in intercepts), stems, least)


def _least(examples: Sequence[TopicExample], known: Sequence[TopicExample]) -> float | None:
    """By how much the best topic has to lead, so that guesses are right often enough: by nothing where all of them
    together are; None where they never are."""
    judged: list[tuple[float, bool]] = []
    for fold in range(_FOLDS):
        held = [one for at, one in enumerate(examples) if at % _FOLDS == fold]
        others = [one for at, one in enumerate(examples) if at % _FOLDS != fold]
        if len({one.topic for one in others}) < 2:
            return None
        weights = _fitted([*others, *known], 0.0)
        ranked = [(weights.ranked(one.text), one.topic) for one in held]
        judged += [(found[1], found[0] == topic) for found, topic in ranked if found is not None]
    judged.sort(reverse=True)
    right, least = 0, None
    for n, (lead, is_right) in enumerate(judged, start=1):
        right += is_right
        if n >= _FOLDS and right / n >= _RIGHT:
            least = round(lead, 4) if n < len(judged) else 0.0
    return least
