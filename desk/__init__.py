"""The desk: verbs and rules. Knows only `db`."""

from desk.calendar_types import DayRange, EventDays, Minutes, Week
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
    RoutedInVain,
    TooLate,
)
from desk.locked import Locked
from desk.results import PersonView, TicketResult
from desk.setting_defaults import TargetLengths
from desk.settings import DeskSettings
from desk.stored_setting_defaults import LearnedTopics, OpenProblem
