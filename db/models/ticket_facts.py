"""The facts of a ticket, each once: for a row in Python, and as a condition in SQL.

A fact reads columns of the ticket alone, so that it loads nothing and holds for an alias as well. The statuses stand in
the SQL as the indexes over open tickets write them, so that such an index serves a statement that was planned once for
all values. Must not know people, settings or the time of day: what depends on these is a rule of the desk.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, and_, case, func, literal_column, null, or_
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import InstrumentedAttribute, Mapped

from db.enums import FINISHED, TEAMS_TURN, TO_BE_TAKEN, WORKING, Origin, Status


def _among(status: InstrumentedAttribute[Status], wanted: Iterable[Status]) -> ColumnElement[bool]:
    among = frozenset(wanted)
    return status.in_([literal_column(f"'{one.value}'", status.type) for one in Status if one in among])


class TicketState:
    """The facts of `db.models.Ticket`; `docs/decisions/0076-each-fact-of-a-ticket-once.md` says which of two won."""

    if TYPE_CHECKING:
        status: Mapped[Status]
        origin: Mapped[Origin]
        assignee_id: Mapped[int | None]
        claimed_at: Mapped[datetime | None]
        filed_at: Mapped[datetime | None]
        hold_until: Mapped[datetime | None]
        promised_at: Mapped[datetime | None]
        first_due_at: Mapped[datetime | None]
        solve_due_at: Mapped[datetime | None]
        first_response_at: Mapped[datetime | None]
        requester_spoke_at: Mapped[datetime | None]
        needs_answer: Mapped[bool]

    @hybrid_property
    def is_finished(self) -> bool:
        """The ticket is closed or cancelled."""
        return self.status.is_finished

    @is_finished.inplace.expression
    @classmethod
    def _is_finished(cls) -> ColumnElement[bool]:
        return _among(cls.status, FINISHED)

    @hybrid_property
    def is_open(self) -> bool:
        """The ticket is neither closed nor cancelled; a resolved one is open until it is confirmed."""
        return self.status.is_open

    @is_open.inplace.expression
    @classmethod
    def _is_open(cls) -> ColumnElement[bool]:
        return ~_among(cls.status, FINISHED)

    @hybrid_property
    def is_working(self) -> bool:
        """The ticket is open and not resolved."""
        return self.status.is_working

    @is_working.inplace.expression
    @classmethod
    def _is_working(cls) -> ColumnElement[bool]:
        return _among(cls.status, WORKING)

    @hybrid_property
    def is_worked_on(self) -> bool:
        """The ticket was filed and is open: agents see it, and it can be assigned."""
        return self.filed_at is not None and self.is_open

    @is_worked_on.inplace.expression
    @classmethod
    def _is_worked_on(cls) -> ColumnElement[bool]:
        return and_(cls.filed_at.is_not(None), cls.is_open)

    @hybrid_property
    def is_taken(self) -> bool:
        """The ticket has an assignee, or somebody unknown took it on the board."""
        return self.assignee_id is not None or self.claimed_at is not None

    @is_taken.inplace.expression
    @classmethod
    def _is_taken(cls) -> ColumnElement[bool]:
        return or_(cls.assignee_id.is_not(None), cls.claimed_at.is_not(None))

    @hybrid_property
    def is_untaken(self) -> bool:
        """The ticket is in the queue: filed, taken by nobody, neither resolved nor ended."""
        return self.filed_at is not None and not self.is_taken and self.is_working

    @is_untaken.inplace.expression
    @classmethod
    def _is_untaken(cls) -> ColumnElement[bool]:
        return and_(cls.filed_at.is_not(None), cls.assignee_id.is_(None), cls.claimed_at.is_(None), cls.is_working)

    @hybrid_property
    def is_to_be_taken(self) -> bool:
        """The ticket is in the queue and nobody has started on it: agents are alerted to take it."""
        return self.is_untaken and self.status in TO_BE_TAKEN

    @is_to_be_taken.inplace.expression
    @classmethod
    def _is_to_be_taken(cls) -> ColumnElement[bool]:
        return and_(cls.is_untaken, _among(cls.status, TO_BE_TAKEN))

    @hybrid_property
    def is_teams_turn(self) -> bool:
        """The ticket was filed and waits for the team, so that the clocks of its targets run."""
        return self.filed_at is not None and self.status in TEAMS_TURN

    @is_teams_turn.inplace.expression
    @classmethod
    def _is_teams_turn(cls) -> ColumnElement[bool]:
        return and_(cls.filed_at.is_not(None), _among(cls.status, TEAMS_TURN))

    @hybrid_property
    def is_filed_silently(self) -> bool:
        """The clock filed the ticket, and its requester does not know of it: nobody has answered, and they have not
        written."""
        is_new = self.first_response_at is None and self.requester_spoke_at is None
        return self.origin is Origin.CLOCK and is_new

    @is_filed_silently.inplace.expression
    @classmethod
    def _is_filed_silently(cls) -> ColumnElement[bool]:
        return and_(cls.origin == Origin.CLOCK, cls.first_response_at.is_(None), cls.requester_spoke_at.is_(None))

    @hybrid_property
    def waits_for_answer(self) -> bool:
        """The ticket is open and has left the queue, and its requester wrote last."""
        return self.is_open and self.needs_answer and not self.is_untaken

    @waits_for_answer.inplace.expression
    @classmethod
    def _waits_for_answer(cls) -> ColumnElement[bool]:
        return and_(cls.is_open, cls.needs_answer, ~cls.is_untaken)

    @hybrid_property
    def waits_since(self) -> datetime | None:
        """The time from which the team is waited for: that of the requester's last word if it waits for an answer, else
        of its filing; None for a draft."""
        return self.requester_spoke_at if self.waits_for_answer else self.filed_at

    @waits_since.inplace.expression
    @classmethod
    def _waits_since(cls) -> ColumnElement[datetime | None]:
        return case((cls.waits_for_answer, cls.requester_spoke_at), else_=cls.filed_at)

    @hybrid_property
    def due_at(self) -> datetime | None:
        """When the team has to answer next or to have solved it: what an agent promised comes before the targets; None
        if it is not the team's turn or nothing is promised."""
        if not self.is_teams_turn:
            return None
        if self.promised_at is not None:
            return self.promised_at
        first = self.first_due_at if self.first_response_at is None else None
        return first or self.solve_due_at  # what the team began has no target for a first answer

    @due_at.inplace.expression
    @classmethod
    def _due_at(cls) -> ColumnElement[datetime | None]:
        return case(
            (~cls.is_teams_turn, null()),
            (cls.promised_at.is_not(None), cls.promised_at),
            (cls.first_response_at.is_(None), func.coalesce(cls.first_due_at, cls.solve_due_at)),
            else_=cls.solve_due_at,
        )
