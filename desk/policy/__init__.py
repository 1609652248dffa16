"""Tables and pure rules: what may happen to a ticket, who may do it, and by when."""

from desk.policy.permissions import STAFF, Access, is_staff
from desk.policy.timers import DueTimer
from desk.policy.transitions import Verb
from desk.policy.verb_check import get_access, get_client_role
from desk.policy.wanted_notifications import (
    NotificationLevel,
    RequesterNotification,
    StaffNotification,
    get_level,
    is_notified,
    is_wanted,
)
