# The panel's list of tickets: views, order, files.
page-views = Saved views
page-views-shared = Shared
page-views-mine = Mine
page-view-remove = Remove the view { $name }
page-view-keep = Keep this as a view
page-view-called = Name
page-view-for-all = for everybody
page-view-save = Keep
page-view-name = A view needs a name of 1 to { $n } characters.
page-views-many = { $n } views are the most. Remove one first.
page-csv = CSV of all of these
page-bulk-undo = Undo (within { $seconds } s)
undo-passed = #{ $number } can no longer be taken back so: the time is over, or it is not yours to take back. Reopen it instead.
audit-view-shared = shared the view { $object }
audit-view-removed = removed the shared view { $object }
