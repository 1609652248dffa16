"""Pages of a list that follow each other by a cursor, as the API answers them."""

from collections.abc import Sequence
from typing import Any, TypeVar

from desk.listing import Following, ListQuery, Shown, make_line
from web.api.caller import Caller
from web.api.problems import ApiError
from web.api.schemas.values import OF_CURSOR

_Row = TypeVar("_Row")


async def load_following(
    caller: Caller, chosen: ListQuery, cursor: str | None, limit: int, shown: Shown
) -> Following[Any]:
    """Load what follows the cursor. Raises ApiError 422."""
    return require_following(await chosen.load_following(caller.session, cursor, limit, shown))


def require_following(found: Following[_Row] | None) -> Following[_Row]:
    """Return what follows a cursor. Raises ApiError 422 if that was of another list, or of an earlier release."""
    if found is None:
        raise ApiError(422, "not-understood", OF_CURSOR, where="query.cursor")
    return found


def make_lines(seen: type[Any], found: Following[Any]) -> dict[str, Any]:
    """Return the fields of a page of rows that `ListOf.show` selects for `seen`."""
    return make_page([make_line(seen, one) for one in found.lines], found.cursor)


def make_page(items: Sequence[Any], cursor: str | None) -> dict[str, Any]:
    """Return the fields of a page."""
    return {"items": items, "next_cursor": cursor, "has_more": cursor is not None}
