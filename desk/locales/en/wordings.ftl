# /text: what the bot says, changed by admins.
usage-text = Reply with /text to a message of mine, or type words you read in one: /text looking after
texts-found = { $n ->
    [one] <b>{ $n } sentence</b>
   *[other] <b>{ $n } sentences</b>
}
texts-none = I found no sentence of mine. Try fewer words, as you read them: /text looking after
text-line = <b>{ $n }.</b> { $place }
text-place = <i>{ $place ->
    [requester] What requesters read
    [team] What the team reads
    [everybody] What everybody reads
    [admins] What admins read
    [board] What stands on the board
   *[button] A button
}, { $language ->
    [ru] Russian
   *[en] English
}</i>
text-original = As it is written:
text-ask-stays = These stay in it, they are replaced: { $names }
text-forms = Your sentence is said for every number.
text-plain = It is sent without formatting.
text-ask = Reply to this message with the sentence I shall say instead of:
text-set = From now on I say:
text-same = I say it like that already:
text-as-written = As it is written.
wording-empty = There are no words in it. Send the sentence as a text.
wording-unknown = Line { $line }: { $name } is not replaced by anything here. What is: { $known }
wording-takes-none = Line { $line }: { $name } is not replaced by anything; nothing is in this sentence.
wording-dropped = { $names } is missing; it stood here: “… { $place }”. Put it where it belongs in your sentence.
wording-long = { $n } characters; at most { $most } fit.
wording-long-button = A button shows { $most } characters, this has { $n }; too much is: “{ $place }”.
wording-one-line = A button has one line; the second begins with: “{ $part }”.
wording-plain = This text is sent without formatting; “{ $part }” has some. Send it plain.
btn-text-change = Change
btn-text-original = As it is written
btn-texts-back = ◂ All found
audit-wording = changed a text ({ $object }): “{ $old }” → “{ $new }”
