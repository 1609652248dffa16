"""The actions of rules: acts that are declared for them, and those of rules alone, with the grants that each needs."""

from desk.acts.declaring import Door
from desk.acts.of_tickets import ACTS
from desk.policy.permissions import Grant
from desk.rule_specs import ActionKind
from desk.settings import DeskSettings
from desk.settings.kinds import Length, Moment

BY_RULE = {act.get_name(Door.RULE): act for act in ACTS if Door.RULE in act.doors | act.made}
ACTIONS = tuple(dict.fromkeys((*map(str, ActionKind), *BY_RULE)))
"""All kinds of actions, in the order in which they are offered."""
VALUES = {
    name: next((one for one in act.arguments if isinstance(one.kind, Moment)), act.arguments[0])
    for name, act in BY_RULE.items()
    if Door.RULE in act.doors and act.arguments
}
"""The argument of an act to which a rule gives the action's value: a moment, if it has one, from minutes."""
LENGTHS = frozenset(name for name, one in VALUES.items() if isinstance(one.kind, Length | Moment))
"""Actions whose value is a length of time, in minutes."""


def list_actions(rules: DeskSettings) -> list[str]:
    """Return the kinds of actions that no setting has switched off."""
    return [one for one in ACTIONS if one not in BY_RULE or BY_RULE[one].is_on(rules)]


_CHANGES = frozenset({Grant.SEE_ALL, Grant.WORK})
NEEDED_BY_RULES: dict[str, frozenset[Grant]] = {
    **{name: _CHANGES | {act.grant} for name, act in BY_RULE.items()},
    ActionKind.MOVE_UP: _CHANGES,
    ActionKind.SEND_CARD: frozenset({Grant.SEE_ALL}),
    ActionKind.NOTIFY: frozenset({Grant.SEE_ALL}),
    ActionKind.CANNED: _CHANGES | {Grant.SEND},
    ActionKind.WEBHOOK: frozenset({Grant.SEE_ALL, Grant.EXPORT}),
}
"""The grants that a member of the team needs for a rule with that action besides `rules`: a rule reaches all requests,
and does no more than who made it, changed it or switched it on could do by hand."""
