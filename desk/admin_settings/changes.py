"""Verbs of admins: change a setting, undo a change.

The settings as they are now: stored rows over defaults, the environment over both. Each process has one copy and reads
it again when the desk's version has changed; looking costs no statement. Texts that admins have changed are read with
them, for the whole process. The version comes with statements that are made anyway (`desk.settings.VERSION`): of a
person, of due work, of letters' readers, of the board's backlog.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

import structlog
from sqlalchemy import func, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

from db.database import savepoint
from db.encryption import open_row
from db.models import DeskRow, GroupMentions, Person, StoredSetting, any_of
from desk import Desk, DeskSettings, EventDays, LearnedTopics, OpenProblem, Outdated, Refused, history, installation
from desk.acts.of_rules import ACTIONS
from desk.admin_settings.registry import get_setting, get_settings_grant
from desk.i18n import overrides
from desk.notifications import staff_group
from desk.notifications.confirmations import LastingAction, require_confirmation
from desk.people import panel_access
from desk.people.waiting import decide_waiting
from desk.place import get_panel
from desk.policy import permissions
from desk.policy.permissions import ANY_SETTING, PANEL, has_grant
from desk.rule_specs import load_rule
from desk.settings import get_known_version
from desk.settings.declaring import Setting, SettingGroup
from desk.settings.defaults.groups import ConnectedAccount, GroupPlace, TeamChat
from desk.settings.defaults.knowledge import KnowledgeRules
from desk.settings.defaults.requests import RequestRules
from desk.settings.desk_settings import SETTINGS
from desk.settings.kinds import NetworkList, Stored, TypedOver
from desk.settings.own_fields import DeclaredField, load_field
from desk.sla.summary_times import get_next_summary_time
from desk.staff import who_is_there
from desk.text import RichText
from desk.text.opening_hours.typed_hours import split_zone

log = structlog.get_logger(__name__)
_REMOVED = -1

_STORED = text("""
select settings_version as version, bot_id,
  (select jsonb_object_agg(key, value) from settings where value is not null) as rows,
  (select jsonb_agg(jsonb_build_array(id, slug, name, starts_on, ends_on, external_id) order by starts_on, id)
    from events where removed_at is null) as events,
  (select jsonb_agg(jsonb_build_array(c.person_id, p.telegram_id, c.allowed_at is not null, c.answers_privately,
    c.left_at is null, c.event_id, c.organization_id, c.mentions) order by c.id)
    from chats c join people p on p.id = c.person_id) as chats,
  (select jsonb_agg(jsonb_build_array(a.id, a.owner_id, p.telegram_id, a.connection_id, a.chosen_at is not null,
    a.word, a.salt, a.excluded) order by a.id)
    from own_accounts a join people p on p.id = a.owner_id) as own_accounts,
  (select jsonb_agg(jsonb_build_array(id, name, kind, options, question) order by id)
    from own_fields where removed_at is null) as own_fields,
  (select jsonb_build_array(id, telegram_id, desk.topics_lack) from people
    where role = 'group' and dismissed_at is null order by id limit 1) as team,
  exists (select from articles where state = 'published' and audience = 'everybody') as articles,
  exists (select from articles where state = 'published' and audience = 'team') as runbooks,
  exists (select from preset_answers where state = 'published') as presets,
  exists (select from account_blocks) as accounts,
  exists (select from approvals where due_at is null) as trainees, exists (select from review_criteria) as reviews,
  (select jsonb_agg(distinct case when removed_at is null then coalesce(owner_id, 0) else -1 end)
    from canned_replies) as canned,
  (select jsonb_agg(jsonb_build_array(id, keywords) order by id) from categories
    where removed_at is null and not is_group and cardinality(keywords) > 0) as topics,
  (select jsonb_agg(jsonb_build_array(c.id, c.examples)
      order by coalesce(g.position, c.position), coalesce(g.id, c.id), c.position, c.id)
    from categories c left join categories g on g.id = c.parent_id and g.removed_at is null
    where c.removed_at is null and not c.is_group and c.examples <> '{}') as examples,
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
        """`start` are the settings the process was started with; stored rows count from the first version seen, and
        with them the desk's bot, which the bot itself knows."""
        self._start = start
        self.last = start

    async def get_for_session(self, session: AsyncSession) -> DeskSettings:
        """Return the settings of the version that this session has read; without one, the last ones."""
        return await self.get_at_version(session, get_known_version(session))

    async def get_at_version(self, asking: AsyncSession | AsyncConnection, version: int | None) -> DeskSettings:
        """Return the settings of that version or a later one; each version is read once, and again while no bot is
        known."""
        if version is not None and (version != self.last.version or not self.last.bot_id):
            stored = (await asking.execute(_STORED)).one()
            overrides.use_overrides((one[0], one[1], RichText.load(one[2], one[3])) for one in stored.wordings or ())
            rules = apply_stored(self._start, stored.rows or {}, version=stored.version)
            fields = tuple(filter(None, map(load_field, stored.own_fields or ())))
            self.last = replace(
                rules,
                bot_id=self._start.bot_id or stored.bot_id or 0,
                events=tuple(_event(row) for row in stored.events or ()),
                menu=tuple(stored.menu or ()),
                groups=replace(
                    rules.groups,
                    places=tuple(_place(row) for row in stored.chats or ()),
                    team=_team(*stored.team) if stored.team else None,
                ),
                own_accounts=tuple(_account(*row) for row in stored.own_accounts or ()),
                own_fields=fields,
                automation=tuple(filter(None, (load_rule(row, ACTIONS) for row in stored.automation or ()))),
                requests=_ask(rules.requests, stored.topics_asking or (), fields),
                accounts=replace(rules.accounts, stored=stored.accounts),
                team=replace(rules.team, trainees=stored.trainees, reviews=stored.reviews),
                topics=replace(
                    rules.topics,
                    keywords=tuple((key, tuple(words)) for key, words in stored.topics or ()),
                    examples=tuple((key, words) for key, words in stored.examples or ()),
                    model=self._load_model(stored.studied[0]),
                    studied_at=datetime.fromisoformat(stored.studied[1]) if stored.studied[1] else None,
                ),
                knowledge=KnowledgeRules(
                    articles=stored.articles,
                    runbooks=stored.runbooks,
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


def _ask(rules: RequestRules, topics: Sequence[int], fields: Sequence[DeclaredField]) -> RequestRules:
    return replace(rules, topic_questions=frozenset(topics), asks_fields=any(one.question for one in fields))


def _place(row: Sequence[Any]) -> GroupPlace:
    *facts, mentions = row
    return replace(GroupPlace(*facts), mentions=GroupMentions(mentions))


def _account(*row: Any) -> ConnectedAccount:
    *facts, excluded = row
    return replace(ConnectedAccount(*facts), excluded=frozenset(excluded))


def _team(person_id: int, chat_id: int, lacks: Sequence[str]) -> TeamChat:
    return TeamChat(person_id, chat_id, tuple(lacks))


def _event(row: Sequence[Any]) -> EventDays:
    key, slug, name, first, last, external_id = row
    return EventDays(key, slug, name, date.fromisoformat(first), date.fromisoformat(last), external_id)


def _problem(row: Sequence[Any]) -> OpenProblem:
    key, title, words, entities, topics, texts = open_row(list(row))
    held = tuple((frozenset(one["stems"]), str(one["text"])) for one in texts)
    return OpenProblem(key, title, words, entities, frozenset(topics or ()), held)


_HOURS = "hours"
_WITH_TOPICS = "group_tickets"
_DEFAULT_WORDS = frozenset({"default", "умолчание", "по умолчанию"})


@dataclass(frozen=True, slots=True)
class SettingChange:
    """The result of a verb: `old` and `new` as stored, None for the default; equal if nothing changed."""

    setting: Setting
    old: Stored
    new: Stored

    @property
    def changed(self) -> bool:
        """Return True if the value is different now."""
        return bool(self.old != self.new)


async def change_setting(desk: Desk, key: str, typed: str) -> SettingChange:
    """Set the typed value; "default" removes the stored one. A time zone typed behind business hours is set too. Raises
    NotAllowed, Refused with the text that says what is wrong."""
    hours, zone = split_zone(typed) if key == _HOURS else (typed, None)
    if zone is None or zone.casefold() == desk.rules.timezone.casefold():
        return await _change_one(desk, key, hours)
    async with savepoint(desk.session):
        moved = await _change_one(desk, "timezone", zone)
        changed = await _change_one(desk, key, hours)
    return changed if changed.changed else moved


async def _change_one(desk: Desk, key: str, typed: str) -> SettingChange:
    setting = await _get_changeable(desk, key)
    if is_default_word(typed):
        return await _set(desk, setting, None)
    try:
        value = await _parse(desk, setting, typed)
    except ValueError:
        wrong, args = setting.kind.wrong
        raise Refused(wrong, **args) from None
    return await _set(desk, setting, value)


def is_default_word(typed: str) -> bool:
    """Return True if these words ask for the default."""
    return " ".join(typed.lower().split()) in _DEFAULT_WORDS


async def change_settings(desk: Desk, typed: Mapping[str, str], *, seen: int) -> Sequence[SettingChange]:
    """Set several typed settings, all or none. `seen` is the version of the newest change to any of them that the actor
    knew (`get_newest_version`). Raises Refused if one was changed since, else as `change_setting`."""
    await desk.require_grant(ANY_SETTING)
    await lock_settings(desk)
    if await get_newest_version(desk.session, typed) != seen:
        raise Refused("setting-changed-since")
    return [await change_setting(desk, key, text) for key, text in typed.items()]


async def get_newest_version(session: AsyncSession, keys: Iterable[str]) -> int:
    """Return the version of the last change to any of these settings, or 0 if none was ever changed."""
    newest = select(func.max(StoredSetting.version)).where(any_of(StoredSetting.key, keys))
    return await session.scalar(newest) or 0


async def has_ever_been_set(session: AsyncSession, key: str) -> bool:
    """Return True if the setting was ever changed, also back to its default."""
    return await session.get(StoredSetting, key) is not None


async def add_unless_set(desk: Desk, key: str, switch: str) -> None:
    """Switch one of several switches on, because it fits this desk, unless the setting was ever changed."""
    setting = get_setting(key)
    if setting is not None and not await has_ever_been_set(desk.session, key):
        await _set(desk, setting, [*setting.default, switch])


async def choose_preset(desk: Desk, key: str, number: int) -> SettingChange:
    """Set the preset of that number, counted from 0. Raises Outdated if there is none, else as `change_setting`."""
    setting = await _get_changeable(desk, key)
    if not 0 <= number < len(setting.kind.presets):
        raise Outdated
    return await _set(desk, setting, setting.kind.presets[number])


async def undo_setting(desk: Desk, key: str, version: int) -> SettingChange | None:
    """Undo the change of that version; undoing again restores it. Return None if the setting was changed since. Raises
    as `change_setting`."""
    setting = await _get_changeable(desk, key)
    await lock_settings(desk)
    row = await desk.session.get(StoredSetting, key, populate_existing=True)
    if row is None or row.version != version:
        return None
    return await _set(desk, setting, row.previous)


async def bump_settings_version(desk: Desk) -> int:
    """Make every process read the settings again after this unit of work; return the new version. Also for what admins
    set in tables of its own."""
    await lock_settings(desk)
    more = update(DeskRow).values(settings_version=DeskRow.settings_version + 1)
    version: int = (await desk.session.execute(more.returning(DeskRow.settings_version))).scalar_one()
    return version


async def require_changeable(desk: Desk, key: str) -> None:
    """Raise as `change_setting` before a value is asked for: NotAllowed, or Refused if the environment sets it."""
    await _get_changeable(desk, key)


async def _get_changeable(desk: Desk, key: str) -> Setting:
    await desk.require_grant(ANY_SETTING)
    setting = get_setting(key)
    if setting is None:
        raise Refused("no-such-setting")
    await desk.require_grant(get_settings_grant(setting.group))
    if setting.is_pinned(desk.rules):
        raise Refused("setting-pinned", variable=setting.variable or "")
    return setting


async def _parse(desk: Desk, setting: Setting, text: str) -> Stored:
    """Return the value that was typed, or the stored one as changed by it; the lock keeps others out in between."""
    if not isinstance(setting.kind, TypedOver):
        return setting.kind.parse_text(text)
    await lock_settings(desk)
    row = await desk.session.get(StoredSetting, setting.key, populate_existing=True)
    today = desk.today
    now = setting.default if row is None or row.value is None else row.value
    return await setting.kind.parse_change(desk.session, today, text, now)


async def lock_settings(desk: Desk) -> None:
    """Let one unit of work at a time change settings, or what admins set in tables of its own."""
    await installation.load_row(desk.session)
    await desk.session.execute(select(DeskRow.id).with_for_update())


def _forbid_lockout(desk: Desk, setting: Setting, value: Stored) -> None:
    """Keep people from closing the panel on themselves through the panel; from Telegram they may. Raises Refused."""
    address = get_panel(desk.place).address
    if isinstance(setting.kind, NetworkList) and address is not None:
        networks = setting.kind.load_value(setting.default if value is None else value)
        if not permissions.is_admitted(networks, address):
            raise Refused("web-addresses-without-yours", address=address)


async def _set(desk: Desk, setting: Setting, value: Stored) -> SettingChange:
    _forbid_lockout(desk, setting, value)
    await lock_settings(desk)
    row = await desk.session.get(StoredSetting, setting.key, populate_existing=True)
    old = row.value if row is not None else None
    if (setting.default if old is None else old) == (setting.default if value is None else value):
        return SettingChange(setting, value, value)
    if setting.is_lasting and (setting.default if value is None else value) is not False:
        await require_confirmation(desk, LastingAction.SETTING, f"{setting.key}: {_describe(setting, old, value)}")
    version = await bump_settings_version(desk)
    if row is None:
        row = StoredSetting(key=setting.key)
        desk.session.add(row)
    row.previous, row.value, row.version = old, value, version
    row.changed_by, row.changed_at = desk.actor_id, desk.now
    if setting.moves_hours:
        await desk.session.execute(update(DeskRow).values(recalculate_at=desk.now))
    if setting.group is SettingGroup.BRIEFINGS:
        at = get_next_summary_time(desk.now, await _read_summary_settings(desk))
        await desk.session.execute(update(DeskRow).values(briefing_at=at))
    if setting.key == "panel_for_agents" and not (setting.default if value is None else value):
        out = [person.id for person in await who_is_there.list_team(desk.session) if not has_grant(person, PANEL)]
        await panel_access.end_access_of_all(desk.session, out, desk.now)
    if setting.key == "consent":
        await decide_waiting(desk)
    if setting.key == _WITH_TOPICS and (on := "topics" in (value or ())) is not ("topics" in (old or ())):
        await staff_group.follow_topics(desk.session, on=on, now=desk.now)
    history.record_action(desk, "setting", f"setting:{setting.key}", _to_json(setting, old), _to_json(setting, value))
    return SettingChange(setting, old, value)


_OF_TOPICS = ("created", "words")


async def switch_topics_off(desk: Desk) -> bool:
    """Switch off a topic for each request, as Telegram refuses them; return False if that was off already. What the
    topics showed, cards and words, comes to the group as a whole from then on."""
    setting = get_setting(_WITH_TOPICS)
    assert setting is not None
    await lock_settings(desk)
    row = await desk.session.get(StoredSetting, setting.key, populate_existing=True)
    now = setting.default if row is None or row.value is None else row.value
    if "topics" not in now:
        return False
    kept = [one for one in now if one not in ("topics", *_OF_TOPICS)]
    return (await _set(desk, setting, [*_OF_TOPICS, *kept])).changed


async def _read_summary_settings(desk: Desk) -> DeskSettings:
    """Return the desk's settings with the stored ones of summaries: several may be set in one unit of work."""
    ours = {one.key: one.default for one in SETTINGS if one.group is SettingGroup.BRIEFINGS}
    await desk.session.flush()
    stored = await desk.session.execute(
        select(StoredSetting.key, StoredSetting.value).where(any_of(StoredSetting.key, ours))
    )
    rows = {key: value for key, value in stored if value is not None}
    return apply_stored(desk.rules, ours | rows, version=desk.rules.version)


def _describe(setting: Setting, old: Stored, new: Stored) -> str:
    """Return a new value in JSON; of a table only what differs."""
    was, now = (setting.default if value is None else value for value in (old, new))
    if isinstance(was, dict) and isinstance(now, dict):
        now = {key: now.get(key) for key in sorted(was.keys() | now.keys()) if was.get(key) != now.get(key)}
    return _to_json(setting, now)


def _to_json(setting: Setting, value: Any) -> str:
    """Return a stored value as the audit log keeps it, in JSON; the default by its own value."""
    return json.dumps(setting.default if value is None else value, ensure_ascii=False)


@dataclass(frozen=True, slots=True)
class LastChange:
    """The last change to a setting: the value before it (None: the default), by whom and when. `version` undoes it."""

    version: int
    previous: Stored
    by: str | None
    at: datetime


async def get_last_changes(session: AsyncSession, keys: Iterable[str]) -> Mapping[str, LastChange]:
    """Return the last change of each of these settings that was ever changed."""
    query = select(StoredSetting, Person.name).outerjoin(Person, Person.id == StoredSetting.changed_by)
    found = await session.execute(query.where(any_of(StoredSetting.key, keys)))
    return {row.key: LastChange(row.version, row.previous, by, row.changed_at) for row, by in found}


async def get_last_change(session: AsyncSession, key: str) -> LastChange | None:
    """Return the last change, or None if the setting was never changed."""
    return (await get_last_changes(session, [key])).get(key)
