"""The simulated Todoist as an HTTP server: REST and `/sync` under `/api/v1`, files, and the controls.

Must not know what the worlds' rules are; it authorises, limits, fails on demand, and writes calls down.
"""

from typing import Final

from aiohttp import web

from sandbox import access_guard
from sandbox.todoist import control
from sandbox.todoist.rest import ROUTES
from sandbox.todoist.service import BODY_LIMIT, Service
from sandbox.todoist.world import TodoistWorld

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
