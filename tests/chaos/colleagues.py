"""How the people of the scenes about roles come in: by invites, then roles, accounts on the board, rules, criteria."""

from __future__ import annotations

from db.models import Role
from desk.automation import rules
from desk.reviews import results
from desk.rule_specs import Action, ActionKind, Condition, ConditionField, RuleSpec, RuleTrigger
from desk.staff import members
from tests.chaos.cast import OLGA, ROLES, TESS, Cast, joins, links_account
from tests.chaos.city import City
from tests.chaos.clients import make_desk

NAMED = {"Watch": ("second", "hums"), "Radio": ("radio",)}
"""Rules on what is filed, and the words one of which has to be in it. One on everything would stop itself after a
hundred."""
_MIDDLE = Condition(ConditionField.PRIORITY, (3,))
_RULES = (
    RuleSpec("Watch", RuleTrigger.FILED, (Condition(ConditionField.WORDS, NAMED["Watch"]),),
             (Action(ActionKind.ADD_LABEL, "watched"),)),
    RuleSpec("Radio", RuleTrigger.FILED, (Condition(ConditionField.WORDS, NAMED["Radio"]),),
             (Action(ActionKind.NOTE, "Look at the aerial"),)),
    RuleSpec("Taken", RuleTrigger.ASSIGNED, (_MIDDLE,), (Action(ActionKind.PRIORITY, 2),)),
    RuleSpec("Raised", RuleTrigger.PRIORITY, (), (Action(ActionKind.NOTIFY, "Raised", ("leads",)),)),
    RuleSpec("Answered", RuleTrigger.TEAM_MESSAGE, (), (Action(ActionKind.WEBHOOK),)),
    RuleSpec("Ended", RuleTrigger.STATUS, (Condition(ConditionField.STATUS, ("resolved",)),),
             (Action(ActionKind.ADD_LABEL, "ended"), Action(ActionKind.NOTE, "Ended"))),
)  # fmt: skip
CRITERIA = ("Polite and clear", "Answered in time")


async def assemble(city: City, cast: Cast) -> dict[int, str]:
    """Everybody is on the team; return the accounts on the board of those who have one, by Telegram id."""
    for person, (name, _) in ROLES.items():
        await city.telegram.do("person", id=person, first_name=name, language_code="en")
        await joins(city, person)
    accounts = await _on_board(city, cast)
    async with city.database.unit_of_work() as session:
        desk = await make_desk(session)
        for person, role in [(OLGA, Role.SENIOR), *((person, role) for person, (_, role) in ROLES.items())]:
            if role is not Role.AGENT:
                await members.give_role(desk, person, role)
        for spec in _RULES:
            await rules.switch_rule(desk, await rules.add_rule(desk, spec), on=True)
        for name in CRITERIA:
            await results.add_criterion(desk, name, 1)
    return accounts


async def _on_board(city: City, cast: Cast) -> dict[int, str]:
    """Tess gets an account; Olga, who has one, becomes a senior. Todoist's free plan has room for no more."""
    project = next(p["id"] for p in city.service.world.projects.rows.values() if p["name"] == "Support")
    user = await city.todoist.do("user", full_name="Tess Board", email="tess@example.com")
    await city.todoist.do("join", user=user["id"], project_id=project)
    await links_account(city, TESS, str(user["id"]))
    return {TESS: str(user["id"]), OLGA: cast.linked[OLGA]}
