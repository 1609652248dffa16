# Values in the audit.
audit-all-days = all days
audit-nameless = { $kind ->
    [person] somebody
    [category] a topic
    [system] a system
    [account] an account that is no longer linked
   *[event] an event
}
audit-file-tickets = list of tickets
audit-file-part = { $part ->
    [names] with names
    [words] with messages
    [category] one topic
    [agent] one agent
    [late] overdue
    [waits] waiting for our answer
   *[sort] sorted
}
