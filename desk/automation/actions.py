"""Actions of rules: each is a verb of the desk, done by the rule. A refused one changes nothing."""

from datetime import timedelta
from typing import Any

from sqlalchemy import text

from db.models import CannedReply, Person
from desk import Desk, Locked, NotPossible, Refused
from desk.acts.declaring import MADE, Door, make_by_hand
from desk.acts.of_rules import BY_RULE, LENGTHS, VALUES
from desk.automation import receivers
from desk.canned import prepared_answers, replies
from desk.conversation import thread
from desk.conversation.new_entry import NewEntry
from desk.notifications import to_assignee, to_requester
from desk.outbox import Say, make_press
from desk.policy import Verb
from desk.rule_specs import Action, ActionKind
from desk.settings.kinds import Moment
from desk.text import RichText
from desk.tickets import assignment, escalation, fields, status

_WEBHOOK = text("""
select feed_put(:ticket, 'ticket.rule', :now, 'clock', jsonb_build_object('rule', cast(:rule as text)))
where feed_wanted()
""")


async def perform_action(desk: Desk, ticket: Locked, rule: str, action: Action) -> None:
    """Do one action of the rule with this name. Raises Refused."""
    if (by_hand := MADE.get((Door.RULE, action.kind))) is not None:
        await by_hand(desk, ticket, rule, action)
    else:
        act = BY_RULE[action.kind]
        value: Any = action.value
        if action.kind in LENGTHS and isinstance(VALUES[action.kind].kind, Moment):
            value = desk.now + timedelta(minutes=int(value)) if value else None
        given = {VALUES[action.kind].name: value} if action.kind in VALUES else {}
        await act.run(desk, ticket.number, **act.keep_given(given))


@make_by_hand(Door.RULE, ActionKind.MOVE_UP)
async def move_up(_desk: Desk, ticket: Locked, _rule: str, _action: Action) -> None:
    ticket.moved_up = True


@make_by_hand(Door.RULE, ActionKind.ADD_LABEL)
async def add_label(desk: Desk, ticket: Locked, _rule: str, action: Action) -> None:
    await fields.set_tags(desk, ticket.number, [*ticket.tags, str(action.value)])


@make_by_hand(Door.RULE, ActionKind.REMOVE_LABEL)
async def remove_label(desk: Desk, ticket: Locked, _rule: str, action: Action) -> None:
    await fields.set_tags(desk, ticket.number, [one for one in ticket.tags if one != action.value])


@make_by_hand(Door.RULE, ActionKind.ASSIGN)
async def assign(desk: Desk, ticket: Locked, _rule: str, action: Action) -> None:
    person = await desk.session.get(Person, int(action.value or 0))
    if person is None or person.dismissed_at is not None:
        raise Refused("rule-person-gone")
    await assignment.hand_over_to(desk, ticket.number, person)


@make_by_hand(Door.RULE, ActionKind.SEND_CARD)
async def send_card(desk: Desk, ticket: Locked, _rule: str, action: Action) -> None:
    await receivers.send_cards(desk, ticket, action.to)


@make_by_hand(Door.RULE, ActionKind.ESCALATE)
async def escalate(desk: Desk, ticket: Locked, rule: str, _action: Action) -> None:
    async with desk.change(ticket.number, Verb.ESCALATE):
        desk.require_target(ticket, Verb.ESCALATE)
        await escalation.escalate_locked(desk, ticket, rule, escalation.Cause.RULE)


@make_by_hand(Door.RULE, ActionKind.CANNED)
async def send_canned(desk: Desk, ticket: Locked, _rule: str, action: Action) -> None:
    if ticket.is_filed_silently:
        raise NotPossible(ticket.number, Verb.REPLY, ticket.status)
    row = await desk.session.get(CannedReply, int(action.value or 0))
    if row is None or row.removed_at is not None or row.owner_id is not None:
        raise Refused("rule-canned-gone")
    team = Desk(desk.session, desk.origin, None, now=desk.now, rules=desk.rules)
    words, missing = await prepared_answers.fill_in(team, ticket, replies.get_words(row))
    if missing is not None:
        raise Refused("rule-canned-missing")
    await thread.add_automatic_reply(desk, ticket.number, NewEntry(words, replies.load_files(row.files)))


@make_by_hand(Door.RULE, ActionKind.NOTE)
async def note(desk: Desk, ticket: Locked, _rule: str, action: Action) -> None:
    await thread.add_note(desk, ticket.number, NewEntry(RichText(str(action.value))))


@make_by_hand(Door.RULE, ActionKind.NOTIFY)
async def notify(desk: Desk, ticket: Locked, rule: str, action: Action) -> None:
    await receivers.notify_people(desk, ticket, rule, str(action.value or ""), action.to)


@make_by_hand(Door.RULE, ActionKind.WEBHOOK)
async def post_webhook(desk: Desk, ticket: Locked, rule: str, _action: Action) -> None:
    await desk.session.execute(_WEBHOOK, {"ticket": ticket.id, "now": desk.now, "rule": rule})


@make_by_hand(Door.RULE, ActionKind.CLOSE)
async def close(desk: Desk, ticket: Locked, _rule: str, _action: Action) -> None:
    async with desk.change(ticket.number, Verb.CLOSE):
        to = desk.require_target(ticket, Verb.CLOSE)
        await status.set_status(desk, ticket, to, reason="rule")
        await to_requester.post_letter(desk, ticket, Say("closed-by-rule", {"number": ticket.number}))
        await to_assignee.post_line_to_assignee(
            desk, ticket, "rule-closed-yours", button=make_press("btn-reopen", "reopen", ticket.number)
        )
