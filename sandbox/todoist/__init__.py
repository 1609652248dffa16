"""A pretend Todoist: accounts, boards, sync, webhooks, over HTTP. Knows nothing of who uses it."""

from .app import SERVICE, Service, make_app
from .control import snapshot
from .world import TodoistWorld

__all__ = ["SERVICE", "Service", "TodoistWorld", "make_app", "snapshot"]
