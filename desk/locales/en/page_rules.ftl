# The pages of rules in the panel.
page-rules = Rules
page-rule-new = New rule
page-rule-of-label = Make a rule for “{ $label }”
page-rule-name = Name
page-rule-name-made = Named after what it does
page-rule-when = When
page-rule-if = If
page-rule-if-how = All of these must be true. If one has several values, any of them is enough.
page-rule-then = Then
page-rule-event = Trigger
page-rule-wait = For how long
page-rule-length = For how long
page-rule-unit = Unit of time
page-rule-units = { $unit ->
    [minutes] minutes
    [hours] hours
   *[days] days
}
page-rule-time = At
page-rule-comparison = Comparison
page-rule-is = { $negated ->
    [yes] none of
   *[no] one of
}
page-rule-words = Separated by commas
page-rule-text = Words for these people (optional)
page-rule-add-condition = Add a condition
page-rule-add-action = Add an action
page-rule-try = Try it
page-rule-try-how = You then see what the rule would have done in the last 30 days, and can save it.
page-rule-tried = If the rule had been on
page-rule-would = { $n ->
    [0] In the last 30 days it would not have acted. Events checked: { $events }.
    [one] In the last 30 days it would have acted once. Events checked: { $events }.
   *[other] In the last 30 days it would have acted { $n } times; tickets: { $tickets }. Events checked: { $events }.
}
page-rule-would-now = { $n ->
    [0] It would act on none of the open tickets now.
   *[other] It would act on { $n } of { $events } open tickets now.
}
page-rule-cut = Only the newest { $most } events were examined.
page-rule-not-saved = Nothing was changed, and the rule is not saved yet.
page-rule-save = Save
page-rule-save-on = Save and switch on
page-rule-save-off = Save, switched off
page-rule-remove-what = The rule stops working. What it has done to tickets stays. This cannot be undone.
page-rule-state = { $on ->
    [yes] on
   *[no] off
}
page-rule-receivers = { $group ->
    [ticket] Of the ticket and the team
    [role] Everybody with the role
    [person] People
   *[topic] Agents who answer this topic
}
