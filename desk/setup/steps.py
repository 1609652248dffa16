"""*Set up the help desk*: a few steps, each of which can be skipped and undone; skipping changes nothing.

A step is one row of `STEPS`; its texts are `setup-<name>` and `setup-<name>-effect`. Buttons or a typed text set the
first of its settings; the others have questions of their own. A step of the team or the board has no settings. Steps
have fixed numbers from 1, and `READY` is the summary after them. A step is left out for people who may not do it, and
if the environment pins its setting; that of the night also if the desk never closes, that of the board without a board.
`LISTED` are those that a new desk sees until it has done them: in the summary and on the panel's first page.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Person, Role, StoredSetting, Ticket
from desk import Desk, DeskSettings, Outdated, Refused
from desk.admin_settings.changes import SettingChange, change_setting, undo_setting
from desk.admin_settings.registry import get_setting, get_settings_grant
from desk.policy import permissions
from desk.policy.permissions import ANY_SETTING, Grant, has_grant
from desk.settings.declaring import Setting
from desk.settings.hours import parse_week
from desk.staff import board_accounts, members
from desk.text.opening_hours.typed_hours import split_zone


class StepName(StrEnum):
    ZONE = "zone"
    HOURS = "hours"
    NIGHT = "night"
    TARGETS = "targets"
    TEAM = "team"
    BOARD = "board"
    GROUP = "group"
    TEST = "test"
    LINK = "link"


@dataclass(frozen=True, slots=True)
class SetupStep:
    """A step: its name, the keys of its settings, and the grant that it needs beside those of its settings."""

    name: StepName
    keys: tuple[str, ...] = ()
    grant: Grant | frozenset[Grant] | None = None

    @property
    def settings(self) -> Sequence[Setting]:
        """Return the settings of the step."""
        return [one for key in self.keys if (one := get_setting(key)) is not None]


TARGETS = tuple(f"target_{name}" for name in ("critical", "high", "medium", "low"))
STEPS = (
    SetupStep(StepName.ZONE, ("timezone",)),
    SetupStep(StepName.HOURS, ("hours",)),
    SetupStep(StepName.NIGHT, ("cannot_wait",)),
    SetupStep(StepName.TARGETS, ("targets", *TARGETS)),
    SetupStep(StepName.TEAM, grant=Grant.TEAM),
    SetupStep(StepName.BOARD, grant=Grant.OPERATIONS),
)
PAGES = {StepName.HOURS: "/hours", StepName.TEAM: "/people"}
"""The pages of the panel on which a step is done; the others are done in Telegram."""
LISTED = (
    SetupStep(StepName.TEST, grant=ANY_SETTING),
    *(step for step in STEPS if step.name in (StepName.HOURS, StepName.TEAM)),
    SetupStep(StepName.GROUP, grant=Grant.TEAM),
    SetupStep(StepName.LINK, grant=ANY_SETTING),
    *(step for step in STEPS if step.name is StepName.BOARD),
)
_NEW_DESK_TICKETS = 20
_WHOLE_DAY = (0, 24 * 60)
TYPED = frozenset(number for number, step in enumerate(STEPS, start=1) if step.keys)
"""The numbers of the steps that a typed text answers."""
TEAM = next(number for number, step in enumerate(STEPS, start=1) if step.name is StepName.TEAM)
READY = len(STEPS) + 1
_HALF_DAYS = r"[ap]\.?m|утра|дня|вечера|ночи"
_LOOSE_END = re.compile(
    rf"((?:[-–—]|\b(?:to|till|until|до|по)\b)\s*)(\d(?:[:.]\d\d)?)\b(?![:.]|\s*(?:{_HALF_DAYS}))", re.IGNORECASE
)


async def load_progress(session: AsyncSession, person: Person, settings: DeskSettings) -> Mapping[StepName, bool]:
    """Return whether each listed step that a person may do is done; nothing where all are, where the list is switched
    off, and on a desk that is not new."""
    listed = [step for step in LISTED if _can_do(step, settings, person)] if settings.web.setup_list else []
    if not listed:
        return {}
    tickets = select(Ticket.id).where(Ticket.filed_at.is_not(None), ~Ticket.is_test).limit(_NEW_DESK_TICKETS)
    team = select(Person.id).where(Person.role.in_(permissions.STAFF), Person.dismissed_at.is_(None)).limit(2)
    own = select(Ticket.requester_id).where(Ticket.requester_id.in_(team))
    others = tickets.join(Person, Person.id == Ticket.requester_id).where(Person.role == Role.REQUESTER)
    found = await session.execute(
        select(
            select(func.count()).select_from(tickets.subquery()).scalar_subquery(),
            exists().where(StoredSetting.key.in_(("hours", "timezone"))),
            select(func.count()).select_from(team.subquery()).scalar_subquery(),
            or_(exists().where(Ticket.is_test), own.exists()),
            others.exists(),
        )
    )
    count, has_hours, members_count, is_tested, is_known = found.one()
    done = {
        StepName.TEST: is_tested,
        StepName.HOURS: has_hours,
        StepName.TEAM: members_count > 1,
        StepName.GROUP: settings.groups.team is not None,
        StepName.LINK: is_known,
        StepName.BOARD: person.todoist_id is not None,
    }
    progress = {step.name: done[step.name] for step in listed}
    return progress if count < _NEW_DESK_TICKETS and not all(progress.values()) else {}


def list_steps(settings: DeskSettings, person: Person) -> Sequence[int]:
    """Return the numbers of the steps that are open to a person."""
    skipped = (StepName.NIGHT,) if all(_WHOLE_DAY in day for day in settings.hours.week) else ()
    return [number for number in list_counted(settings, person) if STEPS[number - 1].name not in skipped]


def list_counted(settings: DeskSettings, person: Person) -> Sequence[int]:
    """Return the numbers of the steps that a person may come to, whatever they answer on the way."""
    return [number for number, step in enumerate(STEPS, start=1) if _can_do(step, settings, person)]


def find_step(settings: DeskSettings, person: Person, start: int = 1) -> int:
    """Return the first open step from `start` on, or READY."""
    return next((number for number in list_steps(settings, person) if number >= start), READY)


def find_step_before(settings: DeskSettings, person: Person, step: int) -> int | None:
    """Return the open step before this one, or None."""
    return max((number for number in list_steps(settings, person) if number < step), default=None)


def _can_do(step: SetupStep, settings: DeskSettings, person: Person) -> bool:
    if step.grant is not None and not has_grant(person, step.grant):
        return False
    if any(not has_grant(person, get_settings_grant(one.group)) for one in step.settings):
        return False
    if step.name is StepName.BOARD and not settings.board.enabled:
        return False
    return not (step.keys and step.settings[0].is_pinned(settings))


def find_step_after(desk: Desk, number: int, change: SettingChange) -> int:
    """Return the first open step after this one, which has just changed a setting, or READY."""
    value = change.setting.default if change.new is None else change.new
    changed = desk.rules.with_values(change.setting.load_values(value))
    return find_step(changed, desk.require_actor(), number + 1)


async def answer_step(desk: Desk, number: int, typed: str) -> SettingChange:
    """Set the step's setting to what was typed. Raises as `change_setting`, and Refused for names of colleagues."""
    if number == TEAM:
        raise Refused("setup-team-typed")
    return await change_setting(desk, STEPS[number - 1].keys[0], typed)


def find_other_hours(number: int, typed: str) -> str | None:
    """Return hours that end in the early morning, if the typed ones end with an hour that was taken for one of the
    evening: "9 to 6" and "9 to 06". None if there is nothing else to mean."""
    if STEPS[number - 1].name is not StepName.HOURS:
        return None
    said, _ = split_zone(typed)
    other = " ".join(_LOOSE_END.sub(r"\g<1>0\2", said).split())
    if other == " ".join(said.split()):
        return None
    try:
        meant, week = parse_week(said), parse_week(other)
    except Refused:
        return None
    return other if meant != week and all(len(spans) <= 1 for spans in week) else None


async def can_undo(session: AsyncSession, person: Person, settings: DeskSettings, now: datetime, number: int) -> bool:
    """Return True if a step has an effect that the person can undo."""
    step = STEPS[number - 1]
    if step.name is StepName.TEAM:
        return await members.has_open_links(session, person.id, now=now)
    if step.name is StepName.BOARD:
        return person.todoist_id is not None
    setting = step.settings[0]
    is_stored = await session.get(StoredSetting, setting.key) is not None
    return is_stored and setting.get_stored(settings) != setting.default


async def undo_step(desk: Desk, number: int) -> None:
    """Undo what a step did: restore the setting, end the links, unlink the account. Raises Outdated if there is nothing
    to undo."""
    if not await can_undo(desk.session, desk.require_actor(), desk.rules, desk.now, number):
        raise Outdated
    step = STEPS[number - 1]
    if step.name is StepName.TEAM:
        await members.end_own_links(desk)
    elif step.name is StepName.BOARD:
        await board_accounts.unlink_account(desk)
    else:
        row = await desk.session.get_one(StoredSetting, step.keys[0])
        await undo_setting(desk, row.key, row.version)
