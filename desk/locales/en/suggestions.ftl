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
presets-none =
    There are no automatic answers yet. An automatic answer replies to a typical question right away. The requester can call a person with one press; after a while the bot calls somebody anyway.
presets-title = <b>Automatic answers</b>
preset-state = { $waits ->
    [true] published, with changes to publish
   *[false] { $state ->
        [published] published
        [old] archived
       *[draft] draft
    }
}
preset-counts = sent { $given }, helped { $helped }
preset-examples = <b>Example questions</b>
preset-text-in = { $language ->
    [ru] <b>In Russian</b>
   *[en] <b>In English</b>
}
preset-text-none = nothing yet
preset-gone = This automatic answer no longer exists.
preset-saved = Saved. Requesters get it after you publish it.
preset-hits = { $of ->
    [0] <b>{ $title }</b>: there are no messages yet to test it on.
   *[other] <b>{ $title }</b>: it would have answered { $n } of the last { $of } messages.
}
preset-hit = • <code>#{ $number }</code> { $words }
preset-which-topic = Which topic is it about?
preset-published = “{ $title }” now answers requesters.
preset-published-short = Published
preset-ask-title = What is it about? A short title, for the team. Reply to this message.
preset-ask-text = { $language ->
    [ru] What should it say in <b>Russian</b>? Reply to this message; { "{" }name{ "}" } and { "{" }number{ "}" } are filled in. One language is enough; you can add the other later.
   *[en] What should it say in <b>English</b>? Reply to this message; { "{" }name{ "}" } and { "{" }number{ "}" } are filled in. One language is enough; you can add the other later.
}
preset-ask-examples = What do people write who need this answer? One example per line, in each language they write in. Reply to this message.
preset-ask-keywords = Words that distinguish it from other questions, separated by commas. Reply to this message; send “-” for none.
btn-preset-new = New
btn-preset-check = Publish…
btn-preset-publish = Publish
btn-preset-retire = Archive
btn-preset-back = Back
btn-preset-title = Title
btn-preset-topic = Topic
btn-preset-examples = Examples
btn-preset-keywords = Keywords
btn-preset-text = { $language ->
    [ru] Text in Russian
   *[en] Text in English
}
## What is wrong
preset-words-only = Please reply to the question with text only.
preset-text-long = This text has { $n } characters; an answer can have { $most }.
preset-placeholder = { $written } is not known until somebody takes the ticket. You can use { "{" }name{ "}" } and { "{" }number{ "}" }.
preset-examples-wrong = One example per line: at most { $most } examples of at most { $longest } characters each.
preset-example-short = “{ $example }” is too short: an example needs at least two meaningful words.
preset-examples-missing = There are no examples yet. Without them the bot cannot tell which questions to answer.
preset-language-missing = The text is missing: press <b>Text in English</b> or <b>Text in Russian</b>. One language is enough.
preset-text-dash = A lone “-” is not a text. If you don’t need this language, send no text for it: one language is enough.
preset-changed-since = Somebody has changed it in the meantime. Look at it again before you publish it.
preset-too-wide = It would have answered { $n } of the last { $of } messages, more than a tenth. Make the examples narrower or add keywords.
presets-too-many = There are already { $most } automatic answers. Archive one first.
audit-preset-added = added the automatic answer { $new }
audit-preset-changed = changed { $old ->
    [text] the text of the
    [examples] the examples of the
    [keywords] the keywords of the
    [topic] the topic of the
   *[other] the
} automatic answer { $new }
audit-preset-renamed = renamed the automatic answer { $old } → { $new }
audit-preset-published = published the automatic answer { $new }
audit-preset-retired = archived the automatic answer { $new }

# What a press of each button was, in the log.
press-article = read an offered article
press-helped = it helped
press-need_person = needs a person
press-presets = list of automatic answers
press-preset = open an automatic answer
press-preset_ask = write an automatic answer
press-preset_topics = choose the topic of an automatic answer
press-preset_topic = set the topic of an automatic answer
press-preset_check = check an automatic answer
press-preset_publish = publish an automatic answer
press-preset_retire = archive an automatic answer
