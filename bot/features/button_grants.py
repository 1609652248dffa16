"""Which grant a button of staff needs, by the prefix of its data. Buttons that the reader may not use are not shown. A
press on an old one is refused before any feature sees it. Buttons that requesters use too are not listed."""

from collections.abc import Iterable

from bot.views import Row
from desk.policy.grants import Grant

_WORK = (
    "claim pending progress hold resolve escalate deescalate ring reopen release hand give prio cause gone still "
    "canwait asks ask join leave also_to canned reply_with similar similar_use similar_article "
    "canned_send canned_solve canned_change event eventback problem_make focus focus_off"
)
BUTTON_GRANTS: dict[str, Grant] = {
    **dict.fromkeys(_WORK.split(), Grant.WORK),
    "block": Grant.BLOCK,
    "unblock": Grant.BLOCK,
    "paid": Grant.PRICES,
}


def find_button_grant(data: str) -> Grant | None:
    """Return the grant that a button with this data needs, or None."""
    return BUTTON_GRANTS.get(data.partition(":")[0])


def drop_refused_buttons(rows: Iterable[Row], grants: frozenset[Grant]) -> tuple[Row, ...]:
    """Return the rows without the buttons that a person with these grants may not use."""
    kept = (tuple(one for one in row if one.data is None or _is_usable(one.data, grants)) for row in rows)
    return tuple(row for row in kept if row)


def _is_usable(data: str, grants: frozenset[Grant]) -> bool:
    needed = find_button_grant(data)
    return needed is None or needed in grants
