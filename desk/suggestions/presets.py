"""Verbs of admins on automatic answers (presets): begin, change, publish, archive. Knows no channel.

Requesters get the published version, which is stored as a whole next to the draft: a change reaches them only when it
is published too. `version` counts every change, so that an admin publishes only what they have seen.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import (
    Category,
    Entry,
    EntryFile,
    EntryKind,
    Person,
    PresetAnswer,
    PresetState,
    PresetText,
    QuestionKind,
    Suggestion,
    Ticket,
    any_of,
)
from desk import Desk, EditConflict, Locked, Outdated, Refused, TicketResult, history
from desk.admin_settings.changes import bump_settings_version
from desk.canned import placeholders
from desk.canned.placeholders import Placeholder
from desk.conversation import entries, thread
from desk.conversation.new_entry import IncomingMessage, NewEntry
from desk.i18n import LANGUAGES, choose_language, say
from desk.knowledge import article_search, articles, markdown_files
from desk.knowledge.article_search import FoundArticle
from desk.locked import MOST
from desk.outbox import Show
from desk.policy import Verb, permissions
from desk.policy.permissions import Grant
from desk.questions import clarifying_questions
from desk.search import vocabulary
from desk.search.similarity import drop_courtesy, measure_share
from desk.search.spelling import find_corrections, look_up_words
from desk.search.stemming import list_distinct_words, stem_texts
from desk.sla.work_calendar import CRITICAL
from desk.suggestions import eligibility
from desk.text import RichText, count_units, edited_field, list_content
from desk.text.edited_field import EditedField
from desk.tickets import self_service
from desk.tickets.self_service import OfferOutcome

# Choice of the automatic answer that a request asks for, if it asks for exactly one. Pure: stems in, one answer or
# none out. A wrong answer costs its reader more than a missing one: everything else that a request says counts
# against an answer, and of two that fit equally well none is given. Admins widen an answer with further examples.


MOST_WORDS = 40
"""Different words of a request; one that says more is no typical question."""
_ABOUT = 0.6
"""The share of the request that the answer's examples and keywords must have."""
_SAID, _SAID_NAMED = 0.66, 0.5
"""The share of an example that the request must have, and the same if it has a keyword."""
_APART = 0.1
"""The lead that the best needs over the next."""


@dataclass(frozen=True, slots=True)
class PresetStems:
    """An automatic answer as it is compared: the stems of each example and each keyword."""

    id: int
    examples: tuple[frozenset[str], ...]
    keywords: tuple[frozenset[str], ...] = ()

    @property
    def known(self) -> frozenset[str]:
        """All stems of the answer."""
        return frozenset().union(*self.examples, *self.keywords)


def measure_fit(asked: frozenset[str], preset: PresetStems) -> float:
    """Return how well the answer fits the request, 0 to 1; 0 if not well enough to be given."""
    named = any(keyword and keyword <= asked for keyword in map(drop_courtesy, preset.keywords))
    said = max((measure_share(example, asked) for example in preset.examples), default=0.0)
    about = measure_share(asked, preset.known)
    if about < _ABOUT or said < (_SAID_NAMED if named else _SAID):
        return 0.0
    return 2 * said * about / (said + about)


def choose_preset(asked: frozenset[str], presets: Iterable[PresetStems]) -> tuple[int, float] | None:
    """Return the answer to give and how well it fits, or None if none fits, or two do."""
    fitting = sorted(((score, -one.id) for one in presets if (score := measure_fit(asked, one)) > 0), reverse=True)
    if not fitting or (len(fitting) > 1 and fitting[0][0] - fitting[1][0] < _APART):
        return None
    score, key = fitting[0]
    return -key, score


# Previews what a requester would be offered for a sentence as their first request. Changes nothing.


LONGEST = 500
"""Characters of the sentence that are read."""


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
    stems = [_read_stems(row.id, row.published) for row in published.values()]
    fitting = choose_preset((await _stem_requests(session, [said]))[0], stems) if stems else None
    found = await article_search.find_articles(session, said, language=language, limit=eligibility.CANDIDATES)
    preset = (fitting[0], str(published[fitting[0]].title)) if fitting is not None else None
    return TriedSentence(preset, tuple(eligibility.choose_articles(found)))


_MOST_PRESETS = 100
_LONGEST_BODY = 3500
"""UTF-16 units: one message, with its placeholders filled."""
_MOST_EXAMPLES, _LONGEST_EXAMPLE = 30, 200
_FEWEST_STEMS = 2
"""Words with a meaning that an example needs: a single one could mean anything."""
_DASHES = ("-", "–", "—")
_FILLED = frozenset({Placeholder.NAME, Placeholder.NUMBER})
_UNFILLED = {Placeholder.AGENT: "{agent}", Placeholder.EXPECTED: "{expected}"}


async def begin_preset(desk: Desk, title: str) -> PresetAnswer:
    """Create an automatic answer as a draft. Raises NotAllowed, Refused."""
    await desk.require_grant(Grant.PUBLISH)
    called = articles.check_title(title)
    there = select(func.count()).select_from(PresetAnswer).where(PresetAnswer.state != PresetState.OLD)
    if (await desk.session.execute(there)).scalar_one() >= _MOST_PRESETS:
        raise Refused("presets-too-many", most=_MOST_PRESETS)
    row = PresetAnswer(
        title=called, examples=[], keywords=[], state=PresetState.DRAFT, version=1, created_by=desk.require_actor().id,
        created_at=desk.now, updated_at=desk.now,
    )  # fmt: skip
    desk.session.add(row)
    await desk.session.flush()
    history.record_action(desk, "preset-added", _object(row), None, called)
    return row


async def set_title(desk: Desk, preset_id: int, typed: str) -> None:
    """Set the title that admins and agents see."""
    row = await lock_preset(desk, preset_id)
    old, row.title = row.title, articles.check_title(typed)
    _record_change(desk, row, old)


async def set_text(desk: Desk, preset_id: int, language: str, typed: RichText) -> None:
    """Set the text in a language. Raises Refused with the place that is wrong."""
    row = await lock_preset(desk, preset_id)
    words = check_body(typed)
    _record_change(desk, row, row.title)
    said = PresetText(
        preset_id=row.id, language=language, version=row.version, body=words.text, entities=words.dump(),
        author_id=desk.require_actor().id, at=desk.now,
    )  # fmt: skip
    desk.session.add(said)
    await desk.session.flush()


async def set_examples(desk: Desk, preset_id: int, typed: str) -> None:
    """Set the example questions, one a line."""
    row = await lock_preset(desk, preset_id)
    row.examples = check_examples(typed)
    _record_change(desk, row, row.title)


async def set_keywords(desk: Desk, preset_id: int, typed: str) -> None:
    """Set the keywords, separated by commas; "-" clears them."""
    row = await lock_preset(desk, preset_id)
    row.keywords = articles.split_keywords(typed)
    _record_change(desk, row, row.title)


async def set_topic(desk: Desk, preset_id: int, category_id: int | None) -> None:
    """Set or clear the topic."""
    row = await lock_preset(desk, preset_id)
    live = select(Category.id).where(Category.id == category_id, Category.removed_at.is_(None), ~Category.is_group)
    if category_id is not None and await desk.session.scalar(live) is None:
        raise Refused("no-such-category")
    row.category_id = category_id
    _record_change(desk, row, row.title)


async def publish_preset(desk: Desk, preset_id: int, version: int) -> str:
    """Publish the answer as the admin of that version saw it; return its title. Raises NotAllowed, Refused if it was
    changed since, lacks something, or would have answered too many messages."""
    await desk.require_grant(Grant.PUBLISH)
    await bump_settings_version(desk)
    row = await lock_preset(desk, preset_id)
    if row.version != version:
        raise Refused("preset-changed-since")
    texts = await _require_complete(desk.session, row)
    stems = await compute_stems(desk.session, row)
    found = await count_hits(desk.session, stems)
    if found.too_many:
        raise Refused("preset-too-wide", n=found.count, of=found.of)
    was, row.state = row.state, PresetState.PUBLISHED
    row.published = {
        "version": row.version,
        "texts": {one.language: {"text": one.body, "entities": one.entities} for one in texts},
        "examples": [sorted(one) for one in stems.examples],
        "keywords": [sorted(one) for one in stems.keywords],
    }
    row.updated_at = desk.now
    await vocabulary.add_example_words(desk.session, [*row.examples, *row.keywords])
    history.record_action(desk, "preset-published", _object(row), was.value, row.title)
    return row.title


async def archive_preset(desk: Desk, preset_id: int) -> str:
    """Archive the answer, so that it is no longer given; return its title. Publishing restores it."""
    await desk.require_grant(Grant.PUBLISH)
    await bump_settings_version(desk)
    row = await lock_preset(desk, preset_id)
    was, row.state = row.state, PresetState.OLD
    row.updated_at = desk.now
    history.record_action(desk, "preset-retired", _object(row), was.value, row.title)
    return row.title


# ------------------------------------------------------------------ steps


async def lock_preset(desk: Desk, preset_id: int) -> PresetAnswer:
    """Return the answer with its row locked, for an admin. Raises NotAllowed, Refused."""
    await desk.require_grant(Grant.PUBLISH)
    wanted = select(PresetAnswer).where(PresetAnswer.id == preset_id).with_for_update()
    row = None
    if 0 < preset_id < MOST:
        row = await desk.session.scalar(wanted.execution_options(populate_existing=True))
    if row is None:
        raise Refused("preset-gone")
    return row


async def _require_complete(session: AsyncSession, row: PresetAnswer) -> list[PresetText]:
    """Return the texts in all languages it has: one is enough. Raises Refused if something is missing."""
    found = [await find_newest(session, row.id, language) for language in LANGUAGES]
    texts = [one for one in found if one is not None]
    if not texts:
        raise Refused("preset-language-missing")
    if not row.examples:
        raise Refused("preset-examples-missing")
    return texts


async def find_newest(session: AsyncSession, preset_id: int, language: str) -> PresetText | None:
    """Return the newest text in a language."""
    theirs = select(PresetText).where(PresetText.preset_id == preset_id, PresetText.language == language)
    last: PresetText | None = await session.scalar(theirs.order_by(PresetText.version.desc()).limit(1))
    return last


async def compute_stems(session: AsyncSession, row: PresetAnswer) -> PresetStems:
    """Return the stems by which the current draft is compared. Raises Refused for an example that says too little."""
    stems = [drop_courtesy(one) for one in await stem_texts(session, [*row.examples, *row.keywords])]
    examples, keywords = stems[: len(row.examples)], stems[len(row.examples) :]
    for said, known in zip(row.examples, examples, strict=True):
        if len(known) < _FEWEST_STEMS:
            raise Refused("preset-example-short", example=said)
    return PresetStems(row.id, tuple(examples), tuple(filter(None, keywords)))


def check_body(words: RichText) -> RichText:
    """Return a text as it is stored. A lone dash is refused: it probably meant to leave that language out."""
    tidy = articles.check_body(words)
    if tidy.text.strip() in _DASHES:
        raise Refused("preset-text-dash")
    if count_units(tidy.text) > _LONGEST_BODY:
        raise Refused("preset-text-long", most=_LONGEST_BODY, n=count_units(tidy.text))
    wrong = placeholders.find_misplaced(tidy.text)
    if wrong is not None:
        raise Refused("placeholder-wrong", written=wrong.written, line=wrong.line)
    open_ones = placeholders.find_used(tidy.text) - _FILLED
    if open_ones:
        raise Refused("preset-placeholder", written=_UNFILLED[min(open_ones)])
    return tidy


def check_examples(text: str) -> list[str]:
    """Return the example questions, each once."""
    found = [" ".join(line.lstrip("-–—•* \t").split()) for line in text.splitlines()]
    kept = list(dict.fromkeys(one for one in found if one))
    if not kept or len(kept) > _MOST_EXAMPLES or any(len(one) > _LONGEST_EXAMPLE for one in kept):
        raise Refused("preset-examples-wrong", most=_MOST_EXAMPLES, longest=_LONGEST_EXAMPLE)
    return kept


def _record_change(desk: Desk, row: PresetAnswer, old: str) -> None:
    row.version += 1
    row.updated_at = desk.now
    history.record_action(desk, "preset-changed", _object(row), old, row.title)


def _object(row: PresetAnswer) -> str:
    return f"preset:{row.id}"


# The number of recent messages an automatic answer would have fitted. Changes nothing; knows no channel.


LATEST = 1000
"""Messages of requesters that are checked."""
_SHARE = 0.1
_FEW = 2
"""This many hits are never too many: of ten messages one is a tenth."""
_SHOWN = 5
_MISSPELT, _MISSPELT_OF_ALL = 12, 300  # unknown words that are corrected: of one request, and of many together


@dataclass(frozen=True, slots=True)
class PresetHits:
    """The number of messages, out of `of`, it would have answered, and the newest of them with their tickets'
    numbers."""

    count: int
    of: int
    some: tuple[tuple[int, str], ...] = ()

    @property
    def too_many(self) -> bool:
        """True if it fits more than a tenth of all messages: no typical question is so common."""
        return self.count > max(_SHARE * self.of, _FEW)


async def count_hits(session: AsyncSession, preset: PresetStems) -> PresetHits:
    """Compare each message as if it were a new request. Takes at most five statements."""
    spoken = (
        select(Ticket.number, Entry.body)
        .join(Ticket, Ticket.id == Entry.ticket_id)
        .where(Entry.kind == EntryKind.COMMENT, Entry.withdrawn_at.is_(None), Entry.body != "")
    )
    latest = (await session.execute(spoken.order_by(Entry.id.desc()).limit(LATEST))).all()
    asked = await _stem_requests(session, ["\n".join(list_content([body])) for _, body in latest])
    found = [
        (number, body)
        for (number, body), stems in zip(latest, asked, strict=True)
        if measure_fit(stems, preset) and eligibility.can_offer(body)
    ]
    return PresetHits(len(found), len(latest), tuple(found[:_SHOWN]))


async def _stem_requests(session: AsyncSession, requests: Sequence[str]) -> list[frozenset[str]]:
    """Return the stems of each request, misspelt words corrected; none for a request that is too long."""
    words = [some if len(some := list_distinct_words(one)) <= MOST_WORDS else [] for one in requests]
    known = await look_up_words(session, list(dict.fromkeys(word for some in words for word in some)))
    most = min(_MISSPELT * len(requests), _MISSPELT_OF_ALL)
    instead = await find_corrections(session, " ".join(requests), known, in_articles=False, most=most)
    stems = {one.token: instead.get(one.token, one).stem for one in known}
    return [frozenset(filter(None, map(stems.get, some))) for some in words]


# Automatic answers written in Telegram: the bot asks, a reply answers, and the bot asks for what is still missing.
# Knows no channel. The slot of a question's message says what it asks for (`presetask:<part>.<id>.<language>`), so no
# state waits anywhere.


class PresetPart(StrEnum):
    """The part of an automatic answer that a question asks for."""

    TITLE = "title"
    TEXT = "text"
    EXAMPLES = "examples"
    KEYWORDS = "keywords"


@dataclass(frozen=True, slots=True)
class PresetQuestion:
    """A question to an admin about a part of an answer (0: a new one), in a language."""

    part: PresetPart
    preset_id: int
    language: str

    @classmethod
    def parse(cls, key: str) -> "PresetQuestion | None":
        """Read the key of a slot; None if it is no such question."""
        part, *more = key.split(".")
        try:
            question = cls(PresetPart(part), int(more[0]), more[1])
        except (ValueError, IndexError):
            return None
        return question if question.language in LANGUAGES else None

    def __str__(self) -> str:
        return f"{self.part.value}.{self.preset_id}.{self.language}"

    @property
    def letter(self) -> Show:
        """The question as a letter."""
        return Show("preset_ask", slot=f"presetask:{self}", fresh=True)


def make_question(desk: Desk, part: PresetPart, preset_id: int = 0, language: str | None = None) -> PresetQuestion:
    """Return the question for a part, in the actor's language unless one is given."""
    return PresetQuestion(part, preset_id, language or choose_language(desk.require_actor(), desk.rules.locale))


async def take_reply(desk: Desk, incoming: IncomingMessage, asked: str) -> Show:
    """Take a reply to a question; return what to show then. Raises NotAllowed, Refused with what would be right."""
    wanted = PresetQuestion.parse(asked)
    if wanted is None or incoming.content is not None or incoming.files:
        raise Refused("preset-words-only")
    key, words = wanted.preset_id, incoming.words
    if wanted.part is PresetPart.TITLE and not key:
        key = (await begin_preset(desk, words.text)).id
    elif wanted.part is PresetPart.TITLE:
        await set_title(desk, key, words.text)
    elif wanted.part is PresetPart.TEXT:
        await set_text(desk, key, wanted.language, words)
    elif wanted.part is PresetPart.EXAMPLES:
        await set_examples(desk, key, words.text)
    else:
        await set_keywords(desk, key, words.text)
    missing = await _missing(desk, await lock_preset(desk, key))
    return missing.letter if missing is not None else show_preset(key, "preset-saved")


async def _missing(desk: Desk, row: PresetAnswer) -> PresetQuestion | None:
    """Return the question for what is still needed before publication: a text, in the admin's language, or examples."""
    own = choose_language(desk.require_actor(), desk.rules.locale)
    written = [await find_newest(desk.session, row.id, language) for language in LANGUAGES]
    if not any(written):
        return PresetQuestion(PresetPart.TEXT, row.id, own)
    return None if row.examples else PresetQuestion(PresetPart.EXAMPLES, row.id, own)


def show_preset(preset_id: int, note: str | None = None) -> Show:
    """Return an automatic answer as a new message."""
    return Show("preset", slot=f"preset:{preset_id}", fresh=True, note=note)


# An automatic answer edited as a whole in a form. Unchanged fields are not written; if two admins changed the same
# field, nothing is. Knows no channel.


_DIGITS = 19  # a number this long may not fit a bigint
TEXT = "text-"
"""The beginning of the names of text fields; the language follows."""


@dataclass(frozen=True, slots=True)
class PresetEdit:
    """A submitted form. `version` is that of the answer as it was shown; `fields` by name: title, topic (its id),
    keywords, examples, and a text in each language."""

    version: int
    fields: Mapping[str, EditedField] = field(hash=False)


async def create_preset(desk: Desk, title: str) -> int:
    """Create an automatic answer as a draft; return its id."""
    return (await begin_preset(desk, title)).id


async def edit_preset(desk: Desk, preset_id: int, wanted: PresetEdit, *, publish: bool = False) -> None:
    """Write the changed fields, and publish if asked to. Raises NotAllowed, ChangedMeanwhile, Refused with what is
    wrong."""
    await desk.require_grant(Grant.PUBLISH)
    if publish:
        await bump_settings_version(desk)
    row = await lock_preset(desk, preset_id)
    touched = edited_field.find_touched(wanted.fields)
    clashing = edited_field.find_clashing(wanted.fields, await read_fields(desk.session, row))
    if clashing or (publish and row.version != wanted.version):
        raise EditConflict(touched, clashing)
    for name in sorted(touched):
        await _set(desk, preset_id, name, wanted.fields[name].typed)
    if publish:
        await publish_preset(desk, preset_id, (await lock_preset(desk, preset_id)).version)


async def _set(desk: Desk, preset_id: int, name: str, typed: str) -> None:
    setters = {"title": set_title, "keywords": set_keywords, "examples": set_examples}
    if name in setters:
        await setters[name](desk, preset_id, typed)
    elif name == "topic":
        await set_topic(desk, preset_id, _id(typed))
    else:
        words = markdown_files.read_field(typed)
        await set_text(desk, preset_id, name.removeprefix(TEXT), words)


def _id(typed: str) -> int | None:
    if not typed:
        return None
    if not (typed.isascii() and typed.isdecimal() and len(typed) < _DIGITS):
        raise Refused("no-such-category")
    return int(typed)


async def read_fields(session: AsyncSession, row: PresetAnswer) -> dict[str, str]:
    """Return the current values by the names of the fields."""
    texts = {f"{TEXT}{one}": await _text(session, row.id, one) for one in LANGUAGES}
    return {
        "title": row.title,
        "topic": str(row.category_id or ""),
        "keywords": ", ".join(row.keywords),
        "examples": "\n".join(row.examples),
        **texts,
    }


async def _text(session: AsyncSession, preset_id: int, language: str) -> str:
    last = await find_newest(session, preset_id, language)
    return markdown_files.write_markdown(RichText.load(last.body, last.entities)) if last is not None else ""


async def load_fields(session: AsyncSession, preset_id: int) -> dict[str, str] | None:
    """Return the same by id, or None if there is no such answer."""
    row = await session.get(PresetAnswer, preset_id, populate_existing=True)
    return await read_fields(session, row) if row is not None else None


# Automatic answers as admins see them: a list, one, and what one would have answered. Changes nothing.


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


@dataclass(frozen=True, slots=True)
class PresetScreen:
    """An automatic answer as it is written now; `texts` by language."""

    line: PresetLine
    version: int
    topic: str | None
    examples: tuple[str, ...]
    keywords: tuple[str, ...]
    texts: Mapping[str, RichText] = field(default_factory=dict, hash=False)


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


async def load_preset(session: AsyncSession, preset_id: int, language: str) -> PresetScreen | None:
    """Return one automatic answer, or None."""
    row = await session.get(PresetAnswer, preset_id, populate_existing=True)
    if row is None:
        return None
    counted = (await session.execute(_count_uses().where(Suggestion.preset_id == row.id))).first()
    texts = {one: await find_newest(session, row.id, one) for one in LANGUAGES}
    topic = await session.get(Category, row.category_id) if row.category_id is not None else None
    return PresetScreen(
        _line(row, counted.given if counted else 0, counted.helped if counted else 0),
        row.version,
        (topic.names.get(language) or topic.name) if topic is not None else None,
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
        await _require_complete(session, row)
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


# An automatic answer is given at once to a requester whose question it fits. The broadcast of the request then waits
# for the requester, no longer than a question does. Knows no channel. All of it is one unit of work with the search:
# the answer, the time the broadcast waits until, and the note that shows staff what was said. The broadcast waits for
# the search anyway (`desk/tickets/filing.py`).


async def give_preset(desk: Desk, ticket: Locked) -> bool:
    """Answer the request if an automatic answer fits that its requester has not had yet; return False if none does."""
    requester = await desk.get_requester(ticket)
    if not _may_be_answered(ticket, requester) or not await clarifying_questions.can_ask(
        desk.session, ticket, QuestionKind.PRESET
    ):
        return False
    said = await _read_request(desk.session, ticket)
    if not said or not eligibility.can_offer(said):
        return False
    fitting = await _fitting(desk.session, said, requester)
    if fitting is None:
        return False
    await _give(desk, ticket, requester, *fitting)
    return True


def _may_be_answered(ticket: Locked, requester: Person) -> bool:
    calm = ticket.priority != CRITICAL and ticket.cannot_wait_at is None and ticket.escalated_at is None
    known = ticket.known_problem_id is not None  # its text is the answer
    return calm and not known and ticket.is_unanswered and not permissions.is_staff(requester)


async def _read_request(session: AsyncSession, ticket: Locked) -> str:
    """Return the text of a request of words alone, without openers; "" if it replies to something or has more."""
    spoken = select(Entry).where(
        Entry.ticket_id == ticket.id, Entry.kind == EntryKind.COMMENT, Entry.withdrawn_at.is_(None)
    )
    found = list(await session.scalars(spoken.order_by(Entry.id)))
    files = select(EntryFile.id).where(any_of(EntryFile.entry_id, [one.id for one in found])).limit(1)
    if not all(_asks_by_itself(one) for one in found) or await session.scalar(files) is not None:
        return ""
    return "\n".join(list_content([one.body for one in found]))


def _asks_by_itself(entry: Entry) -> bool:
    """Return True if the requester wrote the entry, and not in reply to anything."""
    straight = entry.said_message_id is not None and entry.question_id is None and entry.content_line is None
    return straight and entry.answers_id is None and entry.quote is None


async def _fitting(session: AsyncSession, said: str, requester: Person) -> tuple[int, float] | None:
    had = select(Suggestion.preset_id).where(Suggestion.person_id == requester.id, Suggestion.preset_id.is_not(None))
    others = select(PresetAnswer.id, PresetAnswer.published).where(
        PresetAnswer.state == PresetState.PUBLISHED, PresetAnswer.id.not_in(had)
    )
    presets = [_read_stems(key, published) for key, published in await session.execute(others)]
    return choose_preset((await _stem_requests(session, [said]))[0], presets) if presets else None


def _read_stems(preset_id: int, published: dict[str, Any] | None) -> PresetStems:
    """Return a published automatic answer as it is compared."""
    kept = published or {}
    examples, keywords = (
        tuple(frozenset(one) for one in kept.get(name, ()) if one) for name in ("examples", "keywords")
    )
    return PresetStems(preset_id, examples, keywords)


async def _give(desk: Desk, ticket: Locked, requester: Person, preset_id: int, score: float) -> None:
    preset = await desk.session.get_one(PresetAnswer, preset_id)
    words = _fill_text(
        preset.published or {}, choose_language(requester, desk.rules.locale), requester.name, ticket.number
    )
    entry = await _note(desk, ticket, words)
    offer = Suggestion(
        ticket_id=ticket.id, person_id=requester.id, preset_id=preset_id, entry_id=entry.id, position=1, score=score,
        shown_at=desk.now,
    )  # fmt: skip
    desk.session.add(offer)
    await desk.session.flush()
    ticket.offered, ticket.broadcast_due_at = [offer.id], desk.now + desk.rules.requests.question
    await clarifying_questions.ask_question(
        desk, ticket, QuestionKind.PRESET, data={"text": words.text, "entities": words.dump()}
    )
    await desk.publish(ticket)


def _fill_text(published: dict[str, Any], language: str, name: str, number: int) -> RichText:
    """Return the text for a person and their request: in their language, or in the one it has."""
    texts = published["texts"]
    said = texts[language] if language in texts else next(iter(texts.values()))
    values = {Placeholder.NAME: placeholders.shorten_name(name), Placeholder.NUMBER: f"#{number}"}
    return placeholders.fill_placeholders(RichText.load(said["text"], said["entities"]), values)


async def _note(desk: Desk, ticket: Locked, words: RichText) -> Entry:
    """Write the note by which staff see the answer in the thread and on the board, where it counts as no reply."""
    entry = await entries.write_entry(
        desk.session, ticket, EntryKind.NOTE, NewEntry(words), author_id=None,
        author_name=say(desk.rules.locale, "preset-by"), origin=desk.origin, now=desk.now, bot_id=desk.rules.bot_id,
    )  # fmt: skip
    await thread.show_elsewhere(desk, ticket, entry)
    return entry


async def call_person(desk: Desk, number: int) -> TicketResult:
    """Send the broadcast, as the requester wants a person. Raises Outdated if it does not wait."""
    async with desk.change(number, Verb.NEED_PERSON) as ticket:
        if not ticket.is_waiting_on_preset:
            raise Outdated(number)
        await self_service.call_agent(desk, ticket, OfferOutcome.PERSON)
    return await desk.make_result(ticket)
