"""The desk: one set of verbs for every door. It never commits, waits on nothing outside PostgreSQL, asks no clock.

Each verb checks the permission, takes the ticket row `FOR UPDATE`, applies the rule, writes history and entries, puts
what follows into the outbox and returns a frozen value; refusals are `desk.errors.Refused`.
"""

from desk.ticketed import PersonView, Ticketed
from desk.verbs_amend import Amending
from desk.verbs_board import OnBoard
from desk.verbs_brake import Braking
from desk.verbs_clock import ByClock
from desk.verbs_end import Ending
from desk.verbs_fields import Fields
from desk.verbs_react import Reacting
from desk.verbs_self import Presence
from desk.verbs_team import Admission, Admitted, Team

__all__ = ["Admission", "Admitted", "Desk", "PersonView", "Ticketed"]


class Desk(OnBoard, Ending, Amending, Reacting, Fields, Presence, Team, Braking, ByClock):
    """All verbs for one actor, door and moment: `Desk(session, origin, actor, now=…, rules=…, actor_name=None)`.

    `actor` None: the clock, or on the board somebody Todoist does not name; `actor_name` is what history says then.
    """
