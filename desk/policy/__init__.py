"""Tables and pure rules: what may happen to a ticket, who may do it, and by when."""

from desk.policy.admission import standing
from desk.policy.permissions import STAFF, Access, is_staff
from desk.policy.requester_notifications import RequesterNews, wants
from desk.policy.staff_notifications import Hearing, StaffNews, hearing, hears
from desk.policy.timers import Rung
from desk.policy.transitions import FINISHED, OPEN, WORKING, Verb
