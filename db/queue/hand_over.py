"""Letters that a process stores and sends itself: the statement that stores them claims and begins them, and once that
is committed they are handed over in memory. Must not know how they are sent.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field

from db.queue.store import NOTHING, ClaimedJob, DeliveryPart


@dataclass(frozen=True, slots=True)
class BegunJob:
    """A job that was begun as it was stored, under the number of this worker."""

    job: ClaimedJob
    worker: int


@dataclass(slots=True)
class LetterHandOver:
    """The letters on their way from a process's units of work to its delivery.

    `worker` and `part` are those of the delivery, 0 while it takes none, and `room` says how many more it takes. `wake`
    is called when there are some. `is_doubtful`: a transaction with such letters failed, and nobody knows whether it
    was committed. If it was, the worker owns keys whose jobs nobody delivers.
    """

    wake: Callable[[], None] = lambda: None
    worker: int = 0
    part: DeliveryPart = NOTHING
    room: int = 0
    is_doubtful: bool = False
    _coming: dict[int, BegunJob] = field(default_factory=dict)
    _ready: list[BegunJob] = field(default_factory=list)

    def open(self, worker: int, part: DeliveryPart, room: int) -> None:
        """Take letters from now on, at most `room` together with those that are on their way or wait here."""
        self.worker, self.part, self.room = worker, part, room - len(self._coming) - len(self._ready)

    def close(self) -> None:
        """Take no letters from now on."""
        self.worker, self.room = 0, 0

    def announce(self, jobs: Sequence[ClaimedJob], worker: int) -> list[BegunJob]:
        """Remember jobs whose transaction is not committed yet, under the number that their statement was given."""
        begun = [BegunJob(job, worker) for job in jobs]
        self._coming |= {one.job.id: one for one in begun}
        self.room -= len(begun)
        return begun

    def give(self, begun: Sequence[BegunJob]) -> None:
        """Hand over jobs whose transaction is committed; those that were left are for the next look."""
        ours = [one for one in begun if self._coming.pop(one.job.id, None) is not None]
        self.is_doubtful |= len(ours) < len(begun)
        self._ready += ours
        self.wake()

    def drop(self, begun: Sequence[BegunJob]) -> None:
        """Forget jobs whose transaction has failed; it is not sure that it was not committed."""
        for one in begun:
            self.is_doubtful |= self._coming.pop(one.job.id, None) is not None

    def leave(self, known: Collection[str]) -> None:
        """Leave to the next look what came while keys were freed, all but the `known` ones: it may have lost its own,
        and be somebody else's by now."""
        self._coming = {job_id: one for job_id, one in self._coming.items() if one.job.key in known}
        ours = [one for one in self._ready if one.job.key in known]
        self.is_doubtful |= len(ours) < len(self._ready)
        self._ready = ours

    def take(self) -> list[BegunJob]:
        """Return what was handed over since."""
        taken, self._ready = self._ready, []
        return taken

    def list_jobs(self) -> list[ClaimedJob]:
        """Return the jobs that are on their way."""
        return [one.job for one in (*self._coming.values(), *self._ready)]
