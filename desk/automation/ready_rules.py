"""Eight rules that are ready to be switched on. Their names and words are texts: `ready-rule-<key>`."""

from desk.automation.receivers import ASSIGNEE, LEADS
from desk.i18n import catalog
from desk.rule_specs import Action, ActionKind, Condition, ConditionField, RuleSpec, RuleTrigger
from desk.topics.keywords import parse_keywords

_LEADS = Action(ActionKind.NOTIFY, to=(LEADS,))
_AGENT = Action(ActionKind.NOTIFY, to=(ASSIGNEE,))
_UNTAKEN = Condition(ConditionField.ASSIGNEE, (0,))
_URGENT = Condition(ConditionField.PRIORITY, (1, 2))


def list_ready(language: str) -> dict[str, RuleSpec]:
    """Return the ready rules by their keys, worded in a language."""

    def say(key: str) -> str:
        return catalog.say(language, key)

    def make(key: str, trigger: RuleTrigger, *parts: Condition | Action, **options: int | str) -> RuleSpec:
        met = tuple(part for part in parts if isinstance(part, Condition))
        done = tuple(part for part in parts if isinstance(part, Action))
        minutes, time = int(options.get("minutes", 0)), str(options.get("time", ""))
        days = tuple(range(5)) if trigger is RuleTrigger.DAILY else ()
        return RuleSpec(say(f"ready-rule-{key}"), trigger, met, done, minutes=minutes, time=time, days=days)

    words = parse_keywords(say("ready-rule-words"))
    return {
        "critical": make("critical", RuleTrigger.PRIORITY, Condition(ConditionField.PRIORITY, (1,)), _LEADS),
        "urgent": make(
            "urgent", RuleTrigger.FILED, Condition(ConditionField.WORDS, words), Action(ActionKind.PRIORITY, 2)
        ),
        "rating": make(
            "rating",
            RuleTrigger.RATED,
            Condition(ConditionField.STARS, (1, 2)),
            Action(ActionKind.ADD_LABEL, say("ready-rule-label-rating")),
            _LEADS,
        ),
        "untaken": make("untaken", RuleTrigger.NO_ANSWER_TEAM, _UNTAKEN, _LEADS, minutes=60),
        "hours": make(
            "hours",
            RuleTrigger.FILED,
            Condition(ConditionField.HOURS, ("closed",)),
            Action(ActionKind.ADD_LABEL, say("ready-rule-label-hours")),
        ),
        "overdue": make("overdue", RuleTrigger.OVERDUE, _URGENT, Action(ActionKind.ESCALATE)),
        "silent": make("silent", RuleTrigger.NO_ANSWER_REQUESTER, _AGENT, minutes=3 * 24 * 60),
        "hold": make("hold", RuleTrigger.DAILY, Condition(ConditionField.STATUS, ("on_hold",)), _AGENT, time="09:30"),
    }
