"""The people of the demo, brought to the desk as real ones would be: they open invites and link accounts.

They talk to the bot over the simulated Telegram. Must not know the desk's database or its texts; of the bot's
messages only an invite's link and the data of buttons are read.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from sandbox.bot_messages import find_invite_code, get_button_data
from sandbox.product.pending_changes import Team
from sandbox.servers import ADMIN, PROJECT_NAME, SimulatedServices
from sandbox.telegram import get_chat_view, perform_action
from sandbox.telegram.errors import Mistake
from sandbox.todoist import due_dates, project_commands
from sandbox.todoist.errors import TodoistError

ANSWER_SECONDS = 10.0
RETRY_SECONDS = 3.0
CHECK_SECONDS = 0.5
PEOPLE_LIMIT = 40
NO_TEAM = Team()


REQUESTERS: tuple[dict[str, Any], ...] = (
    {"id": 4001, "first_name": "Mira", "last_name": "Castell", "username": "mira_c", "language_code": "en"},
    {"id": 4002, "first_name": "Тимур", "last_name": "Галеев", "username": "timur_g", "language_code": "ru"},
    {"id": 4003, "first_name": "Lena", "last_name": "Orlova", "language_code": "en"},
)
AGENTS: tuple[dict[str, Any], ...] = (
    ADMIN,
    {"id": 5002, "first_name": "Pavel", "username": "pavel_desk"},
    {"id": 5003, "first_name": "Dana", "username": "dana_desk"},
)
BOARD_NAMES = {ADMIN["id"]: "Olga Berg", 5002: "Pavel Novak", 5003: "Dana Weiss"}
TITLES = {4001: "organizer", 4002: "капитан"}


class NoAnswerError(Exception):
    """The bot did not do what was waited for; the message is one sentence."""


@dataclass(slots=True)
class Roles:
    """The requester's and the agent's part among the people, and their accounts on the board."""

    requesters: list[int] = field(default_factory=list)
    agents: list[int] = field(default_factory=list)
    todoist_users: dict[int, str] = field(default_factory=dict)
    project_id: str = ""
    ready: bool = False


class DemoPeople:
    """All people of the demo, and the board's project with the agents in it.

    `changed` is called at each addition and when all are linked. Steps are taken only while `bot_up` is
    set, so that no message is repeated in vain. `language`: the agents' language. With `on_their_own` the visitor
    does all this on the page.
    """

    def __init__(
        self,
        simulated: SimulatedServices,
        changed: Callable[[], None],
        bot_up: asyncio.Event,
        *,
        language: str = "en",
        on_their_own: bool = False,
    ) -> None:
        self.roles = Roles()
        self._on_their_own = on_their_own
        self._simulated = simulated
        self._changed = changed
        self._bot_up = bot_up
        self._inviting = asyncio.Lock()
        self._linking: set[asyncio.Task[None]] = set()
        for person in REQUESTERS:
            self._perform("person", **person)
            self.roles.requesters.append(person["id"])
        project = project_commands.add_project(simulated.todoist, simulated.bot_user["id"], {"name": PROJECT_NAME})
        self.roles.project_id = project["id"]
        for person in AGENTS:
            self._perform("person", **{**person, "language_code": language})
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
            "bot_username": self._simulated.telegram.me["username"],
            "titles": {str(person): title for person, title in TITLES.items()},
        }

    async def bring_to_desk(self) -> None:
        """Bring all people to the desk, however long the processes take to start; end when all are linked."""
        if self._on_their_own:
            await self._bot_up.wait()
        else:
            await self._bring_everybody()
        self.roles.ready = True
        self._changed()

    async def _bring_everybody(self) -> None:
        admin, *others = self.roles.agents
        await self._repeat_until_done(partial(self._send_start, admin))
        for person in others:
            await self._repeat_until_done(partial(self._invite, person))
        await self._wait_for_board_reading("")
        for person in (admin, *others):
            await self._repeat_until_done(partial(self._link_account, person))

    async def add_person(self, role: str, name: str, language: str) -> dict[str, Any]:
        """Add a person: a requester just exists; others open an invite for their role that the admin requests."""
        if len(self.roles.requesters) + len(self.roles.agents) >= PEOPLE_LIMIT:
            raise NoAnswerError(f"there are {PEOPLE_LIMIT} people already")
        first, _, last = name.strip().partition(" ")
        about = {"first_name": first[:64], "last_name": last[:64] or None, "language_code": language}
        if role == "requester":
            person: dict[str, Any] = self._perform("person", **about)
            self.roles.requesters.append(person["id"])
            self._changed()
            return person
        if not self._bot_up.is_set():
            raise NoAnswerError("the bot is not running; no agent can be invited")
        code = await self._request_invite(role)
        person = self._perform("person", **about)
        self._add_board_user(person)
        self.roles.agents.append(person["id"])
        self._changed()
        await self._open_invite(person["id"], code)
        self._start_task(self._join_and_link(person["id"]))
        return person

    async def make_known(self, *people: int) -> None:
        """Let each of these people who has never heard from the bot write to it. Raises NoAnswerError."""
        if not self._bot_up.is_set():
            raise NoAnswerError("the bot is not running; nobody can write to it")
        for person in people:
            if not self._get_new_messages(person, 0):
                await self._send_start(person)

    async def stop_tasks(self) -> None:
        """Cancel the tasks that are still running."""
        for task in tuple(self._linking):
            task.cancel()
        await asyncio.gather(*self._linking, return_exceptions=True)

    # steps

    async def _send_start(self, person: int) -> None:
        seen = self._get_last_message_id(person)
        self._send_text(person, "/start")
        await self._wait_for_answer(person, seen)

    async def _invite(self, person: int) -> None:
        await self._open_invite(person, await self._request_invite("agent"))

    async def _request_invite(self, role: str) -> str:
        async with self._inviting:
            admin = self.roles.agents[0]
            seen = self._get_last_message_id(admin)
            self._send_text(admin, "/invite" if role == "agent" else f"/invite {role}")
            code: str = await self._wait_for(
                lambda: find_invite_code(self._get_new_messages(admin, seen)), "the bot gave no link"
            )
            return code

    async def _open_invite(self, person: int, code: str) -> None:
        seen = self._get_last_message_id(person)
        self._send_text(person, f"/start {code}")
        await self._wait_for_answer(person, seen)

    async def _link_account(self, person: int) -> None:
        """Press the account that the bot offers.

        If no account is offered after an earlier press, that press was received: linked people are offered nothing.
        """
        wanted = f"link:{self.roles.todoist_users[person]}"
        told = any(one.person_id == person and one.data == wanted for one in self._simulated.telegram.queries.values())
        seen = self._get_last_message_id(person)
        self._send_text(person, "/link")
        message = await self._wait_for(
            lambda: next(
                (
                    one
                    for one in self._get_new_messages(person, seen)
                    if wanted in get_button_data(one) or (told and not get_button_data(one))
                ),
                None,
            ),
            "the bot does not offer the account",
        )
        if wanted not in get_button_data(message):
            return
        pressed = self._perform("press", person=person, message_id=message["message_id"], data=wanted)
        query = self._simulated.telegram.queries[pressed["query_id"]]
        await self._wait_for(lambda: query.answered, "the bot did not answer a press")

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

    # messages to and from the bot

    def _perform(self, verb: str, **arguments: Any) -> Any:
        try:
            return perform_action(self._simulated.telegram, verb, arguments)
        except Mistake as mistake:  # such as an admin who blocked the bot
            raise NoAnswerError(str(mistake)) from None

    def _send_text(self, person: int, text: str) -> None:
        self._perform("message", person=person, text=text)

    def _get_last_message_id(self, person: int) -> int:
        return max((message["message_id"] for message in self._get_messages(person)), default=0)

    def _get_messages(self, person: int) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = get_chat_view(self._simulated.telegram, person)["messages"]
        return found

    def _get_new_messages(self, person: int, seen: int) -> list[dict[str, Any]]:
        return [one for one in self._get_messages(person) if one["message_id"] > seen and one["from"] == "bot"]

    async def _wait_for_answer(self, person: int, seen: int) -> None:
        await self._wait_for(lambda: self._get_new_messages(person, seen), "the bot does not answer")

    async def _wait_for(self, condition: Callable[[], Any], why: str) -> Any:
        feed = self._simulated.telegram.feed
        loop = asyncio.get_running_loop()
        until = loop.time() + ANSWER_SECONDS
        while True:
            version = feed.version
            found = condition()
            if found:
                return found
            left = until - loop.time()
            if left <= 0:
                raise NoAnswerError(f"{why}; is it running?")
            await feed.wait_for_change(version, left)

    def _add_board_user(self, person: dict[str, Any]) -> None:
        name = " ".join(filter(None, (person["first_name"], person.get("last_name"))))
        name = BOARD_NAMES.get(person["id"], name)
        user = self._simulated.todoist.add_user(name)
        self.roles.todoist_users[person["id"]] = user["id"]

    def _start_task(self, work: Any) -> None:
        task: asyncio.Task[None] = asyncio.create_task(work)
        self._linking.add(task)
        task.add_done_callback(self._linking.discard)
