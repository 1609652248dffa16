# How the team is notified: with sound, silently or not at all; which agents get a card first.
setting-called-first = First wave
setting-called-first-effect = If more than six agents are available, a new card goes to this many of them, a minute later to as many more, then to everyone. A smaller number means fewer cards for each; a larger one means a faster pickup.
hear-title = How should I notify you? Each press switches: sound, silent, off.
hear-always = Messages in your tickets, and questions that need your answer, always arrive. What you switch off still shows in the ticket.
hear-line = { $news ->
    [cards] New tickets
    [changes] Changes others make to your tickets
    [reminders] Reminders
    [team] Team (who joined, left or linked an account)
    [board] Board (mass changes, failures)
    [security] Security (sign-ins from new addresses, new tokens, exports)
   *[desk] System (failures, delays)
}: { $how ->
    [silent] silent
    [off] off
   *[sound] sound
}
btn-hear = { $news ->
    [cards] New tickets
    [changes] Changes
    [reminders] Reminders
    [team] Team
    [board] Board
    [security] Security
   *[desk] System
} → { $how ->
    [silent] silent
    [off] off
   *[sound] sound
}
btn-own-news = My own requests
audit-hearing-set = changed their notifications: { $old } → { $new }
setting-group-notices = Notifications
setting-team-notices-to = Team notifications: to whom
setting-team-notices-to-effect = Who is told when somebody joins, leaves or links an account. If nobody is chosen: all admins.
setting-team-notices-in-group = Team notifications to the group
setting-team-notices-in-group-effect = They go to the staff group instead.
setting-board-notices-to = Board notifications: to whom
setting-board-notices-to-effect = Who is told of failures and of suspicious mass changes on the board. If nobody is chosen: all admins.
setting-board-notices-in-group = Board notifications to the group
setting-board-notices-in-group-effect = They go to the staff group instead.
setting-desk-notices-to = System notifications: to whom
setting-desk-notices-to-effect = Who is told what has failed or is delayed. If nobody is chosen: all admins.
setting-desk-notices-in-group = System notifications to the group
setting-desk-notices-in-group-effect = They go to the staff group instead.
setting-group-created = Staff group: new tickets
setting-group-created-effect = The bot tells the staff group of each new ticket.
setting-group-edited = Staff group: changed tickets
setting-group-edited-effect = The bot tells the staff group when a requester renames a ticket or edits a message.
setting-group-closed = Staff group: closed tickets
setting-group-closed-effect = The bot tells the staff group when the team closes a ticket, or when it closes without an answer from the requester.
setting-group-closed-by-requester = Staff group: closed by requesters
setting-group-closed-by-requester-effect = The bot tells the staff group when a requester confirms or cancels a ticket.
group-edited = The requester of #{ $number } has changed it: { $subject }

# What a press of each button was, in the log.
press-hear = notification sounds
press-ownnews = notifications about own requests
taken-cards-line = Cards of tickets that colleagues took: { $kept ->
    [1] stay
   *[other] are deleted
}
btn-taken-cards = { $kept ->
    [1] Delete cards colleagues took
   *[other] Keep cards colleagues took
}
press-takencards = keep or delete cards colleagues took
