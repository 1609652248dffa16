# Tickets that are about the same: merged, separated, answered together.
merged = #{ $number } and #{ $into } are about the same thing, so we will continue in #{ $into } “{ $subject }”. Nothing is lost: the team still sees what you wrote in #{ $number }.
unmerged = #{ $number } is a separate request again, apart from #{ $into }.
is-merged = #{ $number } is now part of #{ $into }. Continue there.
receipt-merged = ☑️ <code>#{ $number }</code> is now part of <code>#{ $into }</code>: we continue there.
card-merged = ☑️ <b>#{ $number }</b> is part of <b>#{ $into }</b>
open-merged = Part of #{ $into }: the thread is shown there.
open-merged-here = Together with { $numbers }
usage-merge = Which one into which? Example: /merge 42 into 40
done-merge = #{ $number } is now part of #{ $into }. Until the next message, /merge { $number } off separates them again.
done-merge-before = #{ $number } is already part of #{ $into }.
done-unmerge = #{ $number } is a separate ticket again.
merge-itself = #{ $number } cannot be merged with itself.
merge-not-theirs = #{ $number } and #{ $into } have different requesters, who would read each other’s words. Who sends the web form is somebody new each time. Answer in one of them, and say so in the other.
merge-other-organization = #{ $number } and #{ $into } belong to different organizations, or one is personal. Nothing was merged.
merge-into-ended = #{ $into } is resolved or has ended. Reopen it first, or merge the other way round: /merge { $into } into { $number }
not-merged = #{ $number } is not merged with another ticket.
unmerge-late = Somebody has written in #{ $into } since, so they stay together. To make a single message a separate ticket, reply to it with /split.
unmerge-first = #{ $number } was merged together with #{ $into }. Separate that one first: /merge { $into } off
merged-from-you = { $by } merged your #{ $number } into #{ $into }.
merged-into-yours = { $by } merged #{ $merged } into your #{ $number }: what is written there now comes here.
merged-raised = <b>#{ $number }</b> now has { $priority ->
    [1] critical
    [2] high
   *[3] medium
} priority, as #{ $merged } had.
merged-promised = <b>#{ $number }</b> is now promised for { $at }, as #{ $merged } was.
remark-merged = Merged into #{ $into }. What is written here goes there.
remark-merged-here = #{ $number } is merged into this ticket. Its earlier messages stay in its own task.
remark-unmerged = Separated from #{ $into } again.
remark-taken-out = #{ $number } is a separate ticket again.
history-merged = part of: { $old } → { $new }
usage-split = Reply to a requester’s message with /split to make it a separate ticket.
done-split = This is now #{ $number }, a separate ticket. /merge puts it back.
split-not-theirs = Only a requester’s message can become a separate ticket.
split-all = #{ $number } consists of this message alone, so there is nothing to split off.
split-told = This is about something else, so it is now #{ $number }, apart from #{ $before }.
subject-split = From #{ $number }
remark-split = A message became #{ $number }.
remark-split-off = Split off from #{ $number }.
history-split = split off: { $new }
card-alike = { $known ->
    [0] { $n } more like this within an hour
   *[other] { $n } more about the same
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
    [0] <b>Like #{ $number }</b>, filed within an hour
   *[other] <b>About the same as #{ $number }</b>
}
alike-none = There are no others any more.
alike-more = … and { $n } more
alike-with = together
alike-effect = Grouped tickets keep their own threads and targets, and requesters don’t see each other. After you answer one, I ask whether to send it to the others.
alike-joined = Answered together. Requesters don’t see each other.
btn-join = Answer these { $n } together
btn-leave = Take out #{ $number }
also-to = { $n ->
    [one] Should the other one like #{ $number } get this answer too? If nobody has taken it, it becomes yours.
   *[other] Should the { $n } others like #{ $number } get this answer too? Those nobody has taken become yours.
}
btn-also-to = { $n ->
    [one] Also to the other one
   *[other] Also to the other { $n }
}
also-sent = Also sent to { $n }: { $numbers }
history-joined = answered together: { $old } → { $new }
add-same = This looks like your #{ $into } “{ $subject }”. Is #{ $number } about the same?
btn-add-same = Add to #{ $number }
btn-not-same = No, something else
add-same-done = #{ $number } is now part of #{ $into }: we continue there.
add-same-over = #{ $number } stays a separate request.

# What a press of each button was, in the log.
press-alike = similar tickets
press-join = answer similar tickets together
press-leave = answer separately again
press-also_to = send the answer to similar tickets
