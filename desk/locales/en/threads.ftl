# Requests that are one after all: merged, taken apart.

merged = #{ $number } and #{ $into } are about the same, so we go on in #{ $into } “{ $subject }”. Nothing is lost: what you wrote there is read here too.
unmerged = #{ $number } is a request of its own again, beside #{ $into }.
is-merged = #{ $number } is part of #{ $into } now. Go on there.
receipt-merged = ☑️ <code>#{ $number }</code> is part of <code>#{ $into }</code> now: we go on there.
card-merged = ☑️ <b>#{ $number }</b> is part of <b>#{ $into }</b>
open-merged = Part of #{ $into }: the thread is shown there.
open-merged-here = Together with { $numbers }

usage-merge = Which into which? Like this: /merge 42 into 40
done-merge = #{ $number } is part of #{ $into } now. /unmerge { $number } takes it out again until the next message.
done-merge-before = #{ $number } is part of #{ $into } already.
done-unmerge = #{ $number } stands for itself again.
merge-itself = #{ $number } cannot be part of itself. Like this: /merge 42 into 40
merge-not-theirs = #{ $number } and #{ $into } are not of the same requester; only requests of one person can be merged.
merge-into-ended = #{ $into } is solved or has ended. Reopen it first, or merge the other way round: /merge { $into } into { $number }
not-merged = #{ $number } is part of no other request.
unmerge-late = Something was said in #{ $into } since, so they stay together. A single message becomes a request of its own by /split as a reply to it.
unmerge-first = #{ $number } came here with #{ $into }. Take that out first: /unmerge { $into }

merged-from-you = { $by } made #{ $number }, which was yours, part of #{ $into }.
merged-into-yours = { $by } made #{ $merged } part of your #{ $number }: what is said there is said here now.
merged-raised = <b>#{ $number }</b> has the priority { $priority ->
    [1] critical
    [2] high
   *[3] medium
} now, as #{ $merged } had.
merged-promised = <b>#{ $number }</b> is promised for { $at } now, as #{ $merged } was.
remark-merged = Merged into #{ $into }. What is written here goes there.
remark-merged-here = #{ $number } is part of this now; its words stand under its own task.
remark-unmerged = Taken out of #{ $into } again.
remark-taken-out = #{ $number } is a ticket of its own again.
history-merged = part of: { $old } → { $new }

usage-split = As a reply to a message of its requester: /split makes it a request of its own.
done-split = That is #{ $number } now, a request of its own. /merge puts it back.
split-not-theirs = Only what a requester wrote becomes a request of its own.
split-all = This is all that #{ $number } says, so there is nothing to split off.
split-told = This is about something else, so it is #{ $number } now, beside #{ $before }.
subject-split = From #{ $number }
remark-split = A message became #{ $number }.
remark-split-off = Split off #{ $number }.
history-split = split off: { $new }

card-alike = { $known ->
    [0] { $n } like this within the hour
   *[other] { $n } others are about the same
}
card-joined = { $n ->
    [one] answered with one other
   *[other] answered with { $n } others
}
btn-alike = { $known ->
    [0] This hour: { $n }
   *[other] About the same: { $n }
}
alike-title = { $known ->
    [0] <b>Like #{ $number }</b>, filed within the hour
   *[other] <b>About the same as #{ $number }</b>
}
alike-none = None any more.
alike-more = … and { $n } more
alike-with = together
alike-effect = Joined, each keeps its thread and its promise, and no requester hears of another. After an answer to one you are asked whether the others get it too.
alike-joined = Answered together. No requester hears of another.
btn-join = Join these { $n }
btn-leave = #{ $number } by itself
also-to = { $n ->
    [one] Should the other one like #{ $number } get this answer too? If nobody has it, you take it.
   *[other] Should the { $n } others like #{ $number } get this answer too? Those nobody has become yours.
}
btn-also-to = { $n ->
    [one] Also to the other one
   *[other] Also to the other { $n }
}
also-sent = Also sent to { $n }: { $numbers }
history-joined = answered together: { $old } → { $new }

add-same = This looks like your #{ $into } “{ $subject }”. Does #{ $number } belong there?
btn-add-same = Add to #{ $number }
btn-not-same = No, it is another one
add-same-done = #{ $number } is part of #{ $into } now: we go on there.
add-same-over = #{ $number } is a request of its own.
