"""The settings as they are now: stored rows over defaults, the environment over both. Each process has one copy and
reads it again when the desk's version has changed; looking costs no statement. Texts that admins have changed are read
with them, for the whole process.

The version comes with statements that are made anyway (`desk.settings.VERSION`): of a person, of due work, of letters'
readers, of the board's backlog.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import structlog
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

from db.sealed_words import open_row
from desk import DeskSettings, EventDays, LearnedTopics, OpenProblem
from desk.i18n import overrides
from desk.rule_specs import load_rule
from desk.settings import get_noted_version
from desk.settings.rules import SETTINGS, GroupPlace, KnowledgeRules, TeamChat
from desk.text import RichText

log = structlog.get_logger(__name__)
_REMOVED = -1

_STORED = text("""
select settings_version as version, (select jsonb_object_agg(key, value) from settings where value is not null) as rows,
  (select jsonb_agg(jsonb_build_array(id, slug, name, starts_on, ends_on, external_id) order by starts_on, id)
    from events where removed_at is null) as events,
  (select jsonb_agg(jsonb_build_array(c.person_id, p.telegram_id, c.allowed_at is not null, c.answers_privately,
    c.left_at is null) order by c.id) from chats c join people p on p.id = c.person_id) as chats,
  (select jsonb_build_array(id, telegram_id) from people
    where role = 'group' and dismissed_at is null order by id limit 1) as team,
  exists (select from articles where state = 'published') as articles,
  exists (select from preset_answers where state = 'published') as presets,
  exists (select from account_blocks) as accounts,
  exists (select from approvals) as trainees, exists (select from review_criteria) as reviews,
  (select jsonb_agg(distinct case when removed_at is null then coalesce(owner_id, 0) else -1 end)
    from canned_replies) as canned,
  (select jsonb_agg(jsonb_build_array(id, keywords) order by id) from categories
    where removed_at is null and not is_group and cardinality(keywords) > 0) as topics,
  (select jsonb_agg(id) from categories
    where removed_at is null and not is_group and questions <> '[]') as topics_asking,
  (select jsonb_build_array(max(id) filter (where weights is not null), max(at)) from topic_models) as studied,
  (select jsonb_agg(jsonb_build_array(language, key, text, entities)) from wordings where text is not null) as wordings,
  (select items from menus order by id desc limit 1) as menu,
  (select jsonb_agg(jsonb_build_array(id, name, event, options, conditions, actions) order by position, id)
    from rules where enabled) as automation,
  (select case when exists (select from known_problems) then coalesce((
    select jsonb_agg(jsonb_build_array(p.id, p.title, p.words, p.entities, (select jsonb_agg(c.id) from categories c
      where c.id = p.category_id or c.parent_id = p.category_id), p.texts) order by p.id)
    from known_problems p where p.state = 'open'), '[]') end) as problems
from desk where id = 1
""")


class CurrentSettings:
    """The desk's settings in one process. `last`: as they were when last looked at."""

    def __init__(self, start: DeskSettings) -> None:
        """`start` are the settings the process was started with; stored rows count from the first version seen."""
        self._start = start
        self.last = start

    async def get_for_session(self, session: AsyncSession) -> DeskSettings:
        """Return the settings of the version that this session has read; without one, the last ones."""
        return await self.get_at_version(session, get_noted_version(session))

    async def get_at_version(self, asking: AsyncSession | AsyncConnection, version: int | None) -> DeskSettings:
        """Return the settings of that version or a later one; each version is read once."""
        if version is not None and version != self.last.version:
            stored = (await asking.execute(_STORED)).one()
            overrides.use_overrides((one[0], one[1], RichText.load(one[2], one[3])) for one in stored.wordings or ())
            rules = apply_stored(self._start, stored.rows or {}, version=stored.version)
            self.last = replace(
                rules,
                events=tuple(_event(row) for row in stored.events or ()),
                menu=tuple(stored.menu or ()),
                groups=replace(
                    rules.groups,
                    places=tuple(GroupPlace(*row) for row in stored.chats or ()),
                    team=TeamChat(*stored.team) if stored.team else None,
                ),
                automation=tuple(rule for row in stored.automation or () if (rule := load_rule(row)) is not None),
                requests=replace(rules.requests, topic_questions=frozenset(stored.topics_asking or ())),
                accounts=replace(rules.accounts, stored=stored.accounts),
                team=replace(rules.team, trainees=stored.trainees, reviews=stored.reviews),
                topics=replace(
                    rules.topics,
                    keywords=tuple((key, tuple(words)) for key, words in stored.topics or ()),
                    model=self._load_model(stored.studied[0]),
                    studied_at=datetime.fromisoformat(stored.studied[1]) if stored.studied[1] else None,
                ),
                knowledge=KnowledgeRules(
                    articles=stored.articles,
                    presets=stored.presets,
                    canned=None if stored.canned is None else frozenset(stored.canned) - {_REMOVED},
                    problems=None if stored.problems is None else tuple(_problem(row) for row in stored.problems),
                ),
            )
        return self.last

    def _load_model(self, model: int | None) -> LearnedTopics | None:
        """Return the model of that id; the one already loaded if it is still the newest."""
        kept = self.last.topics.model
        if model is None or (kept is not None and kept.id == model):
            return None if model is None else kept
        return LearnedTopics(model)


def apply_stored(start: DeskSettings, rows: Mapping[str, Any], *, version: int) -> DeskSettings:
    """Return `start` with the stored values. Keys that this version does not know and pinned settings are skipped; so
    is a value that does not fit, which is logged."""
    given: dict[str, Any] = {"version": version}
    for setting in SETTINGS:
        if setting.key not in rows or setting.is_pinned(start):
            continue
        try:
            given.update(setting.load_values(rows[setting.key]))
        except ValueError:
            log.warning("a stored setting does not fit: its default counts", key=setting.key)
    return start.with_values(given)


def _event(row: Sequence[Any]) -> EventDays:
    key, slug, name, first, last, external_id = row
    return EventDays(key, slug, name, date.fromisoformat(first), date.fromisoformat(last), external_id)


def _problem(row: Sequence[Any]) -> OpenProblem:
    key, title, words, entities, topics, texts = open_row(list(row))
    held = tuple((frozenset(one["stems"]), str(one["text"])) for one in texts)
    return OpenProblem(key, title, words, entities, frozenset(topics or ()), held)
