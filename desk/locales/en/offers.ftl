# What is offered to requesters before a person answers.

receipt-offered = { $n ->
    [one] Meanwhile, this may help:
   *[other] Meanwhile, one of these may help:
}
btn-helped = That helped
card-offered = Offered to them: { $titles }
requester-was-helped = #{ $number }: { $name } found the answer in what we offered. It is closed.
receipt-answered = ☑️ <code>#{ $number }</code> is closed: glad that helped. If something is left, just write.
