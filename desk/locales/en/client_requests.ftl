# What administrators and directors of an organization do with the requests of its people.
author-of-client = { $name }, { $role ->
    [user] in the group
    [copied] in copy
    [director] director
   *[administrator] administrator
}
client-whose = Request of { $name }
client-confirmed = { $name }, { $role ->
    [director] director
   *[administrator] administrator
} of your organization, confirmed that <code>#{ $number }</code> is solved.
client-reopened = { $name }, { $role ->
    [director] director
   *[administrator] administrator
} of your organization, reopened your request <code>#{ $number }</code>.
client-cancelled = { $name }, { $role ->
    [director] director
   *[administrator] administrator
} of your organization, cancelled your request <code>#{ $number }</code>.
client-renamed = { $name }, { $role ->
    [director] director
   *[administrator] administrator
} of your organization, changed the subject of <code>#{ $number }</code> to “{ $subject }”.
client-done = { $what ->
    [confirmed] <code>#{ $number }</code> is closed.
    [reopened] <code>#{ $number }</code> is open again.
   *[cancelled] <code>#{ $number }</code> is cancelled.
} I have told { $name } that it was you.
# The list of an organization's requests.
led-title = <b>{ $by ->
    [all] Requests of your organization
    [mine] Your requests
   *[some] Requests: { $name }
}</b> · open: { $n }
led-none = { $all ->
    [1] No requests to show yet. If you need help, just write what happened.
   *[0] There are no such requests.
}
led-found-none = Neither your requests nor those of your organization contain “{ $words }”.
led-own = you
led-choose = { $any ->
    [0] There is nothing to choose from yet.
   *[1] { $by ->
        [organization] Requests of which organization?
        [outlet] Requests for which outlet?
       *[employee] Whose requests?
    }
}
btn-led = { $by ->
    [all] All
    [mine] Mine
    [organization] Organization
    [outlet] Outlet
   *[employee] Employee
}
press-led = organization’s requests: page
press-led_by = organization’s requests: filter
