# Keys of the panel.
page-keys = Keyboard
page-keys-on = Single-key shortcuts
page-keys-close = Close
page-changed = Something has changed: show it
page-key = { $key ->
    [seek] search
    [gn] Now
    [gt] Tickets
    [gr] Reports
    [ga] Answers
    [gp] People
    [gs] Settings
    [gl] Log
    [jk] next row, previous row
    [x] select the row
    [Enter] open the row
    [e] resolve (you can undo it for a moment)
    [n] internal note
    [CtrlEnter] send the answer
   *[other] this list
}
