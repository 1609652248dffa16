# Organizations: clients with outlets, contacts and members.
setting-group-organizations = Organizations
setting-organizations = Organizations
setting-organizations-effect = Requesters can register as members of an organization, and their requests belong to it. Off: everybody asks for themselves, and nothing of it is shown.
setting-phone-region = Country of phone numbers
setting-phone-region-effect = Two letters, for example RU. A phone number without “+” is read as a number of this country.
setting-tax-ids = Tax ids
setting-tax-ids-effect = Which tax ids are accepted: Russian INN with their check digits, or any.
setting-tax-ids-inn = Russian INN
setting-tax-ids-any = any
setting-positions = Roles of positions
setting-positions-effect = Which role a contact’s position gives to the person who registers with the contact’s phone number. Any other position gives a user.
setting-wrong-positions = Each position has a role and at most { $longest } characters. There are at most { $most } positions.
setting-ask-positions = Write “position = role”, one a line, for example “accountant = administrator”. Roles: user, administrator, director; “-” removes the position.
client-role = { $role ->
    [director] director
    [administrator] administrator
   *[user] user
}
setting-wrong-country = It must be a country in two letters, for example RU or DE.
phone-wrong = This is not a phone number. Write it with the country, for example +7 916 123-45-67.
tax-id-length = A tax id (INN) has 10 digits, that of a sole trader 12. Please check it.
tax-id-checksum = There is a typing mistake in this tax id: its last digits do not fit the others. Please check it.
tax-id-wrong = A tax id consists of letters and digits, at most 32. Please check it.
tax-id-taken = Another organization has this tax id. Nothing was changed.
external-id-taken = Another record has this external id. Nothing was changed.
external-id-elsewhere = A record of another organization has this external id. Nothing was changed.
changed-at-ahead = The time of this change is in the future. Please check the clock and the time zone of your system.
organization-name-missing = The organization needs a name.
outlet-name-missing = The outlet needs a name.
contact-name-missing = The contact needs a name.
equipment-too-many = An outlet has at most { $most } lines of equipment.
email-wrong = This is not an e-mail address. Please check it.
contact-number-moved = The phone number that { $person } registered with is now that of the contact { $contact } ({ $organization }). If this is somebody else, remove { $person } in the panel from: { $access }.
contact-numbers-moved = { $n ->
    [one] The number of one more registered person now belongs to a contact of another name: compare names under Organizations.
   *[other] The numbers of { $n } more registered people now belong to contacts of other names: compare names under Organizations.
}
organization-removed-open = Another system removed the organization { $name }. { $n ->
    [one] { $n } open request still names it
   *[other] { $n } open requests still name it
}; nothing is lost. Its members see only their own requests from now on.
no-such-organization = This organization is not here any more.
no-such-outlet = This outlet is not here any more.
no-such-contact = This contact is not here any more.
no-such-member = This membership has ended. Nothing was changed.
member-already = { $name } is a member already.
member-unconfirmed = Nobody has confirmed yet that this person belongs to the organization. Confirm it first.
audit-organization-created = added the organization { $new }
audit-organization-changed = changed the organization { $new }
audit-organization-removed = removed the organization { $old }
audit-outlet-created = added the outlet { $new } to { $object }
audit-outlet-changed = changed the outlet { $new } of { $object }
audit-outlet-removed = removed the outlet { $old } of { $object }
audit-contact-created = added the contact { $object }
audit-contact-changed = changed the contact { $object }
audit-contact-removed = removed the contact { $object }
audit-member-joined = { $object } joined { $old } as { $new ->
    [director] a director
    [administrator] an administrator
   *[user] a user
}
audit-member-confirmed = confirmed that { $object } belongs to { $old }
audit-member-role = made { $object } { $new ->
    [director] a director
    [administrator] an administrator
   *[user] a user
} of { $old }
audit-member-removed = removed { $object } from { $old }
organization-which = For which organization is <code>#{ $number }</code>?
organization-otherwise = Without an answer { $name ->
    [none] it stays personal: only you and the team see it.
   *[other] it is for { $name }, as last time.
}
organization-is = <code>#{ $number }</code> is for { $name }.
organization-personal = <code>#{ $number }</code> is personal: only you and the team see it.
organization-name = { $outlet ->
    [none] { $name }
   *[other] { $name }, { $outlet }
}{ $removed ->
    [0] { "" }
   *[other] { " " }(removed)
}
organization-which-found = Several organizations fit. Which one is <code>#{ $number }</code> for?
organization-not-found = No organization is called “{ $words }”. Write another part of its name, or its tax id. Example: /organization 42 Daisy
organization-how-staff = Any other organization: <code>/organization { $number } part of its name</code>
organization-not-yours = You do not belong to this organization any more. Nothing was changed; please choose another one.
organization-by = { $by } set the organization of <code>#{ $number }</code>: { $organization ->
    [none] personal
   *[other] { $organization }{ $outlet ->
        [none] { "" }
       *[other] , { $outlet }
    }
}.
outlet-which = Which outlet of { $name } is <code>#{ $number }</code> about?
usage-organization = Which ticket? Example: /organization 42
btn-organization-choice = { $name }
btn-organization-none = Personal
btn-organization-other = Other organization
btn-outlets = Outlet
btn-outlet-none = None of these
history-organization = organization: { $old } → { $new }
history-outlet = outlet: { $old } → { $new }
menu-organization = Your organization
press-for_org = choose the organization of a ticket
press-for_ask = other organization
press-for_page = organizations of a ticket
press-for_outlet = choose the outlet of a ticket
press-for_outlets = outlets of a ticket
organization-own-line = For { $name }
organization-line = Organization: <b>{ $name }</b>
organization-open-line = Organization: the requester is being asked
organization-unconfirmed = not confirmed
btn-organization = Organization
organization-type = Press one, or type a part of its name.
requisite = { $name ->
    [full_name] Full name
    [address] Registered address
    [kpp] KPP
    [ogrn] OGRN
    [head] Head
    [post] Position of the head
   *[other] { $name }
}
requisites-line = “{ $line }” has no name. Nothing was changed. Write a name, a colon and the value in each line, for example KPP: 773601001
requisites-too-many = These are more than { $most } requisites. Nothing was changed.
requisites-no-tax-id = The organization has no tax id to look up. Nothing was changed. Fill it in first.
requisites-no-service = No service for tax ids is connected. Nothing was changed.
