"""Sends what changed to the CRM: jobs are made of it, claimed, sent, settled; killed in between, the same is sent once
more under the same idempotency key. Records of one key go one after another, a few of others beside them. Tax ids of
registering people are looked up on the way."""

import asyncio
import json
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Protocol

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError
from sqlalchemy import exists, select
from sqlalchemy.ext.asyncio import AsyncSession

from db import queue
from db.database import Database
from db.documents import find_document
from db.locks import WorkerLock
from db.models import Box, CrmChange, Origin
from db.queue import Bury, ClaimedJob, Done, Retry, Verdict
from db.queue.consumer import Consumer
from desk import Desk, DeskSettings
from desk import crm as desk_crm
from desk.accounts import LONGEST_LABEL, MOST_LABELS
from desk.admin_settings.changes import CurrentSettings
from desk.crm import CrmAnswer, CrmOwn, HandOver, RecordKind, RecordToSend, WaitForParents
from desk.organizations import directory, registration
from desk.organizations.directory import KEY, TaxLookup
from desk.organizations.requisites import FoundOrganization, Requisite
from desk.settings import VERSION
from ops.json_http import JsonClient, NoAnswerError

# CRM_MAPPING: which records go where, and how their fields are called there (docs/how-to/integrators/crm.md). Pure.
# Without a file, or for a kind that it leaves out, everything goes under our own names; a kind that is null is not
# sent.


_PATHS = {
    RecordKind.ORGANIZATION: "/organizations/{id}",
    RecordKind.OUTLET: "/outlets/{id}",
    RecordKind.CONTACT: "/contacts/{id}",
    RecordKind.REQUEST: "/requests/{id}",
    RecordKind.MESSAGE: "/messages/{id}",
    RecordKind.STATUS: "/statuses/{id}",
    RecordKind.RATING: "/ratings/{id}",
    RecordKind.PAYMENT: "/payments/{id}",
}


class KindMapping(BaseModel):
    """How a kind of record is sent. `fields`: their names by ours, with dots for what is within another; empty: all
    under ours. `values`: by our field, their value for ours. `ref`, `labels`: where the answer has their id, and the
    labels of the person."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    path: str = Field(pattern=r"^/[!-~]*$", max_length=300)
    method: str = Field("PUT", pattern="^(PUT|POST|PATCH)$")
    fields: dict[str, str] | None = None
    values: dict[str, dict[str, Any]] = Field(default_factory=dict)
    ref: str = "id"
    labels: str = "labels"


Mappings = Mapping[RecordKind, KindMapping | None]
_FILE = TypeAdapter(dict[RecordKind, KindMapping | None])


def load_mappings(path: Path | None) -> Mappings:
    """Return how each kind is sent. Raises ValueError with a line that names the mistake, never the content."""
    default = {kind: KindMapping.model_validate({"path": where}) for kind, where in _PATHS.items()}
    if path is None:
        return default
    try:
        return default | _FILE.validate_python(json.loads(path.read_bytes()))
    except ValidationError as error:
        where = ".".join(str(one) for one in error.errors(include_input=False)[0]["loc"])
        raise ValueError(
            f"CRM_MAPPING should hold a file as {find_document('docs/how-to/integrators/crm.md')} says: see {where}"
        ) from None
    except (OSError, ValueError):
        raise ValueError("CRM_MAPPING should hold the path of a readable file with JSON") from None


def make_body(record: RecordToSend, mapping: KindMapping) -> dict[str, Any]:
    """Return the record as the CRM reads it."""
    ours = {"id": record.key.id, "ref": record.ref, **record.values}
    named = mapping.fields if mapping.fields is not None else {name: name for name in ours}
    body: dict[str, Any] = {}
    for name, theirs in named.items():
        if name in ours:
            _put(body, theirs.split("."), _translate(ours[name], mapping.values.get(name)))
    return body


_LONGEST_REF = 100


def find_ref(answer: Any, mapping: KindMapping) -> str | None:
    """Return their id from an answer, if it has one that can be stored."""
    found = _get(answer, mapping.ref)
    if not isinstance(found, str | int) or isinstance(found, bool):
        return None
    ref = str(found)[:_LONGEST_REF]
    return ref if ref and ref.isprintable() else None


def find_labels(answer: Any, mapping: KindMapping) -> tuple[str, ...] | None:
    """Return the labels of the person from an answer, those that can be stored; None if it has none to say."""
    found = _get(answer, mapping.labels)
    if not isinstance(found, list):
        return None
    return tuple(one for one in found if isinstance(one, str) and len(one) <= LONGEST_LABEL)[:MOST_LABELS]


def _get(answer: Any, path: str) -> Any:
    for step in path.split("."):
        answer = answer.get(step) if isinstance(answer, dict) else None
    return answer


def _put(body: dict[str, Any], steps: list[str], value: Any) -> None:
    for step in steps[:-1]:
        within = body.setdefault(step, {})
        body = within if isinstance(within, dict) else {}
    body[steps[-1]] = value


def _translate(value: Any, table: dict[str, Any] | None) -> Any:
    return table.get(str(value), value) if table is not None else value


# Looks up organizations by their Russian tax id at DaData. `POST /suggestions/api/4_1/rs/findById/party` with
# `{"query": <INN or OGRN>, "branch_type": "MAIN"}` and `Authorization: Token <key>`; the answer has `suggestions`,
# each with `value`, the short name, and `data.inn`, `data.branch_type` ("MAIN" or "BRANCH"), `data.kpp`, `data.ogrn`,
# `data.name.full_with_opf`, `data.address.unrestricted_value`, `data.management.name` and `.post`. A company has one
# tax id with all its branches, so there may be several; none is an empty list (confluence.hflabs.ru, "findById/party",
# and dadata.ru/api/suggest/party, read 2026-11).


SECONDS = 5.0
_PATH = "/suggestions/api/4_1/rs/findById/party"
_OF_COMPANY = 10
"""Digits of a company's tax id; a sole trader's has more, and no branches."""
_REQUISITES = {
    "full_name": ("name", "full_with_opf"),
    "address": ("address", "unrestricted_value"),
    "kpp": ("kpp",),
    "ogrn": ("ogrn",),
    "head": ("management", "name"),
    "post": ("management", "post"),
}
"""The place of each requisite in `data`."""


class DaData:
    """The service, with the operator's key in the client's headers."""

    def __init__(self, client: JsonClient) -> None:
        self._client = client

    async def find_organization(self, tax_id: str) -> FoundOrganization | None:
        """Return the organization, of several the head office; None if there is none. Raises NoAnswerError with fixed
        words, also if the key or its daily quota is refused."""
        asked = {"query": tax_id} | ({"branch_type": "MAIN"} if len(tax_id) == _OF_COMPANY else {})
        answer = await self._client.send("POST", _PATH, asked)
        if answer.status != 200:
            raise NoAnswerError(f"answered {answer.status}")
        return choose_organization(answer.body, tax_id)


def choose_organization(body: Any, tax_id: str) -> FoundOrganization | None:
    """Return the organization from an answer. Raises NoAnswerError if it is no answer of this service."""
    found = body.get("suggestions") if isinstance(body, dict) else None
    if not isinstance(found, list):
        raise NoAnswerError("answered something else")
    named = [
        (one["value"], data)
        for one in found
        if isinstance(one, dict)
        and isinstance(one.get("value"), str)
        and isinstance(data := one.get("data"), dict)
        and data.get("inn") == tax_id
    ]
    if not named:
        return None
    name, data = min(named, key=lambda one: one[1].get("branch_type") == "BRANCH")
    return FoundOrganization(name, tuple(_list_requisites(data)))


def _list_requisites(data: Mapping[str, Any]) -> Iterator[Requisite]:
    for name, steps in _REQUISITES.items():
        value: Any = data
        for step in steps:
            value = value.get(step) if isinstance(value, dict) else None
        if isinstance(value, str) and value.strip():
            yield Requisite(name, value)


# Defines what a CRM adapter is: `http_adapter` is one, and any class with this method is another.


class CrmAdapter(Protocol):
    """Brings one record into a CRM, which has it once however often it is sent."""

    async def send(self, record: RecordToSend) -> CrmAnswer:
        """Send a record; never raises because the other side fails."""
        ...


# Looks up the tax ids of registering people, and of organizations whose requisites are asked for again, and lets the
# desk take the answer. A person waits for it, so a service
# that fails is soon treated as one that knows nothing: the person is asked for the name.


_TRIES = 3
_PAUSE = timedelta(seconds=3)
_IN_VAIN = ("answered 401", "answered 403")
"""The key or its daily quota is refused: admins have to know, and another try is in vain."""


def is_lookup(job: ClaimedJob) -> bool:
    """Return True if the job looks up a tax id."""
    return job.key == KEY


async def do_lookup(
    database: Database, job: ClaimedJob, lookup: TaxLookup | None, current: CurrentSettings, now: datetime
) -> Verdict | None:
    """Look up the tax id of a job, and settle it with its effects."""
    found: FoundOrganization | None = None
    verdict: Verdict = Done()
    try:
        found = await lookup.find_organization(job.load_payload()["tax_id"]) if lookup is not None else None
    except NoAnswerError as error:
        why = str(error)
        if why not in _IN_VAIN and job.attempts + 1 < _TRIES:
            return Retry(now + _PAUSE, why)
        verdict = Bury(why)
    async with database.unit_of_work() as session:
        await _take_answer(session, job, found, current, now)
        await queue.settle_job(session, job, verdict, now=now)
    return None


async def _take_answer(
    session: AsyncSession, job: ClaimedJob, found: FoundOrganization | None, current: CurrentSettings, now: datetime
) -> None:
    desk = await _make_desk(session, current, now)
    asked = job.load_payload()
    if "organization_id" in asked:
        await directory.take_requisites(desk, asked["organization_id"], asked["tax_id"], found)
    else:
        await registration.take_tax_id_answer(desk, asked["person_id"], asked["tax_id"], found)


async def _make_desk(session: AsyncSession, current: CurrentSettings, now: datetime) -> Desk:
    rules = await current.get_at_version(session, await session.scalar(select(VERSION)))
    return Desk(session, Origin.CLOCK, None, now=now, rules=rules)


AT_ONCE = 4
"""Requests under way."""
_LOOK_EVERY = 1.0
_WITHOUT_CRM = timedelta(hours=1)


class CrmSender(Consumer):
    """Sends the records of one process. Without a `crm` they wait. `system`: the name of the CRM's own integration,
    whose changes are not sent back; `lookup`: who knows tax ids, if anybody."""

    def __init__(
        self,
        database: Database,
        rules: DeskSettings,
        crm: CrmAdapter | None,
        worker_lock: WorkerLock,
        now: Callable[[], datetime],
        *,
        system: str | None = None,
        lookup: TaxLookup | None = None,
    ) -> None:
        super().__init__(database, Box.TO_CRM, worker_lock, now)
        self._crm, self._system = crm, system
        self._lookup, self._current = lookup, CurrentSettings(rules)

    async def run(self, stop: asyncio.Event) -> None:
        """Send until `stop` is set; requests under way then are sent again after a restart."""
        await super().run(stop)
        await self._cancel()
        await self._worker_lock.release()

    async def _look(self) -> int:
        await self._worker_lock.ensure_held()
        return await self._take()

    def _pause(self, found: int) -> float:
        return 0 if found else _LOOK_EVERY

    async def _take(self) -> int:
        """Create jobs for what changed and start all that are due and fit; return the number of both."""
        found = await self._make_jobs()
        async with self._database.autocommit() as asking:
            while (room := AT_ONCE - len(self._under_way)) > 0:
                begun = await self._record_start(asking, await self._claim(asking, room))
                for job in begun:
                    self._begin(job, self._work(job))
                if not begun:
                    break
                found += len(begun)
        return found

    async def _make_jobs(self) -> int:
        async with self._database.reading() as session:
            if not await session.scalar(select(exists(select(CrmChange.id)))):
                return 0
        async with self._database.unit_of_work() as session:
            return await desk_crm.make_jobs(session, self._now())

    async def _work(self, job: ClaimedJob) -> Verdict | None:
        if is_lookup(job):
            return await do_lookup(self._database, job, self._lookup, self._current, self._now())
        if self._crm is None:
            return Retry(self._now() + _WITHOUT_CRM, "there is no CRM", counts=False)
        return await self._send_record(job, self._crm)

    async def _send_record(self, job: ClaimedJob, crm: CrmAdapter) -> Verdict | None:
        while True:
            async with self._database.reading() as session:
                step = await desk_crm.find_step(session, job, self._now(), self._system)
            if isinstance(step, Verdict):
                return step
            answer = await crm.send(step) if isinstance(step, RecordToSend) else None
            if await self._do_step(job, step, answer):
                return None

    async def _do_step(
        self, job: ClaimedJob, step: RecordToSend | CrmOwn | WaitForParents | HandOver, answer: CrmAnswer | None
    ) -> bool:
        """Store what one step of a job did; return False if its own record is still to be sent."""
        async with self._database.unit_of_work() as session:
            if isinstance(step, WaitForParents):
                verdict = await desk_crm.queue_parents(session, step, self._now())
            elif isinstance(step, HandOver):
                verdict = desk_crm.hand_over(session, step, self._now())
            elif isinstance(step, CrmOwn):
                verdict = await desk_crm.settle_own(session, step, self._now())
            else:
                assert answer is not None
                verdict = await desk_crm.settle_answer(session, job, step, answer, self._now())
                if answer.labels is not None:
                    desk = await _make_desk(session, self._current, self._now())
                    await desk_crm.take_labels(desk, step.key, answer.labels)
                if isinstance(verdict, queue.Done) and step.key != desk_crm.get_key(job):
                    return False
            await queue.settle_job(session, job, verdict, now=self._now())
            return True
