"""The simulated Todoist as an HTTP server: REST and `/sync` under `/api/v1`, files, and the controls.

Must not know the rules of tasks and projects; it authorises, limits, fails on demand, and logs calls.
"""

from collections.abc import Callable
from typing import Any, Final

from aiohttp import web

from sandbox import access_guard
from sandbox.todoist import control, rest_boards, rest_tasks
from sandbox.todoist.call import Call
from sandbox.todoist.service import BODY_LIMIT, Service
from sandbox.todoist.world import TodoistWorld

SERVICE: Final = web.AppKey("SERVICE", Service)


def make_app(world: TodoistWorld, key: str) -> web.Application:
    """Make the server for one world; `key` opens its controls."""
    service = Service(world)
    app = web.Application(middlewares=[*access_guard.make_guard(key), service.serve], client_max_size=BODY_LIMIT + 1024)
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
    ("GET", "/user", rest_boards.user),
    ("GET", "/activities", rest_boards.activities),
    ("GET", "/projects", rest_boards.projects),
    ("POST", "/projects", rest_boards.add_project),
    ("GET", "/projects/archived", rest_boards.archived_projects),
    ("GET", "/projects/search", rest_boards.search_projects),
    ("GET", "/projects/{id}", rest_boards.project),
    ("POST", "/projects/{id}", rest_boards.update_project),
    ("DELETE", "/projects/{id}", rest_boards.delete_project),
    ("POST", "/projects/{id}/archive", rest_boards.archive_project),
    ("POST", "/projects/{id}/unarchive", rest_boards.unarchive_project),
    ("GET", "/projects/{id}/collaborators", rest_boards.collaborators),
    ("GET", "/sections", rest_boards.sections),
    ("POST", "/sections", rest_boards.add_section),
    ("GET", "/sections/search", rest_boards.search_sections),
    ("GET", "/sections/{id}", rest_boards.section),
    ("POST", "/sections/{id}", rest_boards.update_section),
    ("DELETE", "/sections/{id}", rest_boards.delete_section),
    ("GET", "/tasks", rest_tasks.task_list),
    ("POST", "/tasks", rest_tasks.add_task),
    ("GET", "/tasks/completed/{by:by_completion_date|by_due_date}", rest_tasks.completed_tasks),
    ("GET", "/tasks/{id}", rest_tasks.task),
    ("POST", "/tasks/{id}", rest_tasks.update_task),
    ("DELETE", "/tasks/{id}", rest_tasks.delete_task),
    ("POST", "/tasks/{id}/close", rest_tasks.close_task),
    ("POST", "/tasks/{id}/reopen", rest_tasks.reopen_task),
    ("POST", "/tasks/{id}/move", rest_tasks.move_task),
    ("GET", "/comments", rest_tasks.comments),
    ("POST", "/comments", rest_tasks.add_comment),
    ("GET", "/comments/{id}", rest_tasks.comment),
    ("POST", "/comments/{id}", rest_tasks.update_comment),
    ("DELETE", "/comments/{id}", rest_tasks.delete_comment),
    ("GET", "/labels", rest_tasks.labels),
    ("POST", "/labels", rest_tasks.add_label),
    ("GET", "/labels/{id}", rest_tasks.label),
    ("POST", "/labels/{id}", rest_tasks.update_label),
    ("DELETE", "/labels/{id}", rest_tasks.delete_label),
)
