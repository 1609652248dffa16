# Keys of the panel.
page-keys = Keyboard
page-keys-on = Single-key shortcuts
page-keys-close = Close
page-changed = Something has changed: show it
page-key = { $key ->
    [CtrlK] everything in one field: tickets, people, pages, actions
    [seek] search
    [gn] Now
    [gt] Tickets
    [gr] Reports
    [ga] Answers
    [gp] People
    [gs] Settings
    [gl] Log
    [jk] next row or ticket, previous one
    [x] select the row
    [Enter] open the row
    [e] resolve (you can undo it for a moment)
    [h] hand the ticket over
    [a] take the ticket, or assign it to you
    [r] write an answer
    [Esc] close what is open, or leave the field
    [n] internal note
    [CtrlEnter] send the answer
   *[other] this list
}
page-palette = Find or do
page-palette-field = Number, words, name, page or action
page-palette-seen = Last opened
page-palette-acts = This ticket
page-palette-none = Nothing found.
page-palette-how = { $key ->
    [move] choose
    [open] open
   *[close] close
}
page-palette-asked = { $asked ->
    [queue] Tickets that nobody has taken
    [mine] Tickets assigned to you
    [open] All open tickets
    [team] The team
    [late] What is overdue
    [whose] Tickets of seven days, by those who filed them
    [load] Open tickets of each agent
    [report] The report on seven days
    [week] The report on this week
   *[title] Asked in words
}
