"""Limits how many files are received at the same moment, for each owner. While somebody waits for a place, uploads
that have one must be quick."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from starlette.requests import Request

from desk.integrations.token_bearers import Bearer
from web.body import Body

_AT_ONCE = {"team": 4, "systems": 4, "visitors": 2}


@dataclass(frozen=True, slots=True)
class Owner:
    """The sender of files. `pool`: the team, integrations or visitors of the form; `holder`: the session or
    integration, with at most `most` uploads at once; `person`: a user of an integration, with at most one."""

    pool: str
    holder: int
    most: int
    person: int | None = None


VISITORS = Owner("visitors", 0, most=2)
"""Everybody who sends a form without an account, together."""


def make_session_owner(session_id: int) -> Owner:
    """Return the owner for a session of the panel."""
    return Owner("team", session_id, most=2)


def make_bearer_owner(bearer: Bearer) -> Owner:
    """Return the owner for an integration, or for one of its users."""
    return Owner("systems", bearer.system.id, most=3, person=bearer.only.id if bearer.only is not None else None)


class NoPlaceError(Exception):
    """Too many uploads are under way; those that have a place must be quick from now on."""


@dataclass(slots=True)
class Places:
    """The upload places of one process."""

    _taken: list[tuple[Owner, Body | None]] = field(default_factory=list)

    @contextmanager
    def hold_place(self, owner: Owner, request: Request) -> Iterator[None]:
        """Hold a place within the block. Raises NoPlaceError."""
        pool = [one for one in self._taken if one[0].pool == owner.pool]
        held = [one for one in pool if one[0].holder == owner.holder]
        own = [one for one in held if owner.person is not None and one[0].person == owner.person]
        if own or len(held) >= owner.most or len(pool) >= _AT_ONCE[owner.pool]:
            for _, body in own or pool:
                if body is not None:
                    body.hurry()
            raise NoPlaceError
        place = (owner, request.scope.get("state", {}).get("body"))
        self._taken.append(place)
        try:
            yield
        finally:
            self._taken[:] = [one for one in self._taken if one is not place]
