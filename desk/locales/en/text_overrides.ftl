# /text: what the bot says, in the words of admins.
usage-text = Reply to a message of mine with /text, or send /text and words from it. Example: /text looking after
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
wording-empty = The message has no text. Send the new text as a message.
wording-guard = This text protects people, so its words stay as they are.
wording-unknown = Line { $line }: { $name } is not a placeholder here. You can use: { $known }
wording-takes-none = Line { $line }: { $name } is not a placeholder here. This text has none.
wording-dropped = { $names } is missing. It was here: “… { $place }”. Put it back into your text.
wording-long = The text has { $n } characters; at most { $most } fit.
wording-long-button = A button shows at most { $most } characters, and this has { $n }. Too much: “{ $place }”.
wording-one-line = A button has one line. Your second line begins with: “{ $part }”.
wording-plain = This text is sent without formatting, but “{ $part }” is formatted. Send it as plain text.
audit-wording = changed a text ({ $object }): “{ $old }” → “{ $new }”

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
    [changed] Changed by you
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
    [changed] texts in your words
   *[other] texts without a theme
}
title-texts = <b>Texts of the bot</b>
none-texts = No text of mine has these words. Try fewer, exactly as you see them. Or reply /text to a message of mine.
column-texts = Text
column-texts-where = Where it appears
field-texts-words = Text
field-texts-words-help = The bot says this from the moment you save it.
btn-do-texts-original = Restore the original
