# Nouns that are administered: what all their screens and pages share.
admin-search = To search: <code>/{ $command } words</code>
admin-search-field = Search
admin-field = { $language ->
    [en] { $name }, English
    [ru] { $name }, Russian
   *[none] { $name }
}
admin-value = <b>{ $name }:</b> { $value }
admin-none = none
admin-ask = Reply to this message to change <b>{ $name }</b>: { $row }
admin-ask-words = <b>{ $act }</b>: { $row }
    To add words, reply to this message. Without any, press the button.
admin-words-only = Send text or files here. Nothing was changed.
admin-no-option = That cannot be chosen any more. Nothing was changed.
admin-gone = This is not there any more, so your words were not used. They are still above.
admin-undo-late = A change can be undone for ten minutes. Nothing was changed.
admin-saved-draft = Saved. Requesters get it after you publish it.
admin-act-done = Done.
admin-new = New
admin-kind = Kind
admin-tags = Tags for formatting, in angle brackets: b, i, code, quote.
btn-admin-change = Change
btn-admin-field = { $name }
btn-admin-language = { $language ->
    [ru] Russian
   *[en] English
}
btn-admin-row = Change “{ $name }”
btn-admin-new = Add
btn-admin-back = ‹ Back
page-admin-above = Back to the list
page-admin-none = Nothing here has these words. Try fewer of them.
page-admin-nothing-saved = Nothing was saved yet: see the fields below.
page-admin-done = { $what ->
    [added] Added.
    [saved] Saved.
    [same] Nothing was different.
    [undone] Undone: the earlier values apply again.
   *[done] Done.
}

# What a press of each button was, in the log.
press-ad = list of an administered noun
press-adrow = open an administered row
press-adfield = open a field of a row
press-adask = ask for a field of a row
press-adset = choose a value of a field
press-adnew = ask for a new row
press-addo = do something to a row
press-adundo = undo a change of a row
