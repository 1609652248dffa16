# Stars for the agent, and what follows one or two stars.
resolved-stars-silence = ☑️ <code>#{ $number }</code> is closed, as we heard nothing more from you. If something is still wrong, reply to this message. And how was it?
resolved-stars-silence-elsewhere = ☑️ <code>#{ $number }</code> is closed, as we heard nothing more from you. If something is still wrong, just write here. And how was it?
resolved-agent = Thank you: { $stars }. And how was { $name }?{ $word ->
    [1] {" "}Anything to add? Just write it.
   *[0] {""}
 }
low-mark-head = { $stars } from { $name }: <code>#{ $number }</code> “{ $subject }”
low-mark-agent = { $name }: { $stars }
low-mark-ask = What happened? Reply to this message. Only the team sees your answer; the admins get it together with the rating.
low-mark-answered = Thank you. The admins got your answer about <code>#{ $number }</code> together with the rating.
low-mark-over = The admins already have the rating of <code>#{ $number }</code>. A reply to this message is saved as a note.
low-mark-note = { $name }:
low-mark-unanswered = { $name } has not said what happened.
low-mark-no-words = { $name } has answered without text; press Open to see it.
low-mark-nobody = It is not known who resolved it.
history-rating_agent = rating of the agent who resolved it: { $new }
remark-rated-agent = { $name }: solved, { $stars }; { $agent }: { $agent_stars }
remark-rated-agent-word = { $name }: solved, { $stars } “{ $words }”; { $agent }: { $agent_stars }
setting-survey-reminder = Requesters: survey reminder
setting-survey-reminder-effect = Requesters who have not rated are asked once more a day later, silently.
asked-no-more = You are no longer on the team, so you don’t need to answer this.

# What a press of each button was, in the log.
press-rate = stars
press-rate_agent = stars for the agent
