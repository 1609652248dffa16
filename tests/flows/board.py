"""The Todoist board as agents use it: tasks by ticket number, sections by name, comments."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.flows.stage import Stage


@dataclass(slots=True)
class Board:
    """The simulated project; acts are done as the account `by` (a Todoist user id)."""

    stage: Stage

    async def state(self) -> dict[str, Any]:
        """Return everything that Todoist has."""
        state: dict[str, Any] = await self.stage.todoist.read("state")
        return state

    async def task(self, number: int) -> dict[str, Any]:
        """Return the task of ticket `number`, completed or not."""
        found = await self._showing(number)
        assert len(found) == 1, f"#{number} has {len(found)} tasks"
        return dict(found[0])

    async def section(self, number: int) -> str:
        """Return the name of the section with the task of ticket `number`."""
        task, state = await self.task(number), await self.state()
        return next((s["name"] for s in state["sections"] if s["id"] == task["section_id"]), "")

    async def sections_of(self, number: int) -> list[str]:
        """Return the sections of all tasks that show ticket `number`: none if it has no task."""
        return [t["section_id"] for t in await self._showing(number)]

    async def _showing(self, number: int) -> list[dict[str, Any]]:
        state = await self.state()
        project = next(p["id"] for p in state["projects"] if p["name"] == "Support")
        there = [t for t in state["tasks"] if t["project_id"] == project and not t["is_deleted"]]
        return [t for t in there if t["content"].startswith(f"#{number} ")]

    async def comments(self, number: int) -> list[str]:
        """Return the comments under the task, oldest first."""
        task, state = await self.task(number), await self.state()
        return [c["content"] for c in state["comments"] if c.get("item_id") == task["id"] and not c["is_deleted"]]

    async def comment_id(self, number: int, text: str) -> str:
        """Return the id of the comment with this text."""
        task, comments = await self.task(number), (await self.state())["comments"]
        return str(next(c["id"] for c in comments if c["item_id"] == task["id"] and text in c["content"]))

    async def files(self, number: int) -> list[tuple[str, str | None]]:
        """Return the comments under the task, each with the name of its file."""
        task, state = await self.task(number), await self.state()
        rows = [c for c in state["comments"] if c.get("item_id") == task["id"] and not c["is_deleted"]]
        return [(c["content"], (c["file_attachment"] or {}).get("file_name")) for c in rows]

    async def attach(self, number: int, name: str, data: bytes | None = None, *, by: str, text: str = "",
                     quietly: bool = False, **more: Any) -> Any:  # fmt: skip
        """Write a comment with a file under a ticket's task; without `data` one of a pretended `size`."""
        bytes_ = {} if data is None else {"data_base64": base64.b64encode(data).decode()}
        file = {"name": name, **bytes_, **more}
        task = await self.task(number)
        return await self.does("comment/add", by=by, task_id=task["id"], content=text, file=file, quietly=quietly)

    async def project_id(self) -> str:
        """Return the id of the desk's project."""
        return str(next(p["id"] for p in (await self.state())["projects"] if p["name"] == "Support"))

    async def user(self, name: str, *, join: bool = True) -> str:
        """Add a Todoist account, by default a collaborator of the project; return its id."""
        user = await self.stage.todoist.do("user", full_name=name, email=f"{name.lower()}@example.com")
        if join:
            await self.stage.todoist.do("join", user=user["id"], project_id=await self.project_id())
        return str(user["id"])

    async def does(self, verb: str, *, by: str, quietly: bool = False, **arguments: Any) -> Any:
        """Carry out any control, then let the desk settle."""
        result = await self.stage.todoist.do(verb, **{"as": by, **arguments})
        if not quietly:
            await self.stage.settle()
        return result

    async def comment(self, number: int, text: str, *, by: str, quietly: bool = False) -> Any:
        """Write a comment under a ticket's task."""
        task = await self.task(number)
        return await self.does("comment/add", by=by, task_id=task["id"], content=text, quietly=quietly)

    async def move(self, number: int, section: str, *, by: str, quietly: bool = False) -> None:
        """Drag a ticket's task to a section."""
        task, state = await self.task(number), await self.state()
        section_id = next(s["id"] for s in state["sections"] if s["name"] == section)
        await self.does("task/move", by=by, id=task["id"], section_id=section_id, quietly=quietly)

    async def update(self, number: int, *, by: str, quietly: bool = False, **fields: Any) -> None:
        """Change fields of a ticket's task."""
        task = await self.task(number)
        await self.does("task/update", by=by, id=task["id"], quietly=quietly, **fields)

    async def section_id(self, name: str) -> str:
        """Return the id of a section by its name."""
        sections = (await self.state())["sections"]
        return str(next(s["id"] for s in sections if s["name"] == name and not s["is_deleted"]))

    async def add(
        self, content: str, *, by: str, section: str | None = None, quietly: bool = False, **more: Any
    ) -> dict[str, Any]:
        """Add a task to the project as a person would."""
        place = {"section_id": await self.section_id(section)} if section else {"project_id": await self.project_id()}
        made = await self.does("task/add", by=by, quietly=quietly, content=content, **{**place, **more})
        return dict(made)

    async def by_id(self, task_id: str) -> dict[str, Any]:
        """Return a task by its id, deleted or not."""
        return dict(next(t for t in (await self.state())["tasks"] if t["id"] == task_id))

    async def delete(self, number: int, *, by: str, quietly: bool = False) -> None:
        """Delete a ticket's task."""
        await self.does("task/delete", by=by, id=(await self.task(number))["id"], quietly=quietly)

    async def inbox(self, user: str) -> str:
        """Return the inbox of an account: a project that no other account sees."""
        return str(next(u["inbox_project_id"] for u in (await self.state())["users"] if u["id"] == user))

    async def sections(self) -> list[str]:
        """Return the names of the project's sections, in order."""
        project = await self.project_id()
        found = [s for s in (await self.state())["sections"] if s["project_id"] == project and not s["is_deleted"]]
        return [s["name"] for s in sorted(found, key=lambda s: s["section_order"])]

    async def complete(self, number: int, *, by: str, quietly: bool = False) -> None:
        """Tick a ticket's task off."""
        await self.does("task/complete", by=by, id=(await self.task(number))["id"], quietly=quietly)

    async def uncomplete(self, number: int, *, by: str) -> None:
        """Reopen a ticket's completed task."""
        await self.does("task/uncomplete", by=by, id=(await self.task(number))["id"])
