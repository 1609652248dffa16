"""*Set up promises*: a few questions, each of which can be skipped; skipping leaves everything as it is.

A question is one row: its name (texts `setup-<name>` and `setup-<name>-effect`) and the settings it is about, the first
of which its buttons set; the others are typed. One whose settings this version does not have, or the environment pins,
is not asked.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from desk import DeskSettings
from desk.administration.registry import Setting, setting_of


@dataclass(frozen=True, slots=True)
class SetupQuestion:
    """One question."""

    name: str
    keys: tuple[str, ...]

    @property
    def settings(self) -> Sequence[Setting]:
        """What it is about."""
        return [one for key in self.keys if (one := setting_of(key)) is not None]


TARGETS = tuple(f"target_{name}" for name in ("critical", "high", "medium", "low"))
QUESTIONS = (
    SetupQuestion("zone", ("timezone",)),
    SetupQuestion("hours", ("hours", "day_ranges")),
    SetupQuestion("targets", ("targets", *TARGETS)),
    SetupQuestion("night", ("cannot_wait", "night_staff")),
    SetupQuestion("survey", ("tell_surveys", "low_marks", "survey_reminder")),
    SetupQuestion("briefing", ("briefing_daily", "briefing_weekly", "briefing_at", "briefing_to")),
)


def asked(settings: DeskSettings) -> Sequence[SetupQuestion]:
    """The questions there are."""
    return [one for one in QUESTIONS if (first := setting_of(one.keys[0])) is not None and not first.pinned(settings)]
