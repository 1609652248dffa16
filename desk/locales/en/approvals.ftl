# Approval of trainees' answers: /approvals, Send, Change and send, Return.
approval-head = { $waits ->
    [1] ⏳ <b>#{ $number }</b> “{ $subject }”: { $author }’s answer to { $requester } needs your approval.
   *[0] <b>#{ $number }</b> “{ $subject }”: { $author }’s answer to { $requester }
}
approval-head-status = { $waits ->
    [1] ⏳ <b>#{ $number }</b> “{ $subject }”: { $author } wants to change its status and needs your approval.
   *[0] <b>#{ $number }</b> “{ $subject }”: { $author } asks to change its status
}
approval-verb = { $verb ->
    [resolve] After approval, the request becomes resolved.
   *[pending] After approval, the request waits for the requester.
}
approval-since = 💬 { $name } has written since:
approval-waits = ⏰ This has been waiting for a decision for a while.
approval-new-words = There are new words: the requester has written, or the answer was changed. Read them, then press Send again.
approval-outcome = { $state ->
    [waiting] It is waiting for a decision.
    [sent] ✅ <code>#{ $number }</code>: sent. Approved by { $by }.
    [changed] ✅ <code>#{ $number }</code>: { $by } changed the answer and sent it.
    [returned] ↩️ <code>#{ $number }</code>: { $by } returned it to { $name }: { $words }
    [withdrawn] <code>#{ $number }</code>: { $name } withdrew it.
    [planned] It is planned for later.
    [stopped] It was not sent; its author decides.
    [done] ✅ <code>#{ $number }</code>: sent as planned.
    [offered] The assistant drafted it. { $name } decides.
   *[ended] <code>#{ $number }</code>: not sent, because { $name } has left the team. The text is still in the ticket.
}
approval-read = <b>#{ $number }</b>: { $name } answered where the requester reads. It was read there at once, without approval.
approval-returned = ↩️ <code>#{ $number }</code>: { $by } returned your answer: { $words }
    Edit your message to ask again, or write a new answer.
approval-decided = { $state ->
    [sent] { $by } has already sent this answer.
    [changed] { $by } has already changed and sent this answer.
    [returned] { $by } has already returned this answer.
    [withdrawn] This answer was withdrawn.
   *[ended] This answer is no longer waiting.
}
approval-ask-change = What should the answer to <code>#{ $number }</code> say? Your next message goes to the requester under { $name }'s name. Files of the answer stay. Tap the text to copy it:
approval-ask-return = What should { $name } change in the answer to <code>#{ $number }</code>? Only the team sees your next message.
approval-words-only = Please send text only. Nothing has changed.
approval-empty = The answer is empty. Nothing was sent.
approval-comment-wrong = Please write what to change, in up to { $most } characters. Nothing has changed.
drafted = ⏳ Your answer to <code>#{ $number }</code> is waiting for approval. Edit your message to change it.
drafted-status = ⏳ <code>#{ $number }</code>: your change is waiting for approval.
edit-needs-approval = This answer has already been sent, so the requester still sees the earlier text. Write a new answer; it will be approved like the others.
approvals-none = No answers are waiting for approval.
approvals-title = <b>Answers waiting for approval: { $n }</b>
approvals-line = <b>#{ $number }</b> { $name } · { $subject } · { $age }
remark-unapproved = { $name } answered without approval, where the requester reads it at once.
remark-draft = { $name }'s answer is waiting for approval; the requester does not see it. React to it with 👍 to send it.
remark-draft-status = Undone for now: this change by { $name } is waiting for approval.
remark-draft-unread = Not sent: the answer has changed, or the requester has written. Read it, then react to it with { $sign }.
remark-draft-sent = Sent to the requester. Approved by { $by }.
remark-draft-changed = Changed and sent to the requester by { $by }: { $words }
remark-returned = { $by } returned { $name }'s answer: { $words }
heading-draft = ⏳ <code>#{ $number }</code> <b>{ $name }</b> (not sent):
heading-plain-draft = ⏳ <b>{ $name }</b> (not sent):
menu-approvals = Answers waiting for approval
page-approvals-tab = Approvals
page-approvals = Answers waiting for approval
page-draft = not sent yet, only the team sees it
page-approval-words = { $name }'s answer
page-approval-comment = What { $name } should change
promoted = { $name } is an agent now.
no-trainee = { $name } is not a trainee. Nothing has changed.
mentor-cannot-approve = This person may not approve answers. Nothing has changed.
trainee-figures = Sent in the last 30 days: { $n }; unchanged: { $share }%; changed: { $changed }.
trainee-returned = Returned at least once: { $n }. Waiting now: { $waiting }.
trainee-wait = Median time until a decision: { $wait }.
trainee-mentor = { $has ->
    [1] Mentor: { $name }
   *[other] No mentor: everyone who may approve is asked.
}
audit-mentor-set = set the mentor of { $object }: { $old } → { $new }
page-trainee = Trainee
page-mentor = Mentor
page-no-mentor = everyone who may approve
btn-trainee = Trainee: figures, mentor
btn-mentor = Mentor: { $name }
btn-no-mentor = No mentor
btn-promote = Make { $name } an agent
btn-approval-send = Send
btn-approval-change = Change and send
btn-approval-return = Return
btn-approval-withdraw = Withdraw
btn-approval-open = #{ $number }

# What a press of each button was, in the log.
press-appr = decide on an answer
press-trainee = show a trainee
press-promote = make a trainee an agent
press-mentor = choose a mentor
history-approval = answer that waited: { $new }
approval-state = { $state ->
    [sent] sent as written
    [changed] sent with changes
    [returned] returned
    [withdrawn] withdrawn
   *[ended] ended, its author left the team
}
