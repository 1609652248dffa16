# Keys of the panel.
page-keys = Keys
page-keys-on = Single keys work here
page-keys-close = Close
page-changed = Something changed: show it
page-key = { $key ->
    [seek] search
    [gn] Now
    [gt] Tickets
    [gr] Reports
    [ga] Answers
    [gp] People
    [gs] Settings
    [gl] Log
    [jk] next row, row before
    [x] select the row
    [Enter] open the row
    [e] resolve (can be taken back for a moment)
    [n] a note for the team
    [CtrlEnter] send the answer
   *[other] this list
}
