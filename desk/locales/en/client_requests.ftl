# What administrators and directors of an organization do with the requests of its people.
author-of-client = { $name }, { $role ->
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
