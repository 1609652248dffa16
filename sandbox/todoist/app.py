"""The simulated Todoist as an HTTP server: REST and `/sync` under `/api/v1`, files, and the controls.

Must not know what the worlds' rules are; it authorises, limits, fails on demand, and writes calls down.
"""

from collections.abc import Callable
from typing import Any, Final

from aiohttp import web

from sandbox import access_guard
from sandbox.todoist import control
from sandbox.todoist.service import BODY_LIMIT, Service
from sandbox.todoist.world import TodoistWorld

from . import rest_boards as boards
from . import rest_tasks as tasks
from .call import Call

SERVICE: Final = web.AppKey("SERVICE", Service)


def make_app(world: TodoistWorld, key: str) -> web.Application:
    """The server for one world; `key` opens its controls."""
    service = Service(world)
    app = web.Application(
        middlewares=[*access_guard.middlewares(key), service.serve], client_max_size=BODY_LIMIT + 1024
    )
    app[SERVICE] = service
    app.cleanup_ctx.append(service.running)
    app.router.add_post("/api/v1/sync", service.sync)
    app.router.add_post("/api/v1/uploads", service.upload)
    app.router.add_delete("/api/v1/uploads", service.delete_upload)
    for method, path, work in ROUTES:
        app.router.add_route(method, f"/api/v1{path}", service.rest(work))
    app.router.add_get("/files/{key}/{name}", service.file)
    app.router.add_get("/cdn/{key}/{name}", service.stored)
    app.add_routes(control.routes(service))
    return app


Route = tuple[str, str, Callable[[Call], Any]]

ROUTES: tuple[Route, ...] = (
    ("GET", "/user", boards.user),
    ("GET", "/activities", boards.activities),
    ("GET", "/projects", boards.projects),
    ("POST", "/projects", boards.add_project),
    ("GET", "/projects/archived", boards.archived_projects),
    ("GET", "/projects/search", boards.search_projects),
    ("GET", "/projects/{id}", boards.project),
    ("POST", "/projects/{id}", boards.update_project),
    ("DELETE", "/projects/{id}", boards.delete_project),
    ("POST", "/projects/{id}/archive", boards.archive_project),
    ("POST", "/projects/{id}/unarchive", boards.unarchive_project),
    ("GET", "/projects/{id}/collaborators", boards.collaborators),
    ("GET", "/sections", boards.sections),
    ("POST", "/sections", boards.add_section),
    ("GET", "/sections/search", boards.search_sections),
    ("GET", "/sections/{id}", boards.section),
    ("POST", "/sections/{id}", boards.update_section),
    ("DELETE", "/sections/{id}", boards.delete_section),
    ("GET", "/tasks", tasks.task_list),
    ("POST", "/tasks", tasks.add_task),
    ("GET", "/tasks/completed/{by:by_completion_date|by_due_date}", tasks.completed_tasks),
    ("GET", "/tasks/{id}", tasks.task),
    ("POST", "/tasks/{id}", tasks.update_task),
    ("DELETE", "/tasks/{id}", tasks.delete_task),
    ("POST", "/tasks/{id}/close", tasks.close_task),
    ("POST", "/tasks/{id}/reopen", tasks.reopen_task),
    ("POST", "/tasks/{id}/move", tasks.move_task),
    ("GET", "/comments", tasks.comments),
    ("POST", "/comments", tasks.add_comment),
    ("GET", "/comments/{id}", tasks.comment),
    ("POST", "/comments/{id}", tasks.update_comment),
    ("DELETE", "/comments/{id}", tasks.delete_comment),
    ("GET", "/labels", tasks.labels),
    ("POST", "/labels", tasks.add_label),
    ("GET", "/labels/{id}", tasks.label),
    ("POST", "/labels/{id}", tasks.update_label),
    ("DELETE", "/labels/{id}", tasks.delete_label),
)
