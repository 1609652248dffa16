"""The result of a job of the outbox."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import structlog

from bot.api.failures import FailureKind
from db.connectivity import is_refused, is_unavailable
from db.models import UnknownWordError
from db.queue import Bury, ClaimedJob, Retry, Verdict, consumer

log = structlog.get_logger(__name__)

_KEEP_SENT_SECONDS = 300.0


@dataclass(slots=True)
class DeliveryResult:
    """The result of a job: its verdict and the sent messages.

    `edited`: message id, its new fingerprint, its new file if that changed. `lost`: messages that can no longer be
    edited. `kept`: those that remain next to what was sent. `remains`: parts of what was withdrawn are still visible.
    `begun_at`: when the attempt began. `unknown_chat`: Telegram knows no such chat. `bare`: only the verdict
    and what was sent can be stored. `has_called`: Telegram was called at all. `shows_entry`: the words of the job's
    entry are part of a message that was there.
    """

    verdict: Verdict
    sent: list[dict[str, Any]] = field(default_factory=list)
    edited: list[tuple[int, str, int | None]] = field(default_factory=list)
    lost: list[int] = field(default_factory=list)
    kept: list[int] = field(default_factory=list)
    remains: bool = False
    trouble: FailureKind | None = None
    moved_to: int | None = None
    begun_at: datetime | None = None
    unknown_chat: bool = False
    bare: bool = False
    has_called: bool = True
    shows_entry: bool = False

    def is_before(self, back_at: datetime | None) -> bool:
        """Return True if the attempt began before the person was back, or the bot in the group."""
        return back_at is not None and self.begun_at is not None and back_at >= self.begun_at

    def reduce_to_verdict(self, error: Exception, *, seconds: float) -> "DeliveryResult":
        """Return what of it to store after storing it has failed for so many seconds. What Telegram has taken is kept
        for minutes, as nobody can find it out again."""
        refused = self.bare and is_refused(error)
        if self.sent and seconds < _KEEP_SENT_SECONDS and not refused:
            return DeliveryResult(self.verdict, sent=self.sent, kept=self.kept, bare=True)
        if self.sent or not isinstance(self.verdict, Bury | Retry):
            return DeliveryResult(Bury(f"{'sent, but ' if self.sent else ''}not stored: {type(error).__name__}"))
        return DeliveryResult(self.verdict, bare=True)


def describe_unexpected(job: ClaimedJob, error: Exception, *, now: datetime) -> DeliveryResult:
    """Return the result for an unexpected error: the job is retried, and buried after a while."""
    if isinstance(error, UnknownWordError):
        log.warning("a letter of another version waits", job=job.id, attempt=job.attempts + 1, word=error.args[0])
    elif is_unavailable(error):
        log.warning("a letter waits for the database", job=job.id, attempt=job.attempts + 1, error=type(error).__name__)
    else:
        log.error("a letter cannot be put into words", job=job.id, attempt=job.attempts + 1, exc_info=error)
    return DeliveryResult(consumer.decide_retry(error, attempts=job.attempts, now=now))
