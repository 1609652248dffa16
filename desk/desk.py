"""The desk: one set of verbs for every door. It never commits, waits on nothing outside PostgreSQL, asks no clock.

Each verb checks the permission, takes the ticket row `FOR UPDATE`, applies the rule, writes history and entries, puts
what follows into the outbox and returns a frozen value; refusals are `desk.errors.Refused`.
"""

from desk.board.actions import OnBoard
from desk.board.brake import Braking
from desk.conversation.editing import Amending
from desk.conversation.reactions import Reacting
from desk.results import PersonView, Ticketed
from desk.staff.availability import Presence
from desk.staff.invites import Admission, Admitted
from desk.staff.members import Team
from desk.tickets.closing import ByClock, Ending
from desk.tickets.fields import Fields

__all__ = ["Admission", "Admitted", "Desk", "PersonView", "Ticketed"]


class Desk(OnBoard, Ending, Amending, Reacting, Fields, Presence, Team, Braking, ByClock):
    """All verbs for one actor, door and moment: `Desk(session, origin, actor, now=…, rules=…, actor_name=None)`.

    `actor` None: the clock, or on the board somebody Todoist does not name; `actor_name` is what history says then.
    """
