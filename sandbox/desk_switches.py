"""The page's switches that fill the running demo's desk, a finished month or knowledge, and its way into the panel."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from typing import Any

from sqlalchemy import select

from db.embedded.shared_server import EmbeddedServer
from db.models import WebSignIn
from desk import DeskSettings, Outdated, references
from desk.sessions import sign_in, sign_in_answers
from desk.sessions.sign_in import Browser
from sandbox.cast import AGENTS
from sandbox.dashboard.server import Action, ActionRefused
from sandbox.knowledge.switch import KnowledgeSwitch
from sandbox.month.restore import CannotRestoreError
from sandbox.month.switch import MonthSwitch
from sandbox.product.first_admin import CannotDoError, DemoDesk
from sandbox.servers import HOST, SimulatedServices

SWITCHES = ("desk/month", "desk/knowledge")
"""The names of their addresses."""


class DeskSwitches:
    """The switches of one demo's database. `changed` is called after each; `panel`: its address."""

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
        self._panel = panel
        self._desk = DemoDesk(server, database, mark)
        agents = {person["first_name"]: person["id"] for person in AGENTS}
        self._month = MonthSwitch(server, database, mark, agents, language)
        self._knowledge = KnowledgeSwitch(self._desk, language)
        self._uses: dict[str, Action] = dict(zip(SWITCHES, (self._restore_month, self._add_knowledge), strict=True))

    async def use(self, name: str, body: dict[str, Any]) -> Any:
        """Use the switch of that name. Raises ActionRefused with a sentence for the visitor."""
        try:
            done = await self._uses[name](body)
        except (CannotDoError, CannotRestoreError) as error:
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

    def get_view(self) -> dict[str, Any]:
        """Return what the page shows of them."""
        return {"month": self._month.requests, "knowledge": self._knowledge.counts}


async def _sign_in_admin(demo: DemoDesk, now: datetime) -> str:
    """Sign a browser in as the demo's admin, completely or not at all; return the secret of its cookie. Raises
    CannotDoError. The panel is asked as by any browser, and the admin chooses the code."""
    key = references.hash_secret(secrets.token_urlsafe(32))
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
