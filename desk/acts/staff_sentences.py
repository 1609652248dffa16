"""The few whole lines of an agent that are for the desk: acts on a ticket, the word that takes back, lists and
questions in private, `#12`.

Who is meant is said by the gesture, never guessed from the words: whatever is not wholly one of these is for whom it
is said to. `docs/reference.md` lists them. Pure.
"""

import re
from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from desk.acts.homes import BY_COMMAND
from desk.acts.of_tickets import ACTS
from desk.text.short_sentences import fold


class StaffMeaning(StrEnum):
    """The purposes of such a line that is no act on a ticket; UNDO: what they did last is taken back; the others show a
    list or figures. WHERE is followed by what is looked for."""

    UNDO = "undo"
    QUEUE = "queue"
    MINE = "mine"
    OPEN = "open"
    TEAM = "team"
    HELP = "help"
    LATE = "late"
    WHOSE = "whose"
    LOAD = "load"
    REPORT = "report"
    WEEK = "week"
    LAST_WEEK = "last_week"
    WHERE = "where"


WORDS: Mapping[StaffMeaning, str] = MappingProxyType(
    {
        StaffMeaning.UNDO: "undo|wrong chat|отмена|не туда",
        StaffMeaning.QUEUE: "queue|очередь",
        StaffMeaning.MINE: "mine|мои",
        StaffMeaning.OPEN: "open|открытые",
        StaffMeaning.TEAM: "team|команда",
        StaffMeaning.HELP: "help|помощь",
        StaffMeaning.LATE: "late|overdue|просрочено|что просрочено",
        StaffMeaning.WHOSE: "from whom|от кого",
        StaffMeaning.LOAD: "load|who has how much|нагрузка|у кого сколько",
        StaffMeaning.REPORT: "report|отчёт",
        StaffMeaning.WEEK: "this week|report for this week|эта неделя|отчёт за эту неделю",
        StaffMeaning.LAST_WEEK: "last week|report for last week|прошлая неделя|отчёт за прошлую неделю",
        StaffMeaning.WHERE: "where is|где",
    }
)
VERBS = {act.name: act.heard for act in ACTS if act.heard}
"""What is said for each act that is done by a whole line, in the languages of the desk."""
LISTS = frozenset([*StaffMeaning, *BY_COMMAND]) - {StaffMeaning.UNDO}
_MEANINGS = {fold(said): meaning for meaning, line in (*WORDS.items(), *VERBS.items()) for said in line.split("|")}
_HOMES = {fold(said): name for name, home in BY_COMMAND.items() for said in home.heard.split("|")}
_SHOW = re.compile(r"(?:show(?: me)?|open|what is|покажи(?:те)?(?: мне)?|открой(?:те)?) (?:the )?")
_WHERE = re.compile(rf"(?:{WORDS[StaffMeaning.WHERE]}) +(.+)", re.IGNORECASE)
_NUMBER = re.compile(r"[#№]\s?(\d{1,9})", re.ASCII)


def hear_staff(text: str) -> str | None:
    """Return what a whole line of an agent is for the desk, a meaning, the name of an act or of a home, or None: then
    it is for whom it is said to. A question mark makes no act."""
    if read_sought(text):
        return StaffMeaning.WHERE
    said = " ".join(fold(text).rstrip(".!?").split())
    shown = _MEANINGS.get(_SHOW.sub("", said, count=1))
    heard = _MEANINGS.get(said) or (shown if shown in LISTS else _hear_home(said))
    return heard if heard in LISTS or not text.rstrip().endswith("?") else None


def _hear_home(said: str) -> str | None:
    """Return the home that a line asks for; one word alone may be for somebody else."""
    name = _SHOW.sub("", said, count=1)
    return _HOMES.get(name) if name != said or " " in name else None


def read_sought(text: str) -> str:
    """Return what a line asks the place of ("where is Firm1x?"), or ""."""
    found = _WHERE.fullmatch(text.strip().rstrip("?!. "))
    return found[1] if found is not None else ""


def read_number(text: str) -> int | None:
    """Return the number of a ticket that is all that a line says ("#12"), or None."""
    found = _NUMBER.fullmatch(text.strip())
    return int(found[1]) if found is not None else None
