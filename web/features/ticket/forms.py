"""The forms of acts on the ticket page, each with the fields of its declaration."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from desk.act_catalogue import list_acts
from desk.acts.declaring import Argument, Door, TicketAct
from desk.i18n.catalog import has_key
from desk.queries.ticket_card import TicketCard
from desk.settings.kinds import Choice, TypedLine
from web.context import Visitor
from web.rendering import Words

Options = Sequence[tuple[str, str]]
CHOSEN = ("event", "outlet", "cause")
"""Acts whose value is chosen among what the desk has; there is no form where it has nothing."""
_ELSEWHERE = ("hand", "category", "split", "paid", "sendon", "steps")
"""Acts with a value whose buttons stand by what they are about."""
FORMS = [act for act in list_acts(Door.PANEL).values() if act.arguments and act.name not in _ELSEWHERE]
"""Acts with a form."""
PLACED = frozenset({"hold", "promise", "escalate", "subject", "reader", "organization", "price", "merge", *CHOSEN})
"""Acts whose place in the menus is written; the others stand at the end of the last one."""
_LONGEST = 60
"""Characters of a time or a number."""


@dataclass(frozen=True, slots=True)
class FormField:
    """`name`: of the act's argument; `options`: of a choice, `value` one of them; `most`: how many characters fit."""

    name: str
    hint: str
    value: str
    options: Options
    most: int


@dataclass(frozen=True, slots=True)
class ActForm:
    """`now`: what stands there, in words."""

    name: str
    fields: Sequence[FormField]
    now: str
    is_placed: bool


def list_offered(visitor: Visitor, card: TicketCard, choices: Mapping[str, object], *, priced: bool) -> list[TicketAct]:
    """Return the acts with a form: those that the visitor may do in this status, unless more is asked for."""
    source = card.staff.source
    there = {
        "escalate": card.staff.can_escalate, "merge": not card.merged_into, "price": priced,
        "reader": source is not None and source.is_by_mail, "organization": visitor.rules.organizations.enabled,
        **{name: name in choices for name in CHOSEN},
    }  # fmt: skip
    return [
        act for act in FORMS if act.is_possible(card.status) and visitor.may(act.grant) and there.get(act.name, True)
    ]


def make_form(
    words: Words, act: TicketAct, choices: Mapping[str, tuple[Options, str]], held: str, now: str | None
) -> ActForm:
    """Return the form of an act. `held`: what its first field holds; `now`: the same in words, if they are others."""
    options, chosen = choices.get(act.name, ((), held))
    fields = [_make_field(words, one, options, "" if at else chosen) for at, one in enumerate(act.arguments)]
    return ActForm(act.name, fields, now or dict(options).get(chosen, held), act.name in PLACED)


def _make_field(words: Words, one: Argument, options: Options, value: str) -> FormField:
    key = f"page-hint-{one.name}"
    hint = words.say(key) if has_key(words.language, key) else ""
    if isinstance(one.kind, Choice):
        options = [(str(preset), one.kind.format_value(words.language, preset)) for preset in one.kind.presets]
    most = one.kind.longest if isinstance(one.kind, TypedLine) else _LONGEST
    return FormField(one.name, hint, value, options, most)
