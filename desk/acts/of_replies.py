"""Acts that are done with a canned reply: a line each, by the words of a typed command. They are checked when they are
saved, and read again with the rights of whoever sends the reply."""

from collections.abc import Callable, Mapping
from datetime import datetime
from types import MappingProxyType

from desk import Desk, Refused
from desk.acts import reading
from desk.acts.declaring import ActStep, Door, TicketAct
from desk.acts.of_tickets import ACTS, ADD_LABEL
from desk.policy.permissions import NEEDED, get_member, has_grant
from desk.text import RichText, clean_text, shorten_line

LONGEST, _SAID = 500, 60
_OF_REPLIES = tuple(act for act in ACTS if Door.REPLY in act.doors)
_LISTED = tuple(act.get_name(Door.REPLY) for act in _OF_REPLIES)
_BY_NAME: Mapping[str, TicketAct] = MappingProxyType(
    {name: act for act in _OF_REPLIES for door in (Door.REPLY, Door.TYPED) for name in act.list_names(door)}
)


def _cut(typed: str) -> list[tuple[str, TicketAct | None, str]]:
    lines = (" ".join(line.split()) for line in clean_text(typed).splitlines())
    cut = ((line, *reading.cut_command(RichText(line), _BY_NAME)) for line in lines if line)
    return [(line, act, rest.text) for line, _, act, rest in cut]


async def read_acts(desk: Desk, typed: str) -> list[ActStep]:
    """Return the acts of the lines, with their values as of now. Raises Refused for the first line that is no such
    act, lacks a value, is not among the actor's rights, or contradicts another one."""
    steps: list[ActStep] = []
    member = await get_member(desk.session, desk.require_actor())
    for line, act, rest in _cut(typed):
        if act is None:
            raise Refused("reply-act-unknown", typed=shorten_line(line, _SAID), acts=", ".join(_LISTED))
        try:
            values = await reading.read_called(desk, act, rest)
        except Refused as refused:
            if refused.key != f"usage-{act.name}":
                raise
            raise Refused("reply-act-value", typed=shorten_line(line, _SAID)) from None
        if any(isinstance(one, datetime) and one <= desk.now for one in values.values()):
            raise Refused("hold-past")
        needed = [act.grant, *(NEEDED[one.needs] for one in act.arguments if one.needs and one.name in values)]
        if not all(has_grant(member, one) for one in needed):
            raise Refused("reply-act-right", typed=shorten_line(line, _SAID))
        if any(_contradict(act, one.act) for one in steps):
            raise Refused("reply-act-twice", typed=shorten_line(line, _SAID))
        steps.append(ActStep(act, values))
    return steps


def _contradict(one: TicketAct, other: TicketAct) -> bool:
    return (one is other and one is not ADD_LABEL) or (one.moves and other.moves)


def describe_acts(say: Callable[..., str], typed: str) -> str:
    """Return what is done with the answer, in a reader's language; values as they were typed."""
    said = (line if act is None else f"{say('reply-act', act=act.name)} {rest}" for line, act, rest in _cut(typed))
    return ", ".join(one.strip() for one in said)
