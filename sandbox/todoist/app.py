"""The simulated Todoist as an HTTP server: REST and `/sync` under `/api/v1`, files, and the controls.

Must not know the rules of tasks and projects; it authorises, limits, fails on demand, and logs calls.
"""

from collections.abc import Callable
from typing import Any, Final

from aiohttp import web

from sandbox import access_guard
from sandbox.todoist import control_api, rest_projects, rest_tasks
from sandbox.todoist.rest_call import Call
from sandbox.todoist.service import BODY_LIMIT, Service
from sandbox.todoist.world import TodoistWorld

SERVICE: Final = web.AppKey("SERVICE", Service)


def make_app(world: TodoistWorld, key: str) -> web.Application:
    """Make the server for one world; `key` opens its controls."""
    service = Service(world)
    app = web.Application(
        middlewares=[*access_guard.make_guard(key), service.handle_request], client_max_size=BODY_LIMIT + 1024
    )
    app[SERVICE] = service
    app.cleanup_ctx.append(service.run_sender)
    app.router.add_post("/api/v1/sync", service.handle_sync)
    app.router.add_get("/oauth/authorize", service.oauth.show_page)
    app.router.add_post("/oauth/access_token", service.oauth.give_tokens)
    app.router.add_post("/api/v1/revoke", service.oauth.revoke_token)
    app.router.add_post("/api/v1/uploads", service.handle_upload)
    app.router.add_delete("/api/v1/uploads", service.delete_upload)
    for method, path, work in ROUTES:
        app.router.add_route(method, f"/api/v1{path}", service.make_rest_handler(work))
    app.router.add_get("/files/{key}/{name}", service.redirect_to_file)
    app.router.add_get("/cdn/{key}/{name}", service.send_file)
    app.add_routes(control_api.make_control_routes(service))
    return app


Route = tuple[str, str, Callable[[Call], Any]]

ROUTES: tuple[Route, ...] = (
    ("GET", "/user", rest_projects.get_user),
    ("GET", "/activities", rest_projects.list_activities),
    ("GET", "/projects", rest_projects.list_projects),
    ("POST", "/projects", rest_projects.add_project),
    ("GET", "/projects/archived", rest_projects.list_archived_projects),
    ("GET", "/projects/search", rest_projects.search_projects),
    ("GET", "/projects/{id}", rest_projects.get_project),
    ("POST", "/projects/{id}", rest_projects.update_project),
    ("DELETE", "/projects/{id}", rest_projects.delete_project),
    ("POST", "/projects/{id}/archive", rest_projects.archive_project),
    ("POST", "/projects/{id}/unarchive", rest_projects.unarchive_project),
    ("GET", "/projects/{id}/collaborators", rest_projects.list_collaborators),
    ("GET", "/sections", rest_projects.list_sections),
    ("POST", "/sections", rest_projects.add_section),
    ("GET", "/sections/search", rest_projects.search_sections),
    ("GET", "/sections/{id}", rest_projects.get_section),
    ("POST", "/sections/{id}", rest_projects.update_section),
    ("DELETE", "/sections/{id}", rest_projects.delete_section),
    ("GET", "/tasks", rest_tasks.list_tasks),
    ("POST", "/tasks", rest_tasks.add_task),
    ("GET", "/tasks/completed/{by:by_completion_date|by_due_date}", rest_tasks.list_completed_tasks),
    ("GET", "/tasks/{id}", rest_tasks.get_task),
    ("POST", "/tasks/{id}", rest_tasks.update_task),
    ("DELETE", "/tasks/{id}", rest_tasks.delete_task),
    ("POST", "/tasks/{id}/close", rest_tasks.close_task),
    ("POST", "/tasks/{id}/reopen", rest_tasks.reopen_task),
    ("POST", "/tasks/{id}/move", rest_tasks.move_task),
    ("GET", "/comments", rest_tasks.list_comments),
    ("POST", "/comments", rest_tasks.add_comment),
    ("GET", "/comments/{id}", rest_tasks.get_comment),
    ("POST", "/comments/{id}", rest_tasks.update_comment),
    ("DELETE", "/comments/{id}", rest_tasks.delete_comment),
    ("GET", "/labels", rest_tasks.list_labels),
    ("POST", "/labels", rest_tasks.add_label),
    ("GET", "/labels/{id}", rest_tasks.get_label),
    ("POST", "/labels/{id}", rest_tasks.update_label),
    ("DELETE", "/labels/{id}", rest_tasks.delete_label),
)
