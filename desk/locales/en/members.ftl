# /organization: one's own organizations; for directors their members and links.
org-own-title = <b>Your organizations</b>
org-none = You do not belong to an organization yet. Send /register to say where you work, or ask your director for a link.
org-none-staff = You are on the team, and the team belongs to no organization. Of a ticket: /organization 42.
org-unconfirmed = not confirmed yet
org-unconfirmed-effect = Nobody has confirmed yet that you belong here. Until then you see your own requests only. You need not do anything.
org-effect = { $role ->
    [director] You see all requests of the organization, closed ones too, and decide who belongs to it.
    [administrator] You see the open requests of the organization, and can write in them and close them.
   *[user] You see your own requests. Those of colleagues are open to administrators and directors.
}
org-help = Your organization, your role there and your notifications: /organization.
org-members-title = <b>Members of { $organization }</b>
member-of-group = { $name } wrote in the group “{ $group }”. Does this person belong to { $organization }?
org-joined-how = { $source ->
    [contact] Recognised by phone number
    [tax_id] Joined by tax id
    [invite] Joined by a link
    [api] Added by a connected system
    [group] Wrote in the organization’s group
   *[admin] Added by the help desk
} · { $since }
news-organization = About requests of colleagues: /organization.
org-notices = Notifications about requests of colleagues:
org-notice-line = { $on ->
    [1] ✓
   *[0] –
} { $kind ->
    [new] new requests
    [status] their status changes
   *[daily] all of it in one message a day, at 10:00
}
btn-org-notice = { $kind ->
    [new] New requests
    [status] Status changes
   *[daily] Once a day
}: { $on ->
    [1] switch off
   *[0] switch on
}
member-notice = <b>{ $organization }</b>: { $step ->
    [taken] somebody on the team is working on a request
    [resolved] a request is solved and waits for confirmation
    [closed] a request is closed
    [cancelled] a request was cancelled
    [reopened] a request is open again
   *[new] a new request
}
member-request = <code>#{ $number }</code> “{ $subject }”
member-digest-title = <b>Requests of colleagues since yesterday</b>
member-line = { $organization }, { $step ->
    [taken] taken
    [resolved] solved
    [closed] closed
    [cancelled] cancelled
    [reopened] open again
   *[new] new
}
org-leave-ask = Leave { $organization }? { $role ->
    [user] Your own requests stay with you.
   *[other] You lose access to the requests of others at once. Your own requests stay with you.
}
org-left = You have left { $organization }.
org-remove-ask = Remove { $name } from { $organization }? They lose access to the requests of others at once, and are told.
org-removed = { $by } removed you from { $organization }. You still have your own requests: /tickets.
org-added = { $by } added you to { $organization }. { $role ->
    [director] You are a director: you see all its requests and decide who belongs to it.
    [administrator] You are an administrator: you see its open requests and can write in them.
   *[user] You are a user: your requests can be for it.
} More: /organization.
org-role-given = { $by } changed your role in { $organization }. { $role ->
    [director] You are a director now: you see all its requests and decide who belongs to it.
    [administrator] You are an administrator now: you see its open requests and can write in them.
   *[user] You are a user now: you see your own requests.
} More: /organization.
org-link-ask = Which role should the link give? It works for one person.
org-link = Link for a new { $role ->
    [director] director
    [administrator] administrator
   *[user] user
} of your organization. It works once, until { $until }:
    { $link }
    Forward it to one person. Anybody who opens it first joins.
org-link-used = { $name } opened your link and joined { $organization } as { $role ->
    [director] a director
    [administrator] an administrator
   *[user] a user
}.
org-link-expired = This link has expired. Ask the director for a new one. If you need help, just write what happened.
org-link-staff = This link is for the clients of the help desk. You are on the team, so you cannot join. The link still works.
org-joined = You belong to { $organization } now. { $role ->
    [director] You see all its requests and decide who belongs to it.
    [administrator] You see its open requests and can write in them.
   *[user] Your requests can be filed for it.
} More: /organization. If you need help, just write what happened.
org-joined-before = You already belong to { $organization }. Nothing has changed{ $works ->
    [1] , and the link still works
   *[0] {""}
}. See /organization.
org-only-directors = Only a director of the organization can do this.
org-own-role = You cannot change your own role. Another director can.
org-own-removal = You cannot remove yourself here. To leave, send /organization.
org-director-new = { $name } is now a director of { $organization }. { $n ->
    [0] There is no other director.
    [one] The other director: { $others }.
   *[other] The other directors: { $others }.
}
org-director-none = { $organization } has no director any more.
audit-member-invited = made a link into { $object }: { $new ->
    [director] director
    [administrator] administrator
   *[user] user
}
btn-org = { $organization }
btn-org-back = ‹ Your organizations
org-figures-title = Figures of { $organization }
org-figures-none = There were no requests of this organization in the last 30 days. Personal requests do not count.
btn-org-figures = Figures
btn-org-members = Members
btn-org-back-members = ‹ Members
btn-org-leave = Leave
btn-org-leave-sure = Yes, leave
btn-org-stay = ‹ Stay
btn-org-member = { $name }
btn-org-invite = Invite by link
btn-org-role = { $role ->
    [director] Make director
    [administrator] Make administrator
   *[user] Make user
}
btn-org-link = { $role ->
    [director] Director
    [administrator] Administrator
   *[user] User
}
btn-org-confirm = Confirm
btn-org-remove = Remove
btn-org-remove-sure = Yes, remove { $name }
btn-org-keep = ‹ Keep

# The log of presses.
press-org_own = own organizations
press-org_notice = notifications of an organization: switch
press-org_leave = leave an organization
press-org_figures = figures of an organization
press-org_members = members of an organization
press-org_member = open a member of an organization
press-org_role = change a member’s role
press-org_confirm = confirm a member
press-org_remove = remove a member
press-org_ask = choose the role of a link
press-org_invite = make a link into an organization
