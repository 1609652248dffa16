"""Whether the conditions of a rule are met. Pure; what they compare is read in `facts.py`."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from db.models import Origin, Status
from desk.rule_specs import Condition, ConditionField, Value, fold_label
from desk.text import vague_request

NONE = 0
"""Among ids: none is set."""


@dataclass(frozen=True, slots=True)
class Facts:
    """A ticket and its event as conditions compare them. `topic_ids`: its topic and the group of that; `author`: of the
    event, as `AUTHORS` names them; `text`: the message, or subject and messages of the requester. `person_labels` and
    `account`: of the requester, a field of their account data as `tier=gold`, all in small letters; `fields`: so the
    declared ones."""

    status: Status
    priority: int
    topic_ids: tuple[int, ...]
    labels: tuple[str, ...]
    assignee_id: int | None
    organization_id: int | None
    event_id: int | None
    channel: Origin
    is_open: bool
    author: str
    text: str
    stars: int | None
    person_labels: tuple[str, ...] = ()
    account: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()


SYSTEM = "system"
AUTHORS = ("requester", "client", "staff", SYSTEM)
HOURS = ("open", "closed")


def match_all(conditions: Sequence[Condition], facts: Facts) -> bool:
    """Return True if all of them are met."""
    return all(_has_value(one, facts) is not one.negated for one in conditions)


def _has_value(condition: Condition, facts: Facts) -> bool:
    if condition.field is ConditionField.WORDS:
        return vague_request.has_any_keyword(facts.text, [str(one) for one in condition.values])
    wanted: Collection[Value] = condition.values
    if condition.field in (ConditionField.PERSON_LABEL, ConditionField.ACCOUNT, ConditionField.FIELD):
        wanted = [fold_label(str(one)) for one in condition.values]
    return not set(_list_values(condition.field, facts)).isdisjoint(wanted)


def _list_words(field: ConditionField, facts: Facts) -> Collection[Value]:
    if field is ConditionField.LABEL:
        return facts.labels
    if field is ConditionField.FIELD:
        return facts.fields
    return facts.person_labels if field is ConditionField.PERSON_LABEL else facts.account


def _list_values(field: ConditionField, facts: Facts) -> Collection[Value]:
    """Return what the ticket has there."""
    match field:
        case ConditionField.STATUS:
            return (facts.status.value,)
        case ConditionField.PRIORITY:
            return (facts.priority,)
        case ConditionField.TOPIC:
            return facts.topic_ids or (NONE,)
        case ConditionField.LABEL | ConditionField.PERSON_LABEL | ConditionField.ACCOUNT | ConditionField.FIELD:
            return _list_words(field, facts)
        case ConditionField.ASSIGNEE:
            return (facts.assignee_id or NONE,)
        case ConditionField.ORGANIZATION:
            return (facts.organization_id or NONE,)
        case ConditionField.EVENT:
            return (facts.event_id or NONE,)
        case ConditionField.CHANNEL:
            return (facts.channel.value,)
        case ConditionField.HOURS:
            return (HOURS[0] if facts.is_open else HOURS[1],)
        case ConditionField.AUTHOR:
            return (facts.author,)
        case _:
            return (facts.stars or NONE,)
