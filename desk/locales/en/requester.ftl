# What a requester reads. Numbers in this file are shown as code.
# The receipt, by what has become of the request.
receipt-draft = <code>#{ $number }</code> noted. Add details or a screenshot if you like; it goes to the team as soon as you are done.
receipt-opener = <code>#{ $number }</code> · Sure. What happened?
receipt-of-none = <code>#{ $number }</code> · You have no other open requests. What happened?
receipt-filed = <code>#{ $number }</code> has gone to the team.
receipt-waits = You have many requests at the moment, so the team was not alerted to this one. The team will be reminded of it: { $at }.
receipt-hello = What is it about? Write it here, and the team is alerted.
receipt-waits-queue = You have many requests at the moment, so the team was not alerted to this one. The team has it in its queue.
btn-urgent = It is urgent
receipt-open = <code>#{ $number }</code> is with { $name }.
receipt-add = You can keep writing here: it all goes into this request.
receipt-add-by-reply = Reply to this message to add to it.
receipt-resolved = ✅ <code>#{ $number }</code> is resolved.
receipt-closed = ☑️ <code>#{ $number }</code> is closed.
receipt-cancelled = <code>#{ $number }</code> is cancelled. You don’t need to do anything else.
receipt-category = Topic: { $category }
# Lines.
taken = 🙋 { $name } is looking after your request <code>#{ $number }</code>.
taken-on-board = 🙋 The team is looking after your request <code>#{ $number }</code>.
nobody-free-again = <code>#{ $number }</code> has been waiting for { $age }: everyone is still busy. I have reminded the team again. If anything has changed, reply to this message.
nobody-free = <code>#{ $number }</code>: everyone is busy right now. I have reminded the team; you don’t need to do anything.
waiting-for-you = ⏳ <code>#{ $number }</code>: { $name } is waiting for your answer. { $several ->
    [0] Just write here.
    [2] Open it below to answer.
   *[other] Just reply to this message.
}
waiting-for-you-team = ⏳ <code>#{ $number }</code> is waiting for your answer. { $several ->
    [0] Just write here.
    [2] Open it below to answer.
   *[other] Just reply to this message.
}
waiting-over = <code>#{ $number }</code> is no longer waiting for you.
footer-waiting-for-you = ⏳ waiting for your answer
footer-on-hold-until = ⏸ We are waiting for somebody else, until { $at }. We will write then, or earlier if there is news.
footer-on-hold = ⏸ We are waiting for somebody else. You will hear from us as soon as there is news.
on-hold-until = ⏸ <code>#{ $number }</code> is on hold until { $at }: we are waiting for somebody else. We will write then, or earlier if there is news.
on-hold = ⏸ <code>#{ $number }</code> is on hold: we are waiting for somebody else. You will hear from us as soon as there is news.
reopened = ↩️ <code>#{ $number }</code> has been reopened.
reopened-by = ↩️ { $name } has reopened <code>#{ $number }</code>.
closed-by-board = ☑️ <code>#{ $number }</code> was closed because it is no longer on the team’s board. If you still need help with it, reply to this message.
closed-by-board-elsewhere = ☑️ <code>#{ $number }</code> was closed because it is no longer on the team’s board. If you still need help with it, just write here.
cancelled = <code>#{ $number }</code> is cancelled.
greeted = Hi. What happened?
number-alone = A number alone tells the team little. If it is for an earlier request, reply to one of its messages. Otherwise write what happened.
flood = I have everything you wrote; please give me a minute to pass it on.
# Questions.
which-ticket = Which request is this for?
which-ticket-default = If you do not choose, it goes to #{ $number } in { $minutes ->
    [one] { $minutes } minute.
   *[other] { $minutes } minutes.
}
which-ticket-done = Added to <code>#{ $number }</code>.
which-ticket-all = Added to <code>#{ $number }</code>, and also to { $also }.
which-ticket-new = This is now a new request, <code>#{ $number }</code>.
add-next = Write it here; your next message goes to <code>#{ $number }</code>.
new-next = Write what happened; your next message starts a new request.
add-next-over = I added nothing to <code>#{ $number }</code>.
new-next-used = I have started a new request.
new-next-over = No new request was started. Send /new when you need one.
resolved-added = I have added this to <code>#{ $number }</code>. Is it solved?
closed-reply = <code>#{ $number }</code> is already closed. Should I reopen it, or is this something new?
cancelled-reply = <code>#{ $number }</code> is cancelled. Should I reopen it, or is this something new?
question-new-request = This is now a new request, <code>#{ $number }</code>.
close-ask = Should I close <code>#{ $number }</code>?
close-stays = <code>#{ $number }</code> stays open.
wrote-mail = A message with your e-mail address has reached us: “<code>{ $subject }</code>”{ $n ->
    [one] {""}
   *[other] {", and "}{ $n } messages in all
}. Did you write it?
wrote-mail-yes = Thank you. <code>#{ $number }</code> is your request now, and answers come here.
wrote-mail-no = Thank you. The team knows that it was not you.
wrote-mail-over = This answer is no longer needed, thank you.
rating-doubt-ask = Not solved yet? { $name } knows already.
rating-doubt-ask-team = Not solved yet? The team knows already.
rating-doubt-over = I have added this to your rating. If it is still not solved, reopen <code>#{ $number }</code>.
person-reads = A person reads this.
person-reads-agent = A person reads this: { $name } has <code>#{ $number }</code>.
person-reads-queue = A person reads this. Your place in the queue: { $place }.
person-knows-boss = I have told { $name } that you want to speak to a manager.
cancel-which = Which request should I cancel?
cancel-nothing = You have no open requests.
cancel-asked = Nothing has changed. You can ignore that question.
cancel-question = OK, never mind. Nothing about your requests has changed.
# The resolved message, by what has become of it.
resolved-ask = ✅ { $name } says <code>#{ $number }</code> is solved. Does it work now?
resolved-ask-team = ✅ We think <code>#{ $number }</code> is solved. Does it work now?
resolved-ask-silence = ✅ We did not hear from you about <code>#{ $number }</code>. Is this still needed?
resolved-stars = Glad to help with <code>#{ $number }</code>. How was it?
resolved-word = Thank you: { $stars }. Would you like to add a few words? Just write them.
resolved-thanks = Thank you. ☑️ <code>#{ $number }</code> is closed.
resolved-thanks-stars = Thank you: { $stars }. ☑️ <code>#{ $number }</code> is closed.
resolved-word-stored = Thank you, I will pass it on.
resolved-closed = ☑️ <code>#{ $number }</code> is closed.
resolved-closed-silence = ☑️ <code>#{ $number }</code> is closed, as we heard nothing more from you. If something is still wrong, reply to this message.
resolved-cancelled = <code>#{ $number }</code> is cancelled.
resolved-not-yet = ↩️ <code>#{ $number }</code> is with { $name } again.
resolved-not-yet-team = ↩️ <code>#{ $number }</code> is with the team again.
resolved-asked-again = <code>#{ $number }</code>: I have asked you again in a newer message.
resolved-left = Tell us what is still wrong.
resolved-left-by-reply = What is still wrong? Reply to this message.
resolved-back = ↩️ <code>#{ $number }</code> is in progress again.
# Requests from somebody who is blocked.
barred = The team is not accepting requests from you right now. Your messages are saved, but nobody is notified.
# The subject of one's own request.
subject-ask = What should <code>#{ $number }</code> be called? Send the new subject. Now it is “{ $subject }”.
subject-set = <code>#{ $number }</code> is now called “{ $subject }”.
subject-kept = I didn’t get a message, so <code>#{ $number }</code> keeps its subject.
