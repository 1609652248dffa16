# The assistant: a model that drafts answers for the team. People decide what is sent.
btn-draft = Draft an answer
btn-sumup = Sum up
done-sumup = The assistant is summing up <b>#{ $number }</b>. The summary becomes a note.
usage-sumup = Which request? Example: /sumup 42
content-summary = (summed up by the assistant)
done-draft = The assistant is drafting an answer to <b>#{ $number }</b>. Only you can send it.
usage-draft = For which request? Example: /draft 42
draft-off = There is no assistant here. The operator sets ASSIST_URL. Nothing was changed.
draft-not-here = Requesters read here. Ask the assistant in your own chat with the bot.
draft-forbidden = The topic or the organization of this request forbids the assistant. Nothing has left the desk.
draft-consent = The requester has not agreed to the current terms. Nothing has left the desk.
draft-often = The assistant is asked { $most } times a minute at most. Try again in a minute.
draft-used-up = The assistant is used up for now: { $used } of { $most } uses and { $tokens } of { $limit } tokens within 24 hours. Try again later.
draft-none-why = { $why ->
    [slow] The assistant took too long. Nothing was changed.
    [away] The assistant cannot be reached. Nothing was changed.
    [busy] The assistant is busy. Nothing was changed. Try again in a minute.
    [denied] The assistant refuses the desk. The operator checks ASSIST_URL, ASSIST_KEY and ASSIST_MODEL.
    [large] The assistant’s answer was too long. Nothing was changed.
    [cut] The assistant’s answer was cut off. Nothing was changed.
    [empty] The assistant had nothing to say.
    [over] The assistant’s answer was dropped: the request or your rights have changed.
   *[wrong] The assistant’s answer could not be read. Nothing was changed.
}
draft-none = <b>#{ $number }</b>: { draft-none-why }
draft-offered = ✍️ A draft by the assistant for <b>#{ $number }</b>, { $name }. Read it: nothing is sent before you press Send.
draft-made = Drafted by the assistant.
draft-source = { $kind ->
    [article] article “{ $name }”
    [canned] canned reply !{ $name }
   *[ticket] request #{ $name }
}
draft-sources = Made from: { $names }
draft-outcome = { $state ->
    [offered] Drafted by the assistant. { $name } decides.
    [sent] ✅ <code>#{ $number }</code>: the assistant’s draft was sent as it was.
    [changed] ✅ <code>#{ $number }</code>: the assistant’s draft was changed and sent.
    [returned] ↩️ <code>#{ $number }</code>: { $by } returned it to { $name }: { $words }
    [withdrawn] <code>#{ $number }</code>: the assistant’s draft was not sent.
   *[ended] <code>#{ $number }</code>: not sent, because { $name } has left the team.
}
btn-draft-edit = Edit
btn-draft-bad = Not good
page-draft-awaited = The assistant is writing…
help-do-draft = /draft 42: have the assistant draft an answer; nothing is sent before you press Send
help-do-sumup = /sumup 42: have the assistant sum up the request as a note, for who takes over
help-words-sumup = summary assistant model ai short takeover
help-words-draft = assistant model ai suggest answer write
audit-assist-draft = had the assistant draft an answer to { $object }, tokens: { $new }
audit-assist-summary = had the assistant sum up { $object }, tokens: { $new }
audit-topic-assist = changed the assistant for { $object }: { $old } → { $new }
audit-organization-assist = changed the assistant for { $object }: { $new }
topic-assist = { $on ->
    [1] may be used
   *[0] forbidden
}
field-topics-assist = Assistant
field-topics-assist-help = Forbidden: nothing of requests with this topic goes to the model that drafts answers.
page-organization-assist = { $on ->
    [1] Forbid the assistant
   *[0] Allow the assistant
}
page-organization-assist-how = If it is forbidden, nothing of this organization’s requests goes to the model that drafts answers.
privacy-assist = • <b>A language model</b> that drafts answers for our team and sums up requests: the messages of your request, without names, numbers, addresses and secrets. People read each draft before it is sent.
figure-group-assist = Drafts by the assistant
figure-assist_drafts = Drafts decided
figure-assist_drafts-definition = Drafts by the assistant that were sent or not in the period.
figure-assist_unchanged = Sent as they were
figure-assist_unchanged-definition = Drafts that were sent without a change.
figure-assist_changed = Changed and sent
figure-assist_changed-definition = Drafts that were sent with other words.
figure-assist_refused = Not sent
figure-assist_refused-definition = Drafts that somebody found not good.
figure-assist_unchanged_share = Share sent as they were
figure-assist_unchanged_share-definition = Share of the decided drafts that were sent without a change.
figure-left-out-drafts_open = drafts on which nobody has decided

# What a press of each button was, in the log.
press-draft = draft an answer
press-sumup = sum up a request
