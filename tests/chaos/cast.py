"""Who takes part in a day, and how they come in: by real invites, links and a shared board."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from db.models import Role
from tests.chaos.city import FORUM, PIA, VERA, City

OLGA, IVAN, PETR = 601, 602, 603
NORA = 604  # the agent of the scenes
TESS, SEAN, SUE, GUS, REX = 611, 612, 613, 614, 615
ROLES = {TESS: ("Tess", Role.TRAINEE), SEAN: ("Sean", Role.SENIOR), SUE: ("Sue", Role.SENIOR),
         GUS: ("Gus", Role.AGENT), REX: ("Rex", Role.REVIEWER)}  # fmt: skip
"""The people of the scenes about roles. What Gus may do changes."""
REQUESTERS = {501: ("Rita", "en"), 502: ("Sam", "en"), 503: ("Жанна", "ru"), 504: ("Tom", "en"), 505: ("Zoe", "en")}
UMA, MAX, LEA = 511, 512, 513
APART = {UMA: "Uma", MAX: "Max", LEA: "Lea"}  # of the scenes
CATEGORIES = ("Technical", "Access cards")


@dataclass(slots=True)
class Cast:
    """Telegram ids and Todoist ids. Olga and Ivan are linked, Petr has no account on the board, Boris no Telegram."""

    agents: list[int]
    requesters: list[int]
    board: dict[str, str] = field(default_factory=dict)
    linked: dict[int, str] = field(default_factory=dict)

    @property
    def staff(self) -> list[int]:
        """Who acts at random."""
        return [VERA, *self.agents]

    @property
    def all_staff(self) -> list[int]:
        """Everybody who gets cards, and sees who has taken what."""
        return [*self.staff, NORA, PIA, SEAN, SUE]

    @property
    def everybody(self) -> list[int]:
        """The whole team."""
        return [*self.all_staff, TESS, GUS, REX]


async def assemble(city: City, *, small: bool = False) -> Cast:
    """Everybody is there; only the requesters have not written yet."""
    names = {OLGA: "Olga", IVAN: "Ivan"} | ({} if small else {PETR: "Petr"})
    cast = Cast(list(names), list(REQUESTERS)[: 3 if small else None])
    await city.telegram.do("person", id=VERA, first_name="Vera", language_code="en")
    await _says(city, VERA, "/start")
    await city.until(lambda: city.from_bot(VERA), "Vera is greeted")
    await _open_forum(city)
    await city.telegram.do("person", id=PIA, first_name="Pia", language_code="en")
    await _says(city, PIA, "/start")
    for name in CATEGORIES:
        await _says(city, VERA, f"/categories add {name}")
    for person, name in {**names, NORA: "Nora"}.items():
        await city.telegram.do("person", id=person, first_name=name, language_code="en")
        await joins(city, person)
    await _says(city, VERA, "/settings targets on")
    await _says(city, VERA, "/settings tell add agent_stars")
    for person, name in APART.items():
        await city.telegram.do("person", id=person, first_name=name, language_code="en")
    for person in cast.requesters:
        name, language = REQUESTERS[person]
        await city.telegram.do("person", id=person, first_name=name, last_name="Kern", language_code=language)
    await _board(city, cast, names)
    return cast


async def _open_forum(city: City) -> None:
    """The team's group has topics, and the bot may make and delete them."""
    await city.telegram.do("group", person=VERA, title="The team")
    await city.telegram.do("group/forum", chat=FORUM)
    rights = ["can_manage_topics", "can_delete_messages"]
    await city.telegram.do("group/admin", person=VERA, chat=FORUM, rights=rights)
    await _says(city, VERA, "/settings group_tickets add topics")


async def joins(city: City, person: int) -> None:
    """Somebody joins the team by a link of Vera's."""
    links = len(_links(city))
    await _says(city, VERA, "/invite")
    found = await city.until(lambda: _links(city)[links:], "Vera gets a link")
    await _says(city, person, f"/start {found[0]}")
    await city.until(lambda: city.from_bot(person), "an agent is welcomed")


def _links(city: City) -> list[str]:
    texts = [str(one.get("text", "")) for one in city.from_bot(VERA)]
    return [text.split("?start=")[1].split()[0].rstrip(".") for text in texts if "?start=" in text]


async def _board(city: City, cast: Cast, names: dict[int, str]) -> None:
    projects = city.service.world.projects.rows
    await city.until(lambda: any(p["name"] == "Support" for p in projects.values()), "the board is made")
    project = next(p["id"] for p in projects.values() if p["name"] == "Support")
    for name in [*(n for p, n in names.items() if p != PETR), "Boris"]:
        user = await city.todoist.do("user", full_name=f"{name} Board", email=f"{name.lower()}@example.com")
        await city.todoist.do("join", user=user["id"], project_id=project)
        cast.board[name] = str(user["id"])
    for person, name in names.items():
        if name in cast.board:
            await links_account(city, person, cast.board[name])
            cast.linked[person] = cast.board[name]


async def links_account(city: City, person: int, todoist_id: str) -> None:
    """/link, again until the board has been read and the account is offered; then its button."""
    data = f"link:{todoist_id}"
    await _says(city, person, "/link")

    def offered() -> dict[str, Any] | None:
        return next((m for m in reversed(city.from_bot(person)) if data in buttons(m)), None)

    for _ in range(20):
        try:
            message = await city.until(offered, "the account is offered", seconds=3)
        except AssertionError:
            await _says(city, person, "/link")
            continue
        await city.telegram.do("press", person=person, message_id=message["message_id"], data=data)
        break
    await city.until(lambda: offered() is None, "the account is linked")


async def _says(city: City, person: int, text: str) -> None:
    await city.telegram.do("message", person=person, text=text)


def buttons(message: dict[str, Any]) -> list[str]:
    """The callback data under a message."""
    return [b["data"] for row in message["buttons"] for b in row if b["data"]]
