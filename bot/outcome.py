"""What a job of the outbox came to. Knows neither how it was delivered nor how that is stored."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.verdicts import Trouble
from db.queue import Verdict


@dataclass(slots=True)
class Outcome:
    """What a job came to: its verdict and the messages that now stand in the chat; `lost`: one that can no longer be
    edited, `begun_at`: when the attempt began."""

    verdict: Verdict
    sent: list[dict[str, Any]] = field(default_factory=list)
    edited: int | None = None
    fingerprint: str | None = None
    lost: int | None = None
    trouble: Trouble | None = None
    moved_to: int | None = None
    begun_at: datetime | None = None
