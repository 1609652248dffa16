"""Rules: read, switched and put in order here; they are written in the panel or through the API."""

from collections.abc import Mapping, Sequence
from functools import partial

from desk import Desk
from desk.administration.kinds import Asker, FieldValue
from desk.administration.resource import Act, New, Resource, RowLine, StoredNames, Wanted, do_by_id, find_by_id
from desk.automation import rule_list, rule_words, rules
from desk.automation.rule_list import RuleLine
from desk.i18n import formats, say
from desk.i18n.catalog import say_rich
from desk.policy.permissions import Grant
from desk.text import RichText


async def _list_lines(asker: Asker, wanted: Wanted) -> Sequence[RowLine]:
    lines = [_make_line(asker, one) for one in await rule_list.list_rules(asker.session, asker.now)]
    return [one for one in lines if wanted.has_match(one.label)]


def _make_line(asker: Asker, row: RuleLine) -> RowLine:
    event = "" if row.spec is None else rule_words.describe_event(asker.language, row.spec)
    on = "yes" if row.enabled else "no"
    return RowLine(str(row.id), asker.say("btn-rule", name=row.name, on=on), (event,))


async def _list_facts(asker: Asker, row: RuleLine) -> Sequence[RichText | str]:
    language, panel = asker.language, "yes" if asker.rules.web.url else "no"
    facts = [say_rich(language, "rule-newer")]
    if row.spec is not None:
        said = await rule_words.describe_rule(asker.session, row.spec, language)
        parts = (("when", (said.when,)), ("if", said.conditions), ("then", said.actions))
        facts = [say_rich(language, f"rule-line-{part}", words=one) for part, words in parts for one in words]
    if row.stopped_at is not None:
        at = formats.format_moment(language, row.stopped_at, asker.rules.timezone, asker.now)
        facts.append(say_rich(language, "rule-was-often", at=at))
    if row.failed_at is not None:
        facts.append(say_rich(language, "rule-has-failed", did=say(language, "rule-did", did=row.failed_action)))
    return [*facts, say_rich(language, "rule-runs", n=row.runs), say_rich(language, "rules-how", panel=panel)]


async def _add_ready(desk: Desk, _inside: str, _given: Mapping[str, FieldValue]) -> str:
    await rules.add_ready_rules(desk)
    return ""


RULES = Resource(
    name="rules",
    stored=StoredNames("rules"),
    command="rules",
    address="/rules",
    section=None,
    grant=Grant.RULES,
    columns=("event",),
    list_lines=_list_lines,
    find=find_by_id(lambda asker, key: rule_list.find_rule(asker.session, key, asker.now)),
    make_line=_make_line,
    get_title=lambda asker, row: f"{row.place}. {_make_line(asker, row).label}",
    list_facts=_list_facts,
    fields=(),
    acts=(
        Act("on", do_by_id(partial(rules.switch_rule, on=True)), has=lambda row: not row.enabled),
        Act("off", do_by_id(partial(rules.switch_rule, on=False)), has=lambda row: row.enabled),
        Act("up", do_by_id(rules.move_rule_up), has=lambda row: row.place > 1),
    ),
    news=(New("ready", (), _add_ready, done="rules-ready-added"),),
)
