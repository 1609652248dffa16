# /text: what the bot says, in the words of admins.
usage-text = Reply to a message of mine with /text, or send /text and words from it. Example: /text looking after
texts-found = { $n ->
    [one] <b>{ $n } text</b>
   *[other] <b>{ $n } texts</b>
}
texts-none = No text of mine has these words. Try fewer, exactly as you see them: /text looking after
text-line = <b>{ $n }.</b> { $place }
text-place = <i>{ $place ->
    [requester] Requesters see it
    [team] The team sees it
    [everybody] Everyone sees it
    [admins] Admins see it
    [board] On the board
   *[button] Button
}, { $language ->
    [ru] Russian
   *[en] English
}</i>
text-original = Original text:
text-ask-stays = Keep these placeholders, I fill them in: { $names }
text-forms = Your text is used for every number (1 request, 5 requests).
text-plain = This text is sent without formatting.
text-ask = Reply to this message with your text instead of:
text-set = From now on I say:
text-same = I already say:
text-as-written = The original text is back.
wording-empty = The message has no text. Send the new text as a message.
wording-unknown = Line { $line }: { $name } is not a placeholder here. You can use: { $known }
wording-takes-none = Line { $line }: { $name } is not a placeholder here. This text has none.
wording-dropped = { $names } is missing. It was here: “… { $place }”. Put it back into your text.
wording-long = The text has { $n } characters; at most { $most } fit.
wording-long-button = A button shows at most { $most } characters, and this has { $n }. Too much: “{ $place }”.
wording-one-line = A button has one line. Your second line begins with: “{ $part }”.
wording-plain = This text is sent without formatting, but “{ $part }” is formatted. Send it as plain text.
btn-text-change = Change
btn-text-original = Restore the original
btn-texts-back = ‹ All results
audit-wording = changed a text ({ $object }): “{ $old }” → “{ $new }”

# What a press of each button was, in the log.
press-texts = page of found texts
press-text = open a text of the bot
press-textask = rewrite a text of the bot
press-textback = restore an original text
press-textundo = undo a change of a text
text-theme = { $theme ->
    [requesters] Requesters
    [tickets] Tickets
    [answers] Answers
    [clients] Organizations
    [help] Help
    [team] Team
    [board] Board
    [web] Web and integrations
    [admins] Settings
   *[other] Everything else
}
text-theme-of = { $theme ->
    [requesters] receipts, questions to requesters, notifications, ratings, registration
    [tickets] cards, lists, buttons and their replies, history, merging
    [answers] articles, automatic answers, canned replies, topics, announcements, ideas
    [clients] organizations, members, payments, groups
    [help] the pages of /help
    [team] notifications to the team, shifts, approvals, reviews, summaries
    [board] remarks and descriptions in Todoist
    [web] panel, integrations, web form, chat in a page
    [admins] settings, set-up, rules, targets, business hours, events, export
   *[other] texts without a theme
}
