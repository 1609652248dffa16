# What is suggested to requesters before a person answers.
receipt-offered = { $n ->
    [one] In the meantime, this may help:
   *[other] In the meantime, one of these may help:
}
btn-helped = That helped
card-offered = Suggested to the requester: { $titles }
requester-was-helped = #{ $number }: what we suggested helped { $name }. It is closed.
receipt-answered = ☑️ <code>#{ $number }</code> is closed. Glad that helped. If something is still wrong, just write.
offered-remark = Suggested to the requester: { $titles }
## Automatic answers, to requesters
receipt-preset = Got it: <code>#{ $number }</code>. The next message may already answer it. If it doesn’t, press <b>I need a person</b> or just write. Otherwise I will call somebody ({ $at }).
btn-need-person = I need a person
person-called = Your request has gone to the team.
preset-by = Automatic answer
card-answered = Answered automatically: { $title }
## Automatic answers, to admins
preset-state = { $waits ->
    [true] published, with changes to publish
   *[false] { $state ->
        [published] published
        [old] archived
       *[draft] draft
    }
}
preset-counts = sent { $given }, helped { $helped }
preset-gone = This automatic answer no longer exists.
preset-hits = { $of ->
    [0] <b>{ $title }</b>: there are no messages yet to test it on.
   *[other] <b>{ $title }</b>: it would have answered { $n } of the last { $of } messages.
}
btn-preset-check = Publish…
btn-preset-publish = Publish
## What is wrong
preset-text-long = This text has { $n } characters; an answer can have { $most }.
preset-placeholder = { $written } is not known until somebody takes the ticket. You can use { "{" }name{ "}" } and { "{" }number{ "}" }.
preset-examples-wrong = One example per line: at most { $most } examples of at most { $longest } characters each.
preset-example-short = “{ $example }” is too short: an example needs at least two meaningful words.
preset-examples-missing = There are no examples yet. Without them the bot cannot tell which questions to answer.
preset-text-dash = A lone “-” is not a text. If you don’t need this language, send no text for it: one language is enough.
preset-changed-since = Somebody has changed it in the meantime. Look at it again before you publish it.
preset-too-wide = It would have answered { $n } of the last { $of } messages, more than a tenth. Make the examples narrower or add keywords.
presets-too-many = There are already { $most } automatic answers. Archive one first.
audit-preset-added = added the automatic answer “{ $new }”
audit-preset-changed = changed { $old ->
    [text] the text of the
    [examples] the examples of the
    [keywords] the keywords of the
    [topic] the topic of the
   *[other] the
} automatic answer “{ $new }”
audit-preset-renamed = renamed the automatic answer “{ $old }” → “{ $new }”
audit-preset-published = published the automatic answer “{ $new }”
audit-preset-retired = archived the automatic answer “{ $new }”
title-presets = <b>Automatic answers</b>
none-presets =
    There are no automatic answers here. An automatic answer replies to a typical question right away. The requester can call a person with one press; after a while the bot calls somebody anyway.
column-presets = Title
column-presets-state = State
column-presets-given = Sent
column-presets-helped = Helped
field-presets-title = Title
field-presets-title-help = What it is about, for the team, in up to 120 characters.
field-presets-text = Text
field-presets-text-help = { "{" }name{ "}" } and { "{" }number{ "}" } are filled in. One language is enough.
field-presets-examples = Example questions
field-presets-examples-help = What people write who need this answer: one example per line, in every language your requesters write.
field-presets-keywords = Keywords
field-presets-keywords-help = Words that distinguish it from other questions, separated by commas; “-” for none.
field-presets-topic = Topic
field-presets-topic-help = The topic of requests that it answers.
btn-do-presets-archive = Archive
btn-new-presets-preset = New
admin-new-presets-preset = What is it about? A short title, for the team. Reply to this message; then add a text and examples, and publish it.
preset-language-missing = The text is missing. Write it in at least one language.

# What a press of each button was, in the log.
press-article = read an offered article
press-helped = it helped
press-need_person = needs a person
