# /audit: what was done to the desk itself, a line each.

audit-title = <b>What was done to the desk</b>
audit-title-found = <b>What was done to the desk</b>: “{ $words }”
audit-empty = Nothing yet: invites, settings, topics and the team will stand here.
audit-none = Nothing holds these words.
audit-other = { $action } { $object }: { $old } → { $new }

audit-invite-made = made an invite: { $new ->
    [admin] admin
   *[other] agent
}
audit-joined = opened an invite by { $object }: { $new ->
    [admin] admin
   *[other] agent
}
audit-joined-first = opened the link for the first admin
audit-admitted = let { $object } in as an admin
audit-admin-by-setting = { $object } is an admin by ADMIN_IDS
audit-admin-by-setting-ended = { $object } no longer stands in ADMIN_IDS: { $new ->
    [admin] admin by an invite
   *[other] agent
}
audit-dismissed = removed { $object } from the team
audit-linked = is { $object } on the board
audit-unlinked = unlinked { $object } from the board
audit-evicted = took the accounts of { $object } out of the project on the board
audit-blocked = blocked { $object }: no more requests
audit-unblocked = takes requests from { $object } again
audit-ticket-rung = rang again for { $object }
audit-category-added = added the topic { $object }
audit-category-renamed = renamed a topic: { $old } → { $new }
audit-category-removed = removed the topic { $old }
audit-brake-answered = answered the brake on the board ({ $old ->
    [vanish] tasks gone
    [complete] tasks completed
    [comment] comments
    [add] tasks added
   *[other] { $old }
}): { $new ->
    [go] go on
   *[undo] undo it
}
audit-job-retried = tried again what was given up (no. { $object })
