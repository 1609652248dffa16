# What agents and requesters read when somebody changes a ticket, and remarks under its task.
taken-released = <code>#{ $number }</code> is back in the team’s queue.
priority-by = { $by } set <b>#{ $number }</b> to { $priority ->
    [1] critical
    [2] high
    [3] medium
   *[4] low
} priority.
category-by = { $by } set the topic of <b>#{ $number }</b> to { $category }.
category-none-by = { $by } removed the topic of <b>#{ $number }</b>.
renamed-by = { $by } renamed <b>#{ $number }</b> to “{ $subject }”.
# Remarks under a task.
remark-rated = { $name }: solved, { $stars }
remark-rated-word = { $name }: solved, { $stars } “{ $words }”
remark-word = { $name }: “{ $words }”
remark-reaction = { $name }: { $signs ->
    [custom] a custom emoji
   *[other] { $signs }
}
remark-reaction-to = { remark-reaction } on “{ $words }”
# Refusals.
link-taken = { $name } is already linked to this account; they can unlink it with /link off.
draft-gathers = You are still writing another request. Once it has gone to the team, you can reopen #{ $number }.
# The requester's chat, as a remark under the task.
remark-kept = { $n ->
    [one] { $n } message
   *[other] { $n } messages
} sent while they were blocked { $n ->
    [one] is
   *[other] are
} in the thread in Telegram: /ticket { $number }.
remark-blocked = { $name } has blocked the bot. Answers are saved and will arrive when they unblock it.
remark-back = { $name } is back. The answers that were waiting are on their way.
remark-gone = { $name } no longer has a Telegram account. Answers stay here.
placed-by-clock = { $name } did not choose a request, so it is here.
