"""Verbs of admins on automatic answers (presets): begin, change, publish, archive. Knows no channel.

Requesters get the published version, which is stored as a whole next to the draft: a change reaches them only when it
is published too. `version` counts every change, so that an admin publishes only what they have seen.
"""

from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import (
    Category,
    PresetAnswer,
    PresetState,
    PresetText,
)
from desk import Desk, Outdated, Refused, history
from desk.admin_settings.changes import bump_settings_version
from desk.canned import placeholders
from desk.canned.placeholders import Placeholder
from desk.i18n import LANGUAGES
from desk.knowledge import article_checks
from desk.locked import MOST
from desk.policy.permissions import Grant
from desk.search import vocabulary
from desk.search.similarity import drop_courtesy
from desk.search.stemming import stem_texts
from desk.suggestions.preset_fit import PresetStems
from desk.suggestions.preset_hits import count_hits
from desk.text import RichText, count_units, is_blank

LONGEST = 500
"""Characters of the sentence that are read."""


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
    called = article_checks.check_title(title)
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
    old, row.title = row.title, article_checks.check_title(typed)
    _begin_version(desk, row)
    history.record_action(desk, "preset-renamed", _object(row), old, row.title)


async def set_text(desk: Desk, preset_id: int, language: str, typed: RichText) -> None:
    """Set the text in a language; nothing takes it away. Raises Refused with the place that is wrong."""
    row = await lock_preset(desk, preset_id)
    words = RichText() if all(map(is_blank, typed.text)) else check_body(typed)
    _record_change(desk, row, "text")
    said = PresetText(
        preset_id=row.id, language=language, version=row.version, body=words.text, entities=words.dump(),
        author_id=desk.require_actor().id, at=desk.now,
    )  # fmt: skip
    desk.session.add(said)
    await desk.session.flush()


async def set_examples(desk: Desk, preset_id: int, typed: str) -> None:
    """Set the example questions, one a line; nothing takes them away."""
    row = await lock_preset(desk, preset_id)
    row.examples = check_examples(typed) if typed.strip() else []
    _record_change(desk, row, "examples")


async def set_keywords(desk: Desk, preset_id: int, typed: str) -> None:
    """Set the keywords, separated by commas; "-" clears them."""
    row = await lock_preset(desk, preset_id)
    row.keywords = article_checks.split_keywords(typed)
    _record_change(desk, row, "keywords")


async def set_topic(desk: Desk, preset_id: int, category_id: int | None) -> None:
    """Set or clear the topic."""
    row = await lock_preset(desk, preset_id)
    live = select(Category.id).where(Category.id == category_id, Category.removed_at.is_(None), ~Category.is_group)
    if category_id is not None and await desk.session.scalar(live) is None:
        raise Refused("no-such-category")
    row.category_id = category_id
    _record_change(desk, row, "topic")


async def publish_preset(desk: Desk, preset_id: int, version: int) -> str:
    """Publish the answer as the admin of that version saw it; return its title. Raises NotAllowed, Outdated if that is
    published, Refused if it was changed since, lacks something, or would have answered too many messages."""
    await desk.require_grant(Grant.PUBLISH)
    await bump_settings_version(desk)
    row = await lock_preset(desk, preset_id)
    if row.version != version:
        raise Refused("preset-changed-since")
    if row.state is PresetState.PUBLISHED and (row.published or {}).get("version") == version:
        raise Outdated
    texts = await require_complete(desk.session, row)
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


async def lock_preset(desk: Desk, preset_id: int) -> PresetAnswer:
    """Return the answer with its row locked, for an admin. Raises NotAllowed, Refused."""
    await desk.require_grant(Grant.PUBLISH)
    row = None
    if 0 < preset_id < MOST:
        row = await desk.session.get(PresetAnswer, preset_id, with_for_update=True, populate_existing=True)
    if row is None:
        raise Refused("preset-gone")
    return row


async def require_complete(session: AsyncSession, row: PresetAnswer) -> list[PresetText]:
    """Return the texts in all languages it has: one is enough. Raises Refused if something is missing."""
    found = [await find_newest(session, row.id, language) for language in LANGUAGES]
    texts = [one for one in found if one is not None]
    if not texts:
        raise Refused("preset-language-missing")
    if not row.examples:
        raise Refused("preset-examples-missing")
    return texts


async def find_newest(session: AsyncSession, preset_id: int, language: str) -> PresetText | None:
    """Return the newest text in a language, None if it has none or it was taken away."""
    theirs = select(PresetText).where(PresetText.preset_id == preset_id, PresetText.language == language)
    last: PresetText | None = await session.scalar(theirs.order_by(PresetText.version.desc()).limit(1))
    return last if last is not None and last.body else None


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
    tidy = article_checks.check_body(words)
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


def _record_change(desk: Desk, row: PresetAnswer, part: str) -> None:
    """Begin a version in which that part is another; its text is people's words and is not recorded."""
    _begin_version(desk, row)
    history.record_action(desk, "preset-changed", _object(row), part, row.title)


def _begin_version(desk: Desk, row: PresetAnswer) -> None:
    row.version += 1
    row.updated_at = desk.now


def _object(row: PresetAnswer) -> str:
    return f"preset:{row.id}"


def read_stems(preset_id: int, published: dict[str, Any] | None) -> PresetStems:
    """Return a published automatic answer as it is compared."""
    kept = published or {}
    examples, keywords = (
        tuple(frozenset(one) for one in kept.get(name, ()) if one) for name in ("examples", "keywords")
    )
    return PresetStems(preset_id, examples, keywords)
