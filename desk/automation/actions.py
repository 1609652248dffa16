"""Actions of rules: each is a verb of the desk, done by the rule. A refused one changes nothing."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta

from sqlalchemy import text

from db.models import CannedReply, Person
from desk import Desk, Locked, Refused, history
from desk.automation import receivers
from desk.canned import prepared_answers, replies
from desk.conversation import thread
from desk.conversation.new_entry import NewEntry
from desk.notifications import to_assignee, to_requester
from desk.outbox import Say, make_press
from desk.policy import Verb
from desk.rule_specs import Action, ActionKind
from desk.text import RichText
from desk.tickets import assignment, escalation, fields, status

FIELDS: Mapping[ActionKind, tuple[str, ...]] = {
    ActionKind.TOPIC: (history.CATEGORY, history.CATEGORY_CONFIRMED),
    ActionKind.PRIORITY: (history.PRIORITY,),
    ActionKind.ADD_LABEL: (history.TAGS,),
    ActionKind.REMOVE_LABEL: (history.TAGS,),
    ActionKind.ASSIGN: (history.ASSIGNEE,),
    ActionKind.ESCALATE: (history.ESCALATED, history.ESCALATED_BOARD, history.DEESCALATED),
    ActionKind.HOLD: (history.STATUS,),
    ActionKind.CLOSE: (history.STATUS,),
}
"""Fields of the history that an action changes: it is not done within an hour of a person changing one of them."""
_WEBHOOK = text("""
select feed_put(:ticket, 'ticket.rule', :now, 'clock', jsonb_build_object('rule', cast(:rule as text)))
where feed_wanted()
""")


async def perform_action(desk: Desk, ticket: Locked, rule: str, action: Action) -> None:
    """Do one action of the rule with this name. Raises Refused."""
    await _DO[action.kind](desk, ticket, rule, action)


async def _topic(desk: Desk, ticket: Locked, _rule: str, action: Action) -> None:
    await fields.categorise(desk, ticket.number, int(action.value or 0) or None)


async def _priority(desk: Desk, ticket: Locked, _rule: str, action: Action) -> None:
    await fields.prioritise(desk, ticket.number, int(action.value or 0))


async def _move_up(_desk: Desk, ticket: Locked, _rule: str, _action: Action) -> None:
    ticket.moved_up = True


async def _add_label(desk: Desk, ticket: Locked, _rule: str, action: Action) -> None:
    await fields.set_tags(desk, ticket.number, [*ticket.tags, str(action.value)])


async def _remove_label(desk: Desk, ticket: Locked, _rule: str, action: Action) -> None:
    await fields.set_tags(desk, ticket.number, [one for one in ticket.tags if one != action.value])


async def _assign(desk: Desk, ticket: Locked, _rule: str, action: Action) -> None:
    person = await desk.session.get(Person, int(action.value or 0))
    if person is None or person.dismissed_at is not None:
        raise Refused("rule-person-gone")
    await assignment.hand_over_to(desk, ticket.number, person)


async def _send_card(desk: Desk, ticket: Locked, _rule: str, action: Action) -> None:
    await receivers.send_cards(desk, ticket, action.to)


async def _escalate(desk: Desk, ticket: Locked, rule: str, _action: Action) -> None:
    async with desk.change(ticket.number, Verb.ESCALATE):
        desk.require_target(ticket, Verb.ESCALATE)
        await escalation.escalate_locked(desk, ticket, rule, escalation.Cause.RULE)


async def _canned(desk: Desk, ticket: Locked, _rule: str, action: Action) -> None:
    row = await desk.session.get(CannedReply, int(action.value or 0))
    if row is None or row.removed_at is not None or row.owner_id is not None:
        raise Refused("rule-canned-gone")
    team = Desk(desk.session, desk.origin, None, now=desk.now, rules=desk.rules)
    words, missing = await prepared_answers.fill_in(team, ticket, replies.get_words(row))
    if missing is not None:
        raise Refused("rule-canned-missing")
    await thread.add_automatic_reply(desk, ticket.number, NewEntry(words, replies.load_files(row.files)))


async def _note(desk: Desk, ticket: Locked, _rule: str, action: Action) -> None:
    await thread.add_note(desk, ticket.number, NewEntry(RichText(str(action.value))))


async def _notify(desk: Desk, ticket: Locked, rule: str, action: Action) -> None:
    await receivers.notify_people(desk, ticket, rule, str(action.value or ""), action.to)


async def _webhook(desk: Desk, ticket: Locked, rule: str, _action: Action) -> None:
    await desk.session.execute(_WEBHOOK, {"ticket": ticket.id, "now": desk.now, "rule": rule})


async def _hold(desk: Desk, ticket: Locked, _rule: str, action: Action) -> None:
    until = desk.now + timedelta(minutes=int(action.value)) if action.value else None
    await thread.put_on_hold(desk, ticket.number, "", until=until)


async def _close(desk: Desk, ticket: Locked, _rule: str, _action: Action) -> None:
    async with desk.change(ticket.number, Verb.CLOSE):
        to = desk.require_target(ticket, Verb.CLOSE)
        await status.set_status(desk, ticket, to, reason="rule")
        await to_requester.post_letter(desk, ticket, Say("closed-by-rule", {"number": ticket.number}))
        await to_assignee.post_line_to_assignee(
            desk, ticket, "rule-closed-yours", button=make_press("btn-reopen", "reopen", ticket.number)
        )


_DO: dict[ActionKind, Callable[[Desk, Locked, str, Action], Awaitable[None]]] = {
    ActionKind.TOPIC: _topic,
    ActionKind.PRIORITY: _priority,
    ActionKind.MOVE_UP: _move_up,
    ActionKind.ADD_LABEL: _add_label,
    ActionKind.REMOVE_LABEL: _remove_label,
    ActionKind.ASSIGN: _assign,
    ActionKind.SEND_CARD: _send_card,
    ActionKind.ESCALATE: _escalate,
    ActionKind.CANNED: _canned,
    ActionKind.NOTE: _note,
    ActionKind.NOTIFY: _notify,
    ActionKind.WEBHOOK: _webhook,
    ActionKind.HOLD: _hold,
    ActionKind.CLOSE: _close,
}
