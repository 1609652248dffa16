# /systems: integrations and their tokens; connections of requesters.
system-used = used { $ago }
system-unused = never used
system-until = expires { $at }
system-over = token expired { $at }: no API, no webhooks
system-revoked = revoked
system-token-ends = Token …{ $hint }, at most { $rate } requests a minute
system-pages = Its users’ own tokens work on these pages: { $pages }
system-rotate-sure = The new token is shown once. The current one stops working right away, and so does everything issued with it: tokens for chats on pages and unopened links into Telegram.
system-restore-token = A restored integration gets a new token; the old one never works again.
system-internal-warning = These give access to all requests of the help desk, not only those of its own users.
system-bad-name = The name must have 1 to { $most } characters.
system-own-names = web form / form / e-mail / mail / mailbox
system-name-own = “{ $name }” is the desk's own form or mailbox. Choose another name.
system-name-taken = There is already an integration “{ $name }”.
system-too-many = There are already { $most } integrations, and more are not possible.
system-bad-pages = Send the addresses of at most { $most } pages, for example https://shop.example, or “-” for none.
system-link-bad = This link has expired. Ask for a new one where you got it.
system-link-erased = Data of one of the two is about to be erased, so nothing was connected. Call that off first: /privacy forget.
system-link-staff = You are on the team, and this link is for people who ask for help. Nothing has changed.
system-welcome = Hello, you come from <b>{ $system }</b>: { $n ->
    [0] write here what you need, and the answers will come here too.
    [one] your open request is here now, and the answers will come here too: /tickets
   *[other] your { $n } open requests are here now, and the answers will come here too: /tickets
}
system-join-ask = <b>{ $system }</b> wants to connect your Telegram with { $named ->
    [1] <b>{ $name }</b> ({ $hint })
   *[other] the account <b>{ $hint }</b>
} there. You will then see here what this account asked there, and anyone who uses that account will see what you ask here.
    Is it your account? Say yes only if you have just come here from { $system } yourself.
system-join-agreed = From now on { $system } shows what you ask here. You can disconnect at any time: /privacy links
system-join-declined = Nothing was connected: { $system } sees nothing you ask here. The link no longer works.
system-join-help = Another site or program shows what you ask here. See which, and disconnect: /privacy links
system-joins = These show what you ask here. Press one to disconnect it: it will not see your new requests.
system-joins-none = No other site or program shows what you ask here.
system-parted = { $system } no longer shows what you ask here. What you asked there stays there.
card-came = Through { $system }{ $there ->
    [1] {", answers are read there"}
   *[other] {""}
}
the-system = An integration
scope-above = A token may only do what you may do yourself. Nothing has changed.
scope-name = { $scope ->
    [tickets] requests of its own users
    [events] API events
    [accounts] account data of its own users
    [webhooks] webhooks
    [all-read] read all requests
    [all-write] change all requests
    [notes] internal notes
    [figures] reports
    [articles] articles
    [articles-write] write articles
    [organizations] organizations and their people
    [rules] rules
    [team] the team and its roles
    [privacy] data of persons: read and erase
    [attendance] events and participants
    [import] history from another desk
   *[settings] settings
}
btn-system-make = New integration
btn-system-scopes = Access
btn-system-rotate = New token
btn-system-revoke = Revoke
btn-system-restore = Restore
btn-system-join-yes = Yes, that is me
btn-system-join-no = No
btn-system-part = Undo
btn-system-part-as = Disconnect { $system } ({ $hint })
btn-system-days = { $n ->
    [0] Never
   *[other] { $n } days
}
audit-system-made = added the integration { $object }
audit-system-rotated = created a new token for the integration { $object }
audit-system-revoked = revoked the integration { $object }
audit-system-restored = restored the integration { $object }
audit-system-scopes = changed the access of the integration { $object }: { $old } → { $new }
audit-system-expires = changed when the token of { $object } expires: { $old } → { $new }
audit-system-limit = changed the requests per minute of { $object }: { $old } → { $new }
audit-system-pages = changed the pages for users of { $object }: { $old } → { $new }
audit-system-joined = came to Telegram from the integration { $new }
audit-system-declined = opened a link of the integration { $new } and said it is not theirs
audit-system-parted = disconnected { $object } from the integration { $old }
audit-external-ref = changed the reference of { $object } in an integration: { $old } → { $new }

# What a press of each button was, in the log.
press-system_join = answer whether to connect with an integration
press-system_part = disconnect from an integration
