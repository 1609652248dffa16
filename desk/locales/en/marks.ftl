# Stars for who solved it, and what becomes of few stars.
resolved-stars-silence = ☑️ <code>#{ $number }</code> is closed, as there was no answer. If something is left, reply to this message. And how was it?
resolved-stars-silence-elsewhere = ☑️ <code>#{ $number }</code> is closed, as there was no answer. If something is left, just write here. And how was it?
resolved-agent = Thank you: { $stars }. And how was { $name }?{ $word ->
    [1] {" "}A few words are welcome too: just write them.
   *[0] {""}
 }
low-mark-head = { $stars } from { $name }: <code>#{ $number }</code> “{ $subject }”
low-mark-agent = { $name }: { $stars }
low-mark-ask = What happened? Reply to this message. Your words stay inside the team; the admins get them together with the mark.
low-mark-answered = Thank you. The admins have your words on <code>#{ $number }</code>, together with the mark.
low-mark-over = The admins have the mark of <code>#{ $number }</code>. A reply to this message is kept as a note.
low-mark-note = { $name }:
low-mark-unanswered = { $name } has not said what happened.
low-mark-no-words = { $name } has answered without words; Open shows it.
low-mark-nobody = Nobody knows who solved it.
history-rating_agent = rating of who solved it: { $new }
remark-rated-agent = { $name }: solved, { $stars }; { $agent }: { $agent_stars }
remark-rated-agent-word = { $name }: solved, { $stars } “{ $words }”; { $agent }: { $agent_stars }
setting-survey-reminder = Requesters: stars, once more
setting-survey-reminder-effect = Who was asked for stars and has not answered is asked once more a day later, without a sound.
setting-low-marks = One or two stars
setting-low-marks-effect = Who solved it is asked what happened. Mark and answer come to the admins together; after a day the mark alone.
asked-no-more = You are no longer on the team: this is not asked any more.
