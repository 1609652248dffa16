# Rules: what the help desk does automatically when something happens to a ticket.
rule-actor = Rule “{ $rule }”
rule-notice = ⚙️ <code>#{ $number }</code> “{ $subject }”. Rule: { $rule }{ $has_words ->
    [yes] { "\u000A" }{ $words }
   *[no] { "" }
}
rule-often = ⚠️ The rule “{ $rule }” acted { $most } times { $number ->
    [0] within a minute
   *[other] on <code>#{ $number }</code> within ten minutes
}. It is still on: the rest follows little by little. See /rules.
rule-failed = ⚠️ The rule “{ $rule }” could not { rule-did }. The rest of it was done. See /rules.
closed-by-rule = ☑️ <code>#{ $number }</code> is closed. If you still need help with it, just write here.
rule-closed-yours = ☑️ A rule closed <code>#{ $number }</code>.
escalated-rule = 🔺 <code>#{ $number }</code> “{ $subject }” is escalated by the rule “{ $reason }”.
history-escalated_rule = escalated by the rule { $new }
history-rule = the rule did this: { $new }
title-rules = <b>Rules</b>
none-rules = There are no rules yet. A rule does something with a ticket automatically, for example: tell the leads when a ticket becomes critical.
rules-how = Rules run from top to bottom. { $panel ->
    [yes] You write and change them in the panel.
   *[no] To write your own, use the panel or the API.
}
rule-runs = { $n ->
    [0] It has not acted in the last 30 days.
    [one] It acted once in the last 30 days.
   *[other] It acted { $n } times in the last 30 days.
}
rule-was-often = ⚠️ It acted very often { $at }. What was left was done little by little.
rule-has-failed = ⚠️ Last time it could not { $did }. What it needs may have been removed.
rule-newer = A newer version of pulldesk made this rule. This version cannot show it or run it.
btn-rule = { $on ->
    [yes] ✅
   *[no] ▫️
} { $name }
btn-do-rules-on = Switch on
btn-do-rules-off = Switch off
btn-do-rules-up = ↑ Run earlier
rules-ready-added = Added. They are all switched off: open one to switch it on.
rules-ready-there = All ready-made rules are in the list. Nothing was added.
column-rules = Rule
column-rules-event = When
btn-new-rules-ready = Add ready-made rules
rule-line-when = <b>When</b> { $words }
rule-line-if = <b>If</b> { $words }
rule-line-then = <b>Then</b> { $words }
rule-when = { $event ->
    [filed] a request is filed
    [requester_message] the requester writes
    [team_message] the team answers
    [status] the status changes
    [priority] the priority changes
    [topic] the topic changes
    [assigned] the assignee changes
    [escalated] a ticket is escalated
    [rated] the requester rates a ticket
    [due_soon] a ticket is due soon
    [overdue] a ticket is overdue
    [organization] a request is for an organization
    [customer] something is known about the customer
    [no_answer_team] the team has not answered for { $length }
    [no_answer_requester] the requester has not answered for { $length }
    [hourly] an hour begins
   *[daily] it is { $time } ({ $days })
}
rule-every-day = every day
rule-event = { $event ->
    [filed] A request is filed
    [requester_message] The requester writes
    [team_message] The team answers
    [status] The status changes
    [priority] The priority changes
    [topic] The topic changes
    [assigned] The assignee changes
    [escalated] A ticket is escalated
    [rated] The requester rates a ticket
    [due_soon] A ticket is due soon
    [overdue] A ticket is overdue
    [organization] A request is for an organization
    [customer] Something is known about the customer
    [no_answer_team] The team has not answered for some time
    [no_answer_requester] The requester has not answered for some time
    [hourly] Every hour
   *[daily] Every day at a set time
}
rule-field = { $field ->
    [status] Status
    [priority] Priority
    [topic] Topic
    [label] Label
    [assignee] Assignee
    [organization] Organization
    [event] Event
    [channel] Channel
    [words] Words
    [hours] Business hours
    [author] Author
    [person_label] Requester’s label
    [account] Account field
    [field] Field of the request
   *[stars] Rating
}
rule-condition = { $negated ->
    [yes] { $field } is not: { $values }
   *[no] { $field }: { $values }
}
rule-named = { $n ->
    [0] { $does }
   *[other] { $asked } → { $does }
}
rule-value = { $value ->
    [open] open
    [closed] closed
    [requester] the requester
    [client] a colleague of the requester
    [staff] the team
    [system] nobody (automatic)
    [leads] the leads
    [assignee] the assignee
    [group] the team’s group
   *[none] none
}
rule-stars = { $n ->
    [1] ★
    [2] ★★
    [3] ★★★
    [4] ★★★★
   *[5] ★★★★★
}
rule-removed-value = removed
rule-did = { $did ->
    [topic] set the topic
    [priority] set the priority
    [move_up] move it up in the queue
    [add_label] add a label
    [remove_label] remove a label
    [assign] assign the ticket
    [send_card] send the card
    [escalate] escalate the ticket
    [canned] send a canned reply
    [note] write a note
    [notify] notify people
    [webhook] call webhooks
    [hold] put the ticket on hold
    [field] set a field
    [time] record time spent
   *[close] close the ticket
}
rule-done = { $did ->
    [topic] topic
    [priority] priority
    [move_up] moved up
    [add_label] label added
    [remove_label] label removed
    [assign] assignee
    [send_card] card sent
    [escalate] escalated
    [canned] canned reply
    [note] note
    [notify] people notified
    [webhook] webhooks
    [hold] on hold
    [close] closed
    [field] field
    [time] time spent
   *[other] { rule-did }
}
rule-then = { $did ->
    [topic] set the topic to { $value }
    [priority] set the priority to { $value }
    [add_label] add the label { $value }
    [remove_label] remove the label { $value }
    [assign] assign the ticket to { $value }
    [send_card] send the card first to { $to }
    [canned] send the canned reply { $value }
    [note] write a note: { $value }
    [notify] notify { $to }
    [webhook] call the webhooks
    [time] record { $value } of time spent
   *[other] { rule-did }{ $shows ->
        [length] { "" } for { $value }
        [value] : { $value }
       *[nothing] { "" }
    }
}
rule-name-wrong = Give the rule a name of at most { $longest } characters. Nothing was saved.
rule-actions-missing = The rule does nothing yet. Add at least one action. Nothing was saved.
rule-parts-many = A rule has at most { $most } conditions and { $most } actions. Nothing was saved.
rule-wait-wrong = Enter a time between one minute and 60 days. Nothing was saved.
rule-time-wrong = Enter a time of day such as 09:30. Nothing was saved.
rule-condition-wrong = The condition “{ rule-field }” has no value, or one that does not exist. Nothing was saved.
rule-above = The rule cannot { rule-did }: you may not do that yourself. Nothing was saved.
rule-action-wrong = The rule cannot { rule-did }: a value is missing, reserved, or no longer exists. Nothing was saved.
rules-many = There are { $most } rules already. Remove one first. Nothing was saved.
no-such-rule = This rule has been removed.
rule-unknown = A newer version of pulldesk made this rule. It can be switched on there.
rule-person-gone = This person has left the team.
rule-canned-gone = This canned reply has been removed.
rule-canned-missing = This canned reply names a time that the ticket does not have.
ready-rule-critical = Critical: tell the leads
ready-rule-urgent = Urgent words: high priority
ready-rule-words = urgent, emergency, asap, outage
ready-rule-rating = Low rating: tell the leads
ready-rule-label-rating = low-rating
ready-rule-untaken = Not taken for an hour: tell the leads
ready-rule-hours = Outside business hours: label
ready-rule-label-hours = after-hours
ready-rule-overdue = Overdue and urgent: escalate
ready-rule-silent = No word from the requester for three days: remind the agent
ready-rule-hold = On hold: remind the agent each morning
audit-rule-added = added the rule { $new }
audit-rule-changed = changed the rule { $old } → { $new }
audit-rule-on = switched the rule { $new } on
audit-rule-off = switched the rule { $new } off
audit-rule-moved = moved { $object } up: { $old } → { $new }
audit-rule-removed = removed the rule { $old }
menu-rules = Rules
