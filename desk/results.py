"""Values that verbs return. Knows no tables."""

from dataclasses import dataclass
from datetime import datetime

from db.models import Role, Status


@dataclass(frozen=True, slots=True)
class PersonView:
    """A person by name; `telegram_id` identifies them in callback data, None for people on the board only."""

    id: int
    name: str
    role: Role
    telegram_id: int | None


@dataclass(frozen=True, slots=True)
class TicketResult:
    """A ticket after a verb. `changed`: the verb had an effect (of two equal presses only the first has). `waits`: it
    waits for approval, and nothing has changed yet."""

    id: int
    number: int
    status: Status
    priority: int
    category_id: int | None
    requester: PersonView
    assignee: PersonView | None
    is_draft: bool
    changed: bool = True
    held_until: datetime | None = None
    waits: bool = False
