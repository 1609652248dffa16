# Refusals: toasts, alerts and lines. At most 200 characters.

no-such-ticket = There is no request #{ $number } here.
not-allowed = Only the team can do this.
reopen-crowded = You have a lot of new or open requests at the moment, so #{ $number } stays as it is. Write what you need; I will pass it on.
requesters-only = Only who filed #{ $number } can do this; you end it with /resolve { $number }.
own-ticket = #{ $number } is your own request; this is for somebody else on the team.
own-history = In #{ $number } you are the requester: its history is for those who work on it.
already-claimed = #{ $number } is already with { $name }.
already-yours = #{ $number } is already yours.
ring-taken = #{ $number } is somebody’s already: it need not ring again.
ring-closed = The desk is closed; #{ $number } rings when it opens.
ring-held-back = #{ $number } waits with an answer for its requester; it rings by itself if that is not enough.
ring-just-now = #{ $number } rang within the last { $n } minutes. Give them a moment.
done-ring = #{ $number } rings again for everybody who is there.
not-possible = #{ $number } is { $status ->
    [new] new
    [assigned] taken
    [in_progress] in progress
    [pending] waiting for the requester
    [on_hold] on hold
    [resolved] resolved
    [closed] closed
    [reopened] open again
   *[cancelled] cancelled
}, so that is not possible now.
too-late-to-reopen = #{ $number } ended more than { $days ->
    [one] { $days } day
   *[other] { $days } days
} ago. Please start a new request.
press-outdated = This button is out of date.
no-such-category = There is no such topic.
category-taken = There is a topic of that name already.
category-name-long = A topic's name has 1 to 60 characters.
no-such-person = I do not know this person.
not-staff = { $name } is not on the team.
not-yourself = You cannot remove yourself.
admin-by-setting = { $name } is an admin by ADMIN_IDS; take them out there.

block-not-them = { $name } cannot be blocked.
not-blocked = This person is not blocked.
barred-press = The team does not take requests from you at the moment.
