"""Asks the assistant: jobs are claimed, the request is made and sent, its answer stored, a few at a time. Loaded only
where there is one.

A call that fails is not repeated: who asked reads one line and may press again. Knows no ticket.
"""

import asyncio

import structlog
from sqlalchemy import select

from bot.runtime import Runtime
from db import queue
from db.locks import WorkerLock
from db.models import AssistKind, AssistTrouble, Box, Job, Origin
from db.queue import ClaimedJob, Done, Verdict
from db.queue.consumer import Consumer
from desk import Desk, DeskSettings
from desk.assist import answers, drafting
from desk.assist.answers import ModelAnswer
from desk.assist.material import Prepared
from desk.assist.prompts import make_request
from desk.settings import VERSION
from ops.webhook_http import TOO_LARGE, TOO_SLOW, Poster, PostError

log = structlog.get_logger(__name__)

_AT_ONCE = 4
_IDLE_SECONDS = 5.0
_MOST_CALLS = 2  # of one use: once more if the process died under the first
_PATH = "/chat/completions"
_WHY = {TOO_LARGE: AssistTrouble.LARGE, TOO_SLOW: AssistTrouble.SLOW}


class AssistCalls(Consumer):
    """The elected process's calls of the assistant; the `poster` limits how long an answer may take."""

    def __init__(self, runtime: Runtime, worker_lock: WorkerLock, poster: Poster) -> None:
        super().__init__(runtime.database, Box.TO_ASSIST, worker_lock, runtime.now)
        self._current, self._poster = runtime.settings, poster
        self._answered: dict[int, tuple[Prepared | None, ModelAnswer]] = {}  # by job, until stored

    async def run(self, stop: asyncio.Event) -> None:
        """Call until `stop` is set; a call under way then is made again by the next process."""
        await super().run(stop)
        await self._cancel()

    async def _take(self) -> int:
        """Start as many jobs as there is room for."""
        async with self._database.autocommit() as asking:
            return await self._begin_due(asking, _AT_ONCE, self._work)

    def _pause(self, found: int) -> float:
        return 0 if found else _IDLE_SECONDS

    async def _work(self, job: ClaimedJob) -> Verdict | None:
        use_id = int(queue.decode_payload(job.payload)["use"])
        async with self._database.reading() as session:
            rules = await self._current.get_at_version(session, await session.scalar(select(VERSION)))
        if job.id not in self._answered:
            self._answered[job.id] = await self._ask(job, use_id, rules)
        prepared, answer = self._answered[job.id]
        async with self._database.unit_of_work() as session:
            desk = Desk(session, Origin.CLOCK, None, now=self._now(), rules=rules)
            await drafting.store_answer(desk, use_id, prepared, answer)
            await queue.settle_job(session, job, Done(answer.why), now=self._now())
        del self._answered[job.id]
        return None

    async def _ask(self, job: ClaimedJob, use_id: int, rules: DeskSettings) -> tuple[Prepared | None, ModelAnswer]:
        """Return what was asked and what came of it; nothing is asked for a use under which processes died."""
        async with self._database.reading() as session:
            died = await session.scalar(select(Job.unknown).where(Job.id == job.id)) or 0
            prepared = await drafting.prepare_use(session, use_id, self._now(), rules)
        if prepared is None or died >= _MOST_CALLS:
            return prepared, ModelAnswer(why=AssistTrouble.AWAY)
        return prepared, await self._call(prepared, rules, job.id)

    async def _call(self, prepared: Prepared, rules: DeskSettings, job: int) -> ModelAnswer:
        """Return the answer, or why there is none."""
        assert rules.assist.url is not None
        url = rules.assist.url.rstrip("/")
        key = rules.assist.key.get_secret_value() if rules.assist.key is not None else None
        headers = {"user-agent": "pulldesk-assist", "content-type": "application/json"}
        headers |= {"authorization": f"Bearer {key}"} if key is not None else {}
        body = make_request(rules.assist.model, prepared.material, is_draft=prepared.kind is AssistKind.DRAFT)
        try:
            address = url if url.endswith(_PATH) else url + _PATH
            answer = answers.read_answer(*await self._poster.get(address, headers, answers.LARGEST, body=body))
        except PostError as error:
            answer = ModelAnswer(why=_WHY.get(str(error), AssistTrouble.AWAY))
        if answer.why is not None:
            log.warning("nothing from the assistant", job=job, why=answer.why.value)
        return answer
