"""The desk: verbs and rules. Knows only `db`."""

from desk.context import Context
from desk.desk import Desk
from desk.errors import (
    AlreadyClaimed,
    EditConflict,
    Merged,
    NoSuchTicket,
    NotAllowed,
    NotPossible,
    Outdated,
    Refused,
    ReplyTargetNotStored,
    RouteOutdated,
    TooLate,
)
from desk.locked import Locked
from desk.results import PersonView, TicketResult
from desk.settings import DeskSettings
from desk.settings.defaults.knowledge import LearnedTopics, OpenProblem
from desk.settings.hours import DayRange, EventDays, Minutes, Week
from desk.settings.kinds import TargetLengths
