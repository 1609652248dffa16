# Registration: a requester says who they are and for which organization they ask.
menu-register = Say who you are
register-help = /register: say who you are and which organization you are from.
register-offer = So that you need not repeat who you are next time:
btn-register = Register
register-number = Send your phone number with the button below, and I find your organization: you will not have to explain it each time. Or answer three short questions; you can skip any. /cancel stops.
key-register-number = Send my phone number
key-register-without = Without the number
key-register-not-now = Not now
register-foreign = I need your own contact, and this one is not. Nothing was stored. Press “{ key-register-number }”.
register-not-now = OK. You can ask as before; /register when you like.
register-over = Registration ended without a number. /register starts it again.
register-number-odd = I cannot use this number to find your organization. Three short questions instead: each can be skipped, /cancel stops.
register-unmatched = Thank you. No organization has this number yet, so three short questions: each can be skipped, /cancel stops.
register-questions = Three short questions, then. Each can be skipped, /cancel stops.
register-ask = { $step ->
    [name] What is your full name?
    [tax_id] Which tax id (INN) does your organization have?
    [position] What is your position there?
    [answer_way] One last thing: how would you like to get answers? What you write here is always read.
   *[organization] I don’t know this organization yet. What is it called?
}
register-known = { $step ->
    [name] Full name: { $value }
    [tax_id] Tax id: { $value }
    [position] Position: { $value }
    [phone] Phone: { $value }
    [answer_way] Answers wanted: { $value ->
        [phone] by phone
        [email] by e-mail
       *[here] here
    }
   *[organization] The organization’s name is noted.
}
register-skipped = { $step ->
    [name] Full name: skipped
    [tax_id] Tax id: skipped
    [position] Position: skipped
    [answer_way] How to answer: skipped
   *[organization] The organization’s name: skipped
}
register-stopped = Registration stopped. What you answered so far is kept; /register starts it again.
register-looking-up = Thank you. I am looking up your organization, and write to you when it is found.
register-too-often = You asked to join many organizations today. Nothing is lost; please try again tomorrow, or just write what happened.
register-staff = You are on the team. /register is for requesters.
register-done = Thank you, this is what I know about you now:
register-no-organization = No organization yet: only you and the team see your requests.
register-organization = { $organization }: { $role }
register-organization-waits = { $organization }: { $role }; the team will confirm it. You can already ask for it.
register-forget-ask = Forget this? You leave your organizations, and your requests stay.
register-forgotten = I have forgotten your data, and you are in no organization. Your requests stay. /register starts again.
register-confirmed = It is confirmed that you are from { $organization }. You are { $role ->
    [director] its director
    [administrator] its administrator
   *[user] its user
} here.
register-declined = The team could not confirm that you are from { $organization }. Your requests stay your own, and you can ask as before.
btn-register-change = Change
btn-register-way = How to answer
btn-answer-way = { $way ->
    [phone] By phone
    [email] By e-mail
   *[here] Here
}
btn-register-forget = Forget my data here
btn-register-forget-surely = Forget it
btn-register-keep = Keep it
applicant-says = { $source ->
    [contact] { $name } registered with the phone number of a contact of { $organization }. Is it them?
    [group] { $name } wrote in the group of { $organization }. Is this one of its people?
   *[other] { $name } says that they are from { $organization }. Is that right?
}
applicant-shared = Other contacts with this number: { $names }
applicant-moved = Registered with this number before: { $names }
applicant-role = If confirmed: { $role }
applicant-confirmed = { $by } confirmed it.
applicant-declined = { $by } did not confirm it.
applicant-left = { $by } left the organization.
btn-applicant-yes = Confirm
btn-applicant-no = Not theirs

press-register = register, choose how to get answers, or forget the registration
press-register_skip = skip a question of the registration
press-register_way = choose how to get answers
press-applicant = answer whether a person is from an organization
