"""The metrics of the web process: requests of pages, files and the API, and posts to webhooks. Labels come from fixed
lists; nothing of an address but its kind is kept."""

import time

from prometheus_client import Counter, Histogram
from starlette.types import ASGIApp, Message, Receive, Scope, Send

REQUESTS = Counter("pulldesk_web_requests_total", "Requests that were answered", ["kind", "status"])
REQUEST_SECONDS = Histogram(
    "pulldesk_web_request_seconds", "Time until an answer began", ["kind"],
    buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)  # fmt: skip
WEBHOOK_POSTS = Counter("pulldesk_webhook_posts_total", "API events sent to an address", ["outcome"])
WEBHOOK_SECONDS = Histogram("pulldesk_webhook_post_seconds", "Time until an address answered")
_KINDS = {"api": "api", "static": "static", "files": "file", "widget.js": "static", "healthz": "operator",
          "readyz": "operator", "metrics": "operator"}  # fmt: skip


class RequestMetrics:
    """Counts each request and the time until its answer begins. Pure ASGI; `app`: the application inside."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began, kind = time.perf_counter(), get_kind(scope["path"])

        async def counted(message: Message) -> None:
            if message["type"] == "http.response.start":
                REQUESTS.labels(kind, f"{message['status'] // 100}xx").inc()
                REQUEST_SECONDS.labels(kind).observe(time.perf_counter() - began)
            await send(message)

        await self._app(scope, receive, counted)


def get_kind(path: str) -> str:
    """Return to which part of the panel an address belongs."""
    return _KINDS.get(path.split("/")[1] if path.startswith("/") else "", "page")


def note_post(status: int | None, seconds: float) -> None:
    """Count an API event that was sent; `status`: of the answer, None without one."""
    outcome = "no_answer" if status is None else "taken" if 200 <= status < 300 else "refused"
    WEBHOOK_POSTS.labels(outcome).inc()
    WEBHOOK_SECONDS.observe(seconds)
