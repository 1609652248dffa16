"""The choices of the editor: values of conditions, receivers, canned replies, each with its name."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import or_, select

from db.models import CannedReply, Event, Organization, any_of
from desk.automation.receivers import ASSIGNEE, GROUP, LEADS
from desk.automation.rule_checks import KINDS
from desk.i18n import catalog
from desk.integrations import own_systems
from desk.policy import permissions
from desk.rule_specs import ConditionField, RuleSpec, Value
from desk.settings import kinds
from desk.staff import who_is_there
from desk.topics import editing
from web.context import Visitor

Choice = tuple[Value, str]
_MOST_ORGANIZATIONS = 200


@dataclass(frozen=True, slots=True)
class Choices:
    """Lists of values with their names. `of_fields`: by the field of a condition; `receivers`: by
    the name of their group."""

    of_fields: Mapping[str, Sequence[Choice]]
    topics: Sequence[Choice]
    people: Sequence[Choice]
    canned: Sequence[Choice]
    receivers: Sequence[tuple[str, Sequence[Choice]]]


async def load_choices(visitor: Visitor, rule: RuleSpec) -> Choices:
    """Return the choices of a rule; what it names already is always among them."""
    session, language = visitor.session, visitor.language

    def say(key: str, **args: str | int) -> str:
        return catalog.say(language, key, **args)

    known = await editing.load_tree(session)
    topics = [(one.id, one.get_name(language)) for one in known]
    people = [(one.id, one.name) for one in await who_is_there.list_team(session)]
    replies = select(CannedReply.id, CannedReply.key).where(
        CannedReply.removed_at.is_(None), CannedReply.owner_id.is_(None)
    )
    none = (0, say("rule-value", value="none"))
    events = select(Event.id, Event.name).where(Event.removed_at.is_(None)).order_by(Event.starts_on.desc())
    of_fields: dict[str, Sequence[Choice]] = {
        **{
            field.value: [(one, kind.format_value(language, one)) for one in kind.presets]
            for field, kind in KINDS.items()
            if isinstance(kind, kinds.Choice)
        },
        ConditionField.TOPIC.value: [none, *topics],
        ConditionField.ASSIGNEE.value: [none, *people],
        ConditionField.ORGANIZATION.value: [none, *await _list_organizations(visitor, rule)],
        ConditionField.EVENT.value: [none, *[(row[0], row[1]) for row in await session.execute(events)]],
        ConditionField.CHANNEL.value: [
            (one.value, say("history-door", origin=one.value)) for one in await own_systems.list_channels(session)
        ],
    }
    roles = [(f"role:{one.value}", say("role-name", role=one.value)) for one in permissions.STAFF]
    grouped: dict[str, Sequence[Choice]] = {
        "ticket": [(one, say("rule-value", value=one)) for one in (LEADS, ASSIGNEE, GROUP)],
        "role": roles,
        "person": [(f"person:{key}", name) for key, name in people],
        "topic": [(f"topic:{one.id}", one.get_name(language)) for one in known],
    }
    receivers = [(say("page-rule-receivers", group=group), of) for group, of in grouped.items() if of]
    canned = [(row[0], f"!{row[1]}") for row in await session.execute(replies.order_by(CannedReply.key))]
    own = [(one.id, one.get_name(language)) for one in known if not one.is_group]
    return Choices(of_fields, own, people, canned, receivers)


async def _list_organizations(visitor: Visitor, rule: RuleSpec) -> list[Choice]:
    """Return the first organizations by name, and those that the rule names."""
    if not rule.has_condition(ConditionField.ORGANIZATION):
        return []
    named = [one for c in rule.conditions if c.field is ConditionField.ORGANIZATION for one in c.values]
    first = select(Organization.id).where(Organization.removed_at.is_(None)).order_by(Organization.name)
    wanted = or_(Organization.id.in_(first.limit(_MOST_ORGANIZATIONS)), any_of(Organization.id, named))
    rows = select(Organization.id, Organization.name).where(wanted).order_by(Organization.name)
    return [(row[0], row[1]) for row in await visitor.session.execute(rows)]
