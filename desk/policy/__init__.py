"""Tables and pure rules: what may happen to a ticket, who may do it, and by when."""

from desk.policy.permissions import STAFF, Access, is_staff
from desk.policy.requester_notifications import RequesterNotification, is_wanted
from desk.policy.staff_notification_switches import NotificationLevel, StaffNotification, get_level, is_notified
from desk.policy.timer_kinds import DueTimer
from desk.policy.transitions import Verb
from desk.policy.verb_check import get_access, get_client_role
