"""*Set up promises*: a few questions, each of which can be skipped; skipping changes nothing.

A question is one row: its name (texts `setup-<name>` and `setup-<name>-effect`) and its settings. Buttons set the first
of them; the others are typed. A question is left out if this version does not have its setting, or the environment pins
it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from db.models import Person
from desk import DeskSettings
from desk.admin_settings.registry import Setting, get_setting
from desk.policy.grants import has_grant


@dataclass(frozen=True, slots=True)
class SetupQuestion:
    """A question of the setup: its name and the keys of its settings."""

    name: str
    keys: tuple[str, ...]

    @property
    def settings(self) -> Sequence[Setting]:
        """Return the settings of the question."""
        return [one for key in self.keys if (one := get_setting(key)) is not None]


TARGETS = tuple(f"target_{name}" for name in ("critical", "high", "medium", "low"))
QUESTIONS = (
    SetupQuestion("zone", ("timezone",)),
    SetupQuestion("hours", ("hours", "day_ranges")),
    SetupQuestion("targets", ("targets", *TARGETS)),
    SetupQuestion("night", ("cannot_wait", "night_staff")),
    SetupQuestion("survey", ("tell_surveys", "low_marks", "survey_reminder")),
    SetupQuestion("briefing", ("briefing_daily", "briefing_weekly", "briefing_at", "briefing_to")),
)


def list_questions(settings: DeskSettings, person: Person) -> Sequence[SetupQuestion]:
    """Return the questions to ask a person: those whose settings they may change."""
    return [one for one in QUESTIONS if _can_answer(one, settings, person)]


def _can_answer(question: SetupQuestion, settings: DeskSettings, person: Person) -> bool:
    first = get_setting(question.keys[0])
    if first is None or first.is_pinned(settings):
        return False
    return all(has_grant(person, one.group.grant) for one in question.settings)
