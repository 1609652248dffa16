# What is offered to requesters before a person answers.

receipt-offered = { $n ->
    [one] Meanwhile, this may help:
   *[other] Meanwhile, one of these may help:
}
btn-helped = That helped
card-offered = Offered to them: { $titles }
requester-was-helped = #{ $number }: { $name } found the answer in what we offered. It is closed.
receipt-answered = ☑️ <code>#{ $number }</code> is closed: glad that helped. If something is left, just write.
offered-remark = Offered to the requester: { $titles }

## Preset answers, to requesters

receipt-preset = <code>#{ $number }</code> is here, and there may be an answer right away: read the next message. If it is not enough, press <b>I need a person</b> or just write; otherwise I call somebody by myself ({ $at }).
btn-need-person = I need a person
person-called = The team has it now.
preset-by = Preset answer
card-answered = Answered at once with: { $title }

## Preset answers, to admins

presets-none =
    A preset answer answers a typical question at once, before a person does. Whoever asks can call a person with one press, and after a while somebody is called anyway. There is none yet.
presets-title = <b>Preset answers</b>
preset-state = { $waits ->
    [true] published, changes wait to be published
   *[false] { $state ->
        [published] published
        [old] put away
       *[draft] draft
    }
}
preset-counts = given { $given }, helped { $helped }
preset-examples = <b>Things people say</b>
preset-text-in = { $language ->
    [ru] <b>In Russian</b>
   *[en] <b>In English</b>
}
preset-text-none = nothing yet
preset-gone = This preset answer is no longer here.
preset-saved = Kept. Requesters get it once you publish it.
preset-hits = { $of ->
    [0] <b>{ $title }</b>: nobody has written anything yet, so there is nothing to try it on.
   *[other] <b>{ $title }</b>: it would have answered { $n } of the last { $of } messages.
}
preset-hit = • <code>#{ $number }</code> { $words }
preset-which-topic = Which topic is it about?
preset-published = “{ $title }” answers from now on.
preset-published-short = Published
preset-ask-title = What is it about? A short title, for the team. Reply to this message.
preset-ask-text = { $language ->
    [ru] What should it say in <b>Russian</b>? Reply to this message; { "{" }name{ "}" } and { "{" }number{ "}" } are filled in. One language is enough; the other has a button later.
   *[en] What should it say in <b>English</b>? Reply to this message; { "{" }name{ "}" } and { "{" }number{ "}" } are filled in. One language is enough; the other has a button later.
}
preset-ask-examples = What do people say who need this answer? One example a line, in each language they write in. Reply to this message.
preset-ask-keywords = Words that tell it from other questions, between commas; a dash for none. Reply to this message.
btn-preset-new = New
btn-preset-check = Publish…
btn-preset-publish = Publish
btn-preset-retire = Put away
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

preset-words-only = Words alone, please: reply to the question with text.
preset-text-long = That is { $n } characters; an answer has at most { $most }.
preset-placeholder = { $written } is not known before a person has the request; { "{" }name{ "}" } and { "{" }number{ "}" } are.
preset-examples-wrong = One example a line, please: at most { $most } of them, each of at most { $longest } characters.
preset-example-short = “{ $example }” says too little to tell anything by: an example needs two words or more that matter.
preset-examples-missing = There are no examples yet: without them it cannot be told whom it answers.
preset-language-missing = The text is missing: press <b>Text in English</b> or <b>Text in Russian</b>. One language is enough.
preset-text-dash = A dash alone says nothing to anybody. To leave a language out, write nothing in it: one language is enough.
preset-changed-since = It has been changed since: look at it again before you publish it.
preset-too-wide = It would have answered { $n } of the last { $of } messages, more than a tenth. Make the examples narrower, or give it keywords.
presets-too-many = There are { $most } preset answers already; put one away first.
audit-preset-added = wrote the preset answer { $new }
audit-preset-changed = changed the preset answer { $new }
audit-preset-published = published the preset answer { $new }
audit-preset-retired = put away the preset answer { $new }
