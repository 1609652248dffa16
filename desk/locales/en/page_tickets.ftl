# The panel's list of tickets: views, order, files.
page-views = Saved views
page-views-shared = Shared
page-views-mine = Mine
page-view-remove = Remove the view { $name }
page-views-short = Views
page-view-keep = Save as a view
page-view-called = Name
page-view-for-all = for everyone
page-view-save = Save
page-view-name = A view needs a name of 1 to { $n } characters.
page-views-many = There are already { $n } views. Remove one first.
page-csv = Download as CSV
page-bulk-newer = Filed or written to since you opened the list.
page-bulk-busy = Somebody else is changing it right now. Try again.
page-bulk-undo = { $seconds ->
    [0] Undo
   *[other] Undo (within { $seconds } s)
}
undo-passed = #{ $number } can no longer be undone. The time is over, or somebody else has changed it. If it is resolved, you can reopen it.
audit-view-shared = shared the view { $object }
audit-view-removed = removed the shared view { $object }
page-views-ready = Built-in
page-view-held = Assigned to me
page-select-all = Select all on this page
page-pick-everything = { $all ->
    [1] All { $n } that match
   *[0] The first { $n } that match
}
page-picked = { $n } selected
page-picked-none = Select none
