"""What is done in the panel alone: its command only says so, with a link to the page. Pure.

`docs/decisions/0156-each-job-has-one-home.md` says why each of them is there.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from desk.policy.permissions import Grant


class Home(NamedTuple):
    """A page of the panel and the right that it asks for; `heard`: the whole lines that ask for it; `presses`, `views`:
    the buttons and views that earlier versions had for it."""

    page: str
    grant: Grant
    heard: str
    presses: str = ""
    views: str = ""


HOMES: Mapping[str, Home] = MappingProxyType(
    {
        "audit": Home("/audit", Grant.AUDIT, "audit|audit log|журнал|журнал действий", "audit", "audit"),
    }
)
"""By the command, of which `home-<command>` says what it is."""
BY_PRESS = {prefix: name for name, home in HOMES.items() for prefix in home.presses.split()}
BY_VIEW = {view: name for name, home in HOMES.items() for view in home.views.split()}
