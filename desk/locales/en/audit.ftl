# The audit log: changes to the help desk itself, one line each.
audit-none = No entry matches these words.
audit-more = These are the newest { $n } entries. Choose a person or a day to see earlier ones.
audit-other = { $action } { $object }: { $old } → { $new }
audit-invites-ended = ended their own open invites
audit-invite-made = created an invite: { $new ->
    [admin] admin
    [trainee] trainee
    [senior] senior agent
    [reviewer] reviewer
    [manager] manager
   *[other] agent
}
audit-joined = joined by an invite from { $object }: { $new ->
    [admin] admin
    [trainee] trainee
    [senior] senior agent
    [reviewer] reviewer
    [manager] manager
   *[other] agent
}
audit-joined-first = joined as the first admin, by the link of the first start
audit-admitted = made { $object } an admin
audit-admin-by-setting = { $object } is an admin through ADMIN_IDS
audit-admin-by-setting-ended = { $object } is no longer in ADMIN_IDS, and is now { $new ->
    [admin] an admin by invite
    [trainee] a trainee
    [senior] a senior agent
    [reviewer] a reviewer
    [manager] a manager
   *[other] an agent
}
audit-dismissed = removed { $object } from the team
audit-linked = linked to { $object } on the board
audit-unlinked = unlinked { $object } from the board
audit-evicted = removed the accounts of { $object } from the project on the board
audit-blocked = blocked requests from { $object }
audit-unblocked = unblocked requests from { $object }
audit-ticket-rung = notified everyone of { $object } again
audit-ticket-called = said that { $object } is urgent
audit-copies-off = limited the answers on { $object } to the requester
audit-copies-on = let the answers on { $object } go to those in copy
audit-forward-given = made the forwarded mail of { $object } the request of its writer
audit-forward-kept = left the forwarded mail of { $object } with its sender
audit-sender-asked = asked who wrote the mail of { $object }
audit-sender-confirmed = confirmed the mail of { $object }
audit-sender-denied = did not write the mail of { $object }
audit-category-added = added the topic { $object }
audit-category-renamed = renamed a topic: { $old } → { $new }
audit-category-removed = removed the topic { $old }
audit-brake-answered = decided about the safety stop on the board ({ $old ->
    [vanish] tasks gone
    [complete] tasks completed
    [comment] comments
    [add] tasks added
   *[other] { $old }
}): { $new ->
    [go] continue
   *[undo] undo
}
audit-job-retried = retried failed job { $object }
audit-mail-opened-anyway = opened a request of unreadable mail { $object }
audit-mail-dismissed = dismissed a mail that opened no request: { $object }
# Values in the audit log.
audit-all-days = all days
audit-nameless = { $kind ->
    [person] somebody
    [category] a topic
    [system] a system
    [account] an account that is no longer linked
   *[event] an event
}
audit-file-tickets = list of tickets
audit-file-part = { $part ->
    [names] with names
    [words] with messages
    [category] one topic
    [agent] one agent
    [late] overdue
    [waits] waiting for our answer
   *[sort] sorted
}
