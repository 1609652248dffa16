"""The people of the demo, brought to the desk as real ones would be: they open invites and link accounts.

They talk to the bot over the simulated Telegram. Must not know the desk's database or its texts; of the bot's
messages only an invite's link and the data of buttons are read.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from sandbox.bot_messages import find_button, find_invite_code, get_button_data
from sandbox.cast import AGENTS, BOARD_NAMES, OPENS, REQUESTERS, TITLES, adapt_person
from sandbox.chat_driver import ChatDriver, NoAnswerError
from sandbox.demo_opening import play_opening
from sandbox.product.desk_reader import Team
from sandbox.servers import PROJECT_NAMES, SimulatedServices
from sandbox.todoist import due_dates, project_commands
from sandbox.todoist.errors import TodoistError

RETRY_SECONDS = 3.0
CHECK_SECONDS = 0.5
OPENING_SECONDS = 30.0
"""The longest wait for each answer in the opening; a slow machine needs some time, and the undo of an agent too."""
PEOPLE_LIMIT = 40
TOPICS_ON = "/settings group_tickets add topics"
NO_TEAM = Team()


@dataclass(slots=True)
class Roles:
    """The requester's and the agent's part among the people, and their accounts on the board. `opening`: the number of
    the ticket with which the demo began; `before`: the last message of each chat before its visitor came."""

    requesters: list[int] = field(default_factory=list)
    agents: list[int] = field(default_factory=list)
    todoist_users: dict[int, str] = field(default_factory=dict)
    project_id: str = ""
    ready: bool = False
    opening: int = 0
    before: dict[int, int] = field(default_factory=dict)


class DemoPeople:
    """All people of the demo, and the board's project with the agents in it.

    `changed` is called at each addition and when all are linked. Steps are taken only while `bot_up` is
    set, so that no message is repeated in vain. `language`: the agents' language. `group`: the team's, in which each
    ticket gets a topic. Without one the visitor does all this on the page.
    """

    def __init__(
        self,
        simulated: SimulatedServices,
        changed: Callable[[], None],
        bot_up: asyncio.Event,
        *,
        language: str = "en",
        group: int | None = None,
    ) -> None:
        self.roles = Roles()
        self._group = group
        self._simulated = simulated
        self._driver = ChatDriver(simulated)
        self._language = language
        self._changed = changed
        self._bot_up = bot_up
        self._inviting = asyncio.Lock()
        self._linking: set[asyncio.Task[None]] = set()
        for person in REQUESTERS:
            self._driver.perform("person", **adapt_person(person, language))
            self.roles.requesters.append(person["id"])
        named = {"name": PROJECT_NAMES[language]}
        project = project_commands.add_project(simulated.todoist, simulated.bot_user["id"], named)
        self.roles.project_id = project["id"]
        for person in AGENTS:
            self._driver.perform("person", **adapt_person({**person, "language_code": language}, language))
            self._add_board_user(person)
            self._join_project(person["id"])
            self.roles.agents.append(person["id"])

    def get_view(self, team: Team = NO_TEAM) -> dict[str, Any]:
        """Return the people for the page: who has left the `team` is a requester there, who joined it by a link an
        agent."""
        left = [person for person in self.roles.agents if person in team.former]
        joined = [person for person in self.roles.requesters if person in team.staff]
        return {
            "requesters": [*(one for one in self.roles.requesters if one not in joined), *left],
            "agents": [*(one for one in self.roles.agents if one not in left), *joined],
            "staff": sorted(team.staff),
            "todoist_users": {str(person): uid for person, uid in self.roles.todoist_users.items()},
            "todoist_bot": self._simulated.bot_user["id"],
            "project_id": self.roles.project_id,
            "ready": self.roles.ready,
            "opening": self.roles.opening,
            "before": {str(person): last for person, last in self.roles.before.items()},
            "group": self._group,
            "bot_username": self._simulated.telegram.me["username"],
            "titles": {str(person): title for person, title in TITLES[self._language].items()},
        }

    async def bring_to_desk(self) -> None:
        """Bring all people to the desk, however long the processes take to start; end when all are linked."""
        if self._group is None:
            await self._bot_up.wait()
        else:
            await self._bring_everybody()
            await self._begin()
        self.roles.ready = True
        self._changed()

    async def _bring_everybody(self) -> None:
        admin, *others = self.roles.agents
        await self._repeat_until_done(partial(self._send, admin, "/start"))
        await self._repeat_until_done(partial(self._send, admin, TOPICS_ON))
        for person in others:
            await self._repeat_until_done(partial(self._invite, person))
        await self._wait_for_board_reading("")
        for person in (admin, *others):
            await self._repeat_until_done(partial(self._link_account, person))

    async def _begin(self) -> None:
        """Clear what setting up has left on the agents' phones, and play the opening conversation there."""
        admin, *others = self.roles.agents
        for person in others:
            await self._wait_for_linked(admin, person)
        for person in self.roles.agents:
            self._driver.perform("clear", person=person)
        driver = ChatDriver(self._simulated, OPENING_SECONDS)
        self.roles.opening = await play_opening(driver, OPENS[self._language], admin, self._language)
        people = [*self.roles.requesters, *self.roles.agents]
        self.roles.before = {person: self._driver.get_last_message_id(person) for person in people}

    async def _wait_for_linked(self, admin: int, person: int) -> None:
        """Wait until the admin has heard that a person is linked, so that nothing comes after the opening."""
        told = f"unlink:{person}"
        with contextlib.suppress(NoAnswerError):  # then it comes later, and the page shows it
            await self._driver.wait_for(
                lambda: find_button(self._driver.get_new_messages(admin, 0), told), "the admin is told nothing"
            )

    async def add_person(self, role: str, name: str, language: str) -> dict[str, Any]:
        """Add a person: a requester just exists; an agent opens an invite that the admin requests."""
        if len(self.roles.requesters) + len(self.roles.agents) >= PEOPLE_LIMIT:
            raise NoAnswerError(f"there are {PEOPLE_LIMIT} people already")
        first, _, last = name.strip().partition(" ")
        about = {"first_name": first[:64], "last_name": last[:64] or None, "language_code": language}
        if role == "requester":
            person: dict[str, Any] = self._driver.perform("person", **about)
            self.roles.requesters.append(person["id"])
            self._changed()
            return person
        if not self._bot_up.is_set():
            raise NoAnswerError("the bot is not running; no agent can be invited")
        code = await self._request_invite()
        person = self._driver.perform("person", **about)
        self._add_board_user(person)
        self.roles.agents.append(person["id"])
        self._changed()
        await self._send(person["id"], f"/start {code}")
        self._start_task(self._join_and_link(person["id"]))
        return person

    async def stop_tasks(self) -> None:
        """Cancel the tasks that are still running."""
        for task in tuple(self._linking):
            task.cancel()
        await asyncio.gather(*self._linking, return_exceptions=True)

    # steps

    async def _send(self, person: int, text: str) -> None:
        seen = self._driver.get_last_message_id(person)
        self._driver.send_text(person, text)
        await self._driver.wait_for_answer(person, seen)

    async def _invite(self, person: int) -> None:
        await self._send(person, f"/start {await self._request_invite()}")

    async def _request_invite(self) -> str:
        async with self._inviting:
            admin = self.roles.agents[0]
            seen = self._driver.get_last_message_id(admin)
            self._driver.send_text(admin, "/invite")
            code: str = await self._driver.wait_for(
                lambda: find_invite_code(self._driver.get_new_messages(admin, seen)), "the bot gave no link"
            )
            return code

    async def _link_account(self, person: int) -> None:
        """Press the account that the bot offers.

        If no account is offered after an earlier press, that press was received: linked people are offered nothing.
        """
        wanted = f"link:{self.roles.todoist_users[person]}"
        told = any(one.person_id == person and one.data == wanted for one in self._simulated.telegram.queries.values())
        seen = self._driver.get_last_message_id(person)
        self._driver.send_text(person, "/link")
        message = await self._driver.wait_for(
            lambda: next(
                (
                    one
                    for one in self._driver.get_new_messages(person, seen)
                    if wanted in get_button_data(one) or (told and not get_button_data(one))
                ),
                None,
            ),
            "the bot does not offer the account",
        )
        if wanted not in get_button_data(message):
            return
        await self._driver.press(person, message, wanted)

    def _join_project(self, person: int) -> bool:
        """Add the agent to the project; return False if it is full: a free project has five people, others work
        without the board."""
        try:
            self._simulated.todoist.add_collaborator(self.roles.project_id, self.roles.todoist_users[person])
        except TodoistError:
            return False
        return True

    async def _join_and_link(self, person: int) -> None:
        joined = due_dates.format_time(self._simulated.clock.now())
        if self._join_project(person):
            await self._wait_for_board_reading(joined)
            await self._repeat_until_done(partial(self._link_account, person))

    async def _wait_for_board_reading(self, since: str) -> None:
        """Wait until the desk has read the board after `since`, and so knows who is in the project."""
        while not any(  # noqa: ASYNC110 - calls are only written down
            call["path"] == "sync" and call["status"] == 200 and call["at"] > since
            for call in self._simulated.board.calls
        ):
            await asyncio.sleep(CHECK_SECONDS)
        await asyncio.sleep(CHECK_SECONDS)

    async def _repeat_until_done(self, step: Callable[[], Awaitable[None]]) -> None:
        while True:
            await self._bot_up.wait()
            try:
                await step()
            except NoAnswerError:
                await asyncio.sleep(RETRY_SECONDS)
            else:
                return

    def _add_board_user(self, person: dict[str, Any]) -> None:
        name = " ".join(filter(None, (person["first_name"], person.get("last_name"))))
        name = BOARD_NAMES[self._language].get(person["id"], name)
        user = self._simulated.todoist.add_user(name)
        self.roles.todoist_users[person["id"]] = user["id"]

    def _start_task(self, work: Any) -> None:
        task: asyncio.Task[None] = asyncio.create_task(work)
        self._linking.add(task)
        task.add_done_callback(self._linking.discard)
