"""How many files come at the same moment, for whom: a place each, so that nobody takes those of others. While somebody
waits for a place, whoever has one has to be quick.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from starlette.requests import Request

from desk.integrations.bearers import Bearer
from web.body import Body

_AT_ONCE = {"team": 4, "systems": 4}


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose files come. `pool`: of the team, or of systems; `holder`: of them the session or the system, at most
    `most` at once; `person`: of a system's, at most one."""

    pool: str
    holder: int
    most: int
    person: int | None = None


def of_session(session_id: int) -> Owner:
    """Of somebody of the team who is signed in."""
    return Owner("team", session_id, most=2)


def of_bearer(bearer: Bearer) -> Owner:
    """Of a system, or of one person of its."""
    return Owner("systems", bearer.system.id, most=3, person=bearer.only.id if bearer.only is not None else None)


class NoPlaceError(Exception):
    """Too many come already; whoever has a place has to be quick from now on."""


@dataclass(slots=True)
class Places:
    """Those of one process."""

    _taken: list[tuple[Owner, Body | None]] = field(default_factory=list)

    @contextmanager
    def taken(self, owner: Owner, request: Request) -> Iterator[None]:
        """Have one within the block. Raises NoPlaceError."""
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
