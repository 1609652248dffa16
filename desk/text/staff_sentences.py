"""The few whole lines of an agent that are for the desk: its verbs, the word that takes back, lists and questions in
private, `#12`.

Who is meant is said by the gesture, never guessed from the words: whatever is not wholly one of these is for whom it
is said to. `docs/reference.md` lists them. Pure.
"""

import re
from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from desk.text.short_sentences import fold


class StaffMeaning(StrEnum):
    """The purposes of such a line: the seven verbs, named as those of the desk; UNDO: what they did last is taken back;
    the others show a list or figures. WHERE is followed by what is looked for."""

    RESOLVE = "resolve"
    PENDING = "pending"
    PROGRESS = "progress"
    HOLD = "hold"
    RELEASE = "release"
    CLAIM = "claim"
    REOPEN = "reopen"
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
    WHERE = "where"


WORDS: Mapping[StaffMeaning, str] = MappingProxyType(
    {
        StaffMeaning.RESOLVE: "resolve|resolve it|закрыть|закрыть заявку",
        StaffMeaning.PENDING: "pending|set pending|ждём клиента|ждём автора",
        StaffMeaning.PROGRESS: "progress|set in progress|взять в работу|в работу",
        StaffMeaning.HOLD: "hold|put on hold|отложить|на паузу",
        StaffMeaning.RELEASE: "release|release it|в очередь|вернуть в очередь",
        StaffMeaning.CLAIM: "take|claim|взять|назначь на меня",
        StaffMeaning.REOPEN: "reopen|reopen it|переоткрыть|открыть снова",
        StaffMeaning.UNDO: "undo|wrong chat|отмена|не туда",
        StaffMeaning.QUEUE: "queue|очередь",
        StaffMeaning.MINE: "mine|мои",
        StaffMeaning.OPEN: "open|открытые",
        StaffMeaning.TEAM: "team|команда",
        StaffMeaning.HELP: "help|помощь",
        StaffMeaning.LATE: "late|what is late|просрочено|что просрочено",
        StaffMeaning.WHOSE: "from whom|от кого",
        StaffMeaning.LOAD: "load|who has how much|нагрузка|у кого сколько",
        StaffMeaning.REPORT: "report|отчёт",
        StaffMeaning.WEEK: "this week|эта неделя",
        StaffMeaning.WHERE: "where is|где",
    }
)
"""What is said for each, in the languages of the desk."""
VERBS = frozenset(
    {StaffMeaning.RESOLVE, StaffMeaning.PENDING, StaffMeaning.PROGRESS, StaffMeaning.HOLD, StaffMeaning.RELEASE}
    | {StaffMeaning.CLAIM, StaffMeaning.REOPEN}
)
LISTS = frozenset(StaffMeaning) - VERBS - {StaffMeaning.UNDO}
_MEANINGS = {fold(said): meaning for meaning, line in WORDS.items() for said in line.split("|")}
_WHERE = re.compile(rf"(?:{WORDS[StaffMeaning.WHERE]}) +(.+)", re.IGNORECASE)
_NUMBER = re.compile(r"[#№]\s?(\d{1,9})", re.ASCII)


def hear_staff(text: str) -> StaffMeaning | None:
    """Return what a whole line of an agent is for the desk, or None: then it is for whom it is said to. A question mark
    makes no verb."""
    if read_sought(text):
        return StaffMeaning.WHERE
    heard = _MEANINGS.get(" ".join(fold(text).rstrip(".!?").split()))
    return heard if heard in LISTS or not text.rstrip().endswith("?") else None


def read_sought(text: str) -> str:
    """Return what a line asks the place of ("where is Firm1x?"), or ""."""
    found = _WHERE.fullmatch(text.strip().rstrip("?!. "))
    return found[1] if found is not None else ""


def read_number(text: str) -> int | None:
    """Return the number of a ticket that is all that a line says ("#12"), or None."""
    found = _NUMBER.fullmatch(text.strip())
    return int(found[1]) if found is not None else None
