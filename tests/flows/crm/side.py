"""The simulated CRM of a conversation, and what sends to it, stepped by hand."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from db.locks import WorkerLock
from db.models import Origin
from desk import Desk
from desk.crm import jobs
from desk.organizations import organization_verbs
from desk.organizations.record_fields import ContactValues, OrganizationValues
from ops.json_http import JsonClient
from sandbox.crm import CrmWorld, make_app
from tests.flows.servers import serving
from tests.flows.stage import Stage
from web.crm.connection import HttpCrm
from web.crm.mapping import Mappings, load_mappings
from web.crm.sender import CrmSender

SYSTEM = "Our CRM"


@asynccontextmanager
async def crm_of(
    stage: Stage, *, mappings: Mappings | None = None, seconds: float = 5
) -> AsyncIterator[tuple[CrmWorld, CrmSender]]:
    """A CRM that is set up, and its sender."""
    world = CrmWorld(authorization="Bearer sesame")
    async with stage.database.unit_of_work() as session:
        await jobs.set_up(session, enabled=True)
    worker_lock = WorkerLock(stage.database.engine)
    await worker_lock.ensure_held()
    headers = {"authorization": "Bearer sesame"}
    async with serving(make_app(world)) as url, JsonClient(url, headers, seconds=seconds) as client:
        crm = HttpCrm(client, mappings or load_mappings(None))
        try:
            yield world, CrmSender(stage.database, stage.settings, crm, worker_lock, stage.clock, system=SYSTEM)
        finally:
            await worker_lock.release()


async def sent(stage: Stage, sender: CrmSender) -> None:
    """All that is due is sent, also what waited for what it names."""
    for _ in range(4):
        while await sender.run_once():
            pass
        await stage.pass_time(seconds=4)


async def make_client(stage: Stage, phone: str | None = None) -> tuple[int, int]:
    """Create an organization and a contact there; return their ids."""
    async with stage.database.unit_of_work() as session:
        desk = Desk(session, Origin.API, None, now=stage.clock(), rules=stage.settings)
        row = await organization_verbs.create_organization(desk, OrganizationValues("Romashka", "7707083893"))
        contact = await organization_verbs.create_contact(desk, row.id, ContactValues("Anna", phone, "director"))
        return row.id, contact.id
