systems-title = <b>Your systems</b>: sites and products that open requests for their people.
systems-none = <b>No system yet.</b> A site or product of yours gets a token here, and opens requests for its people with it. How: { $url }/api/docs
system-used = used { $ago }
system-unused = never used
system-until = good until { $at }
system-over = ran out { $at }: it neither asks nor is told anything
system-revoked = revoked
system-token-ends = Token …{ $hint }, at most { $rate } requests a minute
system-may = May: { $scopes }
system-may-nothing = nothing
system-pages = People's own tokens work in pages of: { $pages }
system-rotate-sure = A new token is shown once. The one of now stops at that moment, and so does what it gave out: tokens for chats in pages, links into Telegram that nobody has opened.
system-expiry-default = A new token is good for 365 days unless you choose otherwise.
system-restore-token = A system that is brought back gets a new token; the old one never works again.
system-webhooks-left = What happens is still sent to these addresses for <b>{ $name }</b>. Whoever had the old token may have added one: remove what you do not know.
system-internal-warning = These are about the whole desk, not only about the people it brought.
system-token = The token of <b>{ $name }</b>, shown this once:
    <code>{ $token }</code>
    Keep it on the server, never in a page. Who has it can do what { $name } may.
system-ask-name = What is the system called? Reply to this message with its name, as agents will read it on cards.
system-ask-pages = In which pages may a person's own token be used? Reply with their addresses, at most { $most }, parted by spaces: https://shop.example. A lone - takes all away.
system-bad-name = A name of 1 to { $most } letters, please.
system-name-taken = There is a system “{ $name }” already.
system-too-many = There are { $most } systems already; that is as many as there can be.
system-bad-pages = Addresses of at most { $most } pages, please, such as https://shop.example, or a lone -.
system-link-bad = This link is not good any more. Ask for a new one where you got it.
system-link-staff = You are on the team: this link is for people who ask for help.
system-welcome = Hello, you come from <b>{ $system }</b>: { $n ->
    [0] write here what you need, and answers come here too.
    [one] your open request is here now, and answers come here: /tickets
   *[other] your { $n } open requests are here now, and answers come here: /tickets
}
system-join-ask = <b>{ $system }</b> wants to join your Telegram with { $named ->
    [1] <b>{ $name }</b> ({ $hint })
   *[other] the account <b>{ $hint }</b>
} there. Then you read here what this account asked there, and whoever uses it there reads what you ask here.
    Is it your account? Say yes only if you came from { $system } yourself just now.
system-join-agreed = { $system } shows what you ask here from now on. /unlink ends it whenever you like.
system-join-declined = Nothing was joined: { $system } sees nothing of yours. The link does not work any more.
system-join-help = Another site or product shows what you ask here: /unlink says which, and ends it.
system-joins = These show what you ask here. Press one to end it: what you ask here afterwards is yours alone.
system-joins-none = No other site or product shows what you ask here.
system-parted = { $system } does not show what you ask here any more. What was asked there is there.
card-came = Through { $system }{ $there ->
    [1] {", answers are read there"}
   *[other] {""}
}
the-system = A system
scope-name = { $scope ->
    [tickets] requests of its own people
    [events] events
    [webhooks] webhooks
    [all-read] read all requests
    [all-write] change all requests
    [notes] notes
    [figures] figures
    [articles] articles
   *[settings] settings
}
btn-system = { $name }
btn-system-make = New system
btn-systems = All systems
btn-system-back = Back
btn-system-scopes = What it may do
btn-system-internal = About the whole desk …
btn-system-expiry = Good until …
btn-system-rate = { $rate } a minute
btn-system-pages = Pages
btn-system-rotate = New token
btn-system-rotate-sure = Yes, a new token
btn-system-revoke = Revoke
btn-system-restore = Bring back
btn-system-join-yes = Yes, that is me
btn-system-join-no = No
btn-system-part = Undo
btn-system-part-as = End { $system } ({ $hint })
btn-webhook-remove-host = Remove { $host } …
btn-system-days = { $n ->
    [0] Without end
   *[other] { $n } days
}
btn-system-scope = { $on ->
    [1] ✓
   *[other] –
} { scope-name }
audit-system-made = made the system { $object }
audit-system-rotated = a new token for the system { $object }
audit-system-revoked = revoked the system { $object }
audit-system-restored = brought the system { $object } back
audit-system-scopes = what the system { $object } may do: { $old } → { $new }
audit-system-expires = until when the token of { $object } is good: { $old } → { $new }
audit-system-limit = how often a minute { $object } may ask: { $old } → { $new }
audit-system-pages = in which pages the people of { $object } ask: { $old } → { $new }
audit-system-joined = came to Telegram through the system { $new }
audit-system-declined = opened a link of the system { $new } and said it is not theirs
audit-system-parted = { $object } is not joined with the system { $old } any more
audit-external-ref = gave { $object } another name of a system: { $old } → { $new }
