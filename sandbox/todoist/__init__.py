"""The simulated Todoist: accounts, projects, sync, webhooks, over HTTP; must not know who uses it."""

from sandbox.todoist.app import SERVICE, make_app
from sandbox.todoist.control_api import get_snapshot
from sandbox.todoist.service import Service
from sandbox.todoist.world import TodoistWorld
