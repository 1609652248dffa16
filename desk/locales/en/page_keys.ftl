# Keys of the panel.
page-keys = Keys
page-keys-on = Single keys work here
page-keys-close = Close
page-changed = Something changed: show it
page-key = { $key ->
    [1] search
    [2] Now
    [3] Tickets
    [4] Reports
    [5] Answers
    [6] People
    [7] Settings
    [8] Log
    [9] next row, row before
    [10] select the row
    [11] open the row
    [12] resolve
    [13] a note for the team
   *[other] this list
}
