"""The page's switches that change the running demo's desk: a month, knowledge, clients, a late ticket and so on."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from contextlib import AsyncExitStack, suppress
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import select

from db.embedded.shared_server import EmbeddedServer
from db.models import WebSignIn
from desk import DeskSettings, Outdated
from desk.sessions import codes, sign_in, sign_in_answers
from desk.sessions.sign_in import Browser
from sandbox.cast import AGENTS
from sandbox.chat_driver import NoAnswerError
from sandbox.company.clients import NEWCOMER
from sandbox.company.services import CompanyServices
from sandbox.company.switch import MEMBERS, CompanySwitch
from sandbox.dashboard.server import Action, ActionRefused
from sandbox.demo_integration import DemoIntegration
from sandbox.demo_people import DemoPeople
from sandbox.knowledge.switch import KnowledgeSwitch
from sandbox.knowledge.texts import TYPICAL_QUESTIONS
from sandbox.late_ticket import LateTicket
from sandbox.month.restore import CannotRestoreError
from sandbox.month.switch import MonthSwitch
from sandbox.product.first_admin import CannotDoError, DemoDesk
from sandbox.servers import HOST, SimulatedServices
from sandbox.team_roles import TeamRoles

SWITCHES = ("desk/month", "desk/knowledge", "desk/system", "desk/company", "demo/late", "demo/roles")
"""The names of their addresses."""


class DeskSwitches:
    """The switches of one demo's database. `changed` is called after each; `panel`: its address; `people` are
    set once they are there."""

    def __init__(
        self,
        simulated: SimulatedServices,
        server: EmbeddedServer,
        database: str,
        mark: str,
        *,
        language: str,
        changed: Callable[[], None],
        panel: str,
    ) -> None:
        self._simulated = simulated
        self._changed = changed
        self._language = language
        self._around = CompanyServices()
        self.people: DemoPeople | None = None
        self._panel = panel
        self._desk = desk = DemoDesk(server, database, mark)
        agents = {person["first_name"]: person["id"] for person in AGENTS}
        self._month = MonthSwitch(server, database, mark, agents, language)
        self._knowledge = KnowledgeSwitch(desk, language)
        self._company = CompanySwitch(desk, language)
        self._system = DemoIntegration(desk, changed, panel)
        self._late = LateTicket(desk, simulated, language)
        self._roles = TeamRoles(desk, simulated, language)
        uses = (
            self._restore_month,
            self._add_knowledge,
            self._add_integration,
            self._add_company,
            self._let_one_get_late,
            self._add_role,
        )
        self._uses: dict[str, Action] = dict(zip(SWITCHES, uses, strict=True))

    async def start(self, stack: AsyncExitStack) -> None:
        """Serve the systems around the desk until the stack is closed."""
        await self._around.start(stack)
        await self._system.start_receiver(stack)

    def get_settings(self) -> dict[str, str]:
        """Return the settings that the product's processes need for them."""
        return {**self._system.get_settings(), **self._around.get_settings()}

    async def use(self, name: str, body: dict[str, Any]) -> Any:
        """Use the switch of that name. Raises ActionRefused with a sentence for the visitor."""
        try:
            done = await self._uses[name](body)
        except (CannotDoError, CannotRestoreError, NoAnswerError, ValueError) as error:
            raise ActionRefused(str(error)) from None
        self._changed()
        return done

    async def open_panel(self) -> tuple[str, str]:
        """Return the panel's address and the secret of a session there; none if the desk does not give one."""
        with suppress(CannotDoError):
            return self._panel, await _sign_in_admin(self._desk, self._simulated.clock.now())
        return self._panel, ""

    async def _restore_month(self, _: dict[str, Any]) -> dict[str, int]:
        return {"requests": await self._month.restore_month(self._simulated.clock.now())}

    async def _add_knowledge(self, _: dict[str, Any]) -> dict[str, int]:
        return await self._knowledge.add_knowledge(self._simulated.clock.now())

    async def _add_integration(self, _: dict[str, Any]) -> dict[str, str]:
        return await self._system.create_integration(self._simulated.clock.now())

    async def _add_company(self, _: dict[str, Any]) -> dict[str, int]:
        """Let those who are members write to the bot first, because it cannot write to strangers."""
        await self._require_people().make_known(*MEMBERS)
        came = await self._company.add_company(self._simulated.clock.now())
        self._around.add_accounts(self._language)
        return asdict(came)

    async def _add_role(self, body: dict[str, Any]) -> dict[str, int]:
        return await self._roles.add_role(self._require_people(), str(body.get("role", "")))

    def _require_people(self) -> DemoPeople:
        if self.people is None:
            raise CannotDoError("the desk is being set up; try again in a moment")
        return self.people

    async def _let_one_get_late(self, _: dict[str, Any]) -> dict[str, int]:
        return {"number": await self._late.let_one_get_late()}

    def get_view(self) -> dict[str, Any]:
        """Return what the page shows of them."""
        return {
            "month": {"requests": self._month.requests},
            "knowledge": {"came": self._knowledge.counts, "typical": TYPICAL_QUESTIONS},
            "system": self._system.get_view(),
            "company": self._get_company_view(),
            "roles": self._roles.made,
        }

    def _get_company_view(self) -> dict[str, Any]:
        """Return whether the company is there, who is left to register, and how much its CRM has."""
        came = self._company.counts is not None
        return {"came": came, "newcomer": NEWCOMER, "records": len(self._around.crm.records)}


async def _sign_in_admin(demo: DemoDesk, now: datetime) -> str:
    """Sign a browser in as the demo's admin, completely or not at all; return the secret of its cookie. Raises
    CannotDoError. The panel is asked as by any browser, and the admin chooses the code."""
    key = codes.hash_secret(secrets.token_urlsafe(32))
    async with demo.open_as_admin(now, DeskSettings()) as desk:
        me = desk.require_actor()
        await sign_in.reset_questions(desk)
        browser = Browser(key, "Demo", HOST, word=me.panel_word or "")
        code = await sign_in.start_sign_in(desk.session, str(me.telegram_id), browser, now=now, rules=desk.rules)
        question = await desk.session.scalar(select(WebSignIn.id).where(WebSignIn.browser_hash == key))
        await sign_in_answers.choose_code(desk, question or 0, code)
        token = await sign_in.take_session(desk.session, key, now=now, rules=desk.rules)
        if token is None:
            raise Outdated
    return token
