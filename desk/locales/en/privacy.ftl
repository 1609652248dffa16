# Privacy: what is stored, a person's own data, erasing it, consent before a first request.
setting-consent = Consent before the first request
setting-consent-effect = A requester agrees to your privacy terms before their first request goes to the team. The number is the version of your terms: raise it after a change, and everyone is asked again. What they wrote waits and is not lost.
setting-consent-days = Days to wait for consent
setting-consent-days-effect = What nobody agreed to is erased after this long, and its author is told. Admins hear of it when half of the time is over.
setting-erase-days = Days before data is erased
setting-erase-days-effect = A person who asks to be forgotten can change their mind for this long. Then everything about them is erased.
grant-privacy = erase everything about a requester
menu-privacy = Privacy
privacy-title = <b>Privacy</b>
privacy-text = We use what you write here only to answer your requests. The team that answers them reads it. We do not sell it, and we do not use it for advertising.
privacy-here = • <b>Our database</b>: your name and language, your Telegram id, your messages and files, what you asked for and how you rated it, and how often you used which command{ $clients ->
    [1] ; if you registered, also your phone number, position and organization
   *[0] {""}
}. It is kept until it is erased.
privacy-copies = • Technical copies of messages: kept for { $raw }.
privacy-withdrawn = • Messages you delete with /delete: gone for good after { $kept }.
privacy-closed = • The text and files of closed requests: deleted from our database { $kept } after the end of the request.{ $archive ->
    [1] {" "}Our archive keeps the text.
   *[0] {""}
}
privacy-people = • People who never sent a request: after { $kept } without any activity everything about them is deleted.
privacy-log = • Which commands and buttons you used: kept for { $kept }.
privacy-masked = • { $cards ->
    [1] { $passwords ->
        [1] Card numbers and passwords
       *[0] Card numbers
    }
   *[0] Passwords
} in your messages are hidden before they are stored.{ $shown ->
    [1] {" "}In the team, only people with a permission can see them, for { $kept }; each look is recorded.
   *[0] {""}
}
privacy-telegram = • <b>Telegram</b> delivers the messages and keeps this chat. You can delete the chat there yourself.
privacy-board = • <b>Todoist</b>, where the team works: the text of your requests{ $files ->
    [1] , your files
   *[0] {""}
} and your name{ $names ->
    [full] {""}
    [number] {" "}(as a number only)
   *[initial] {" "}(the last name as an initial)
}{ $phones ->
    [1] , and the phone numbers you send
   *[0] {""}
}{ $clients ->
    [1] ; if you registered, also your organization and position
   *[0] {""}
}{ $accounts ->
    [1] ; and your account data
   *[0] {""}
}.
privacy-payments = • <b>Payments</b>: amounts and dates; they stay in our books, without your name once your data is erased.{ $cards ->
    [1] {" "}Cards are handled by Telegram and its payment provider; we never see them.
   *[0] {""}
}
privacy-accounts = • <b>Account data</b> that another of our systems tells us about you, and labels that it or our team gives you.
privacy-tax-ids = • <b>A directory of companies</b>: the tax id that you type when you register, to find your organization.
privacy-crm = • <b>Our CRM</b>: your contact data, requests with their messages, ratings and payments.
privacy-integrations = • <b>Connected systems</b> that can exchange requests with us: { $names }.
privacy-rights = /privacy data sends you everything about you as a file. /privacy forget erases it.
usage-privacy = Example: /privacy, /privacy data, /privacy links, /privacy forget
btn-mydata = Send me my data
btn-forget-ask = Erase my data
mydata-begun = Your file is being made. It arrives here in a moment.
mydata-under-way = Your file is already being made.
mydata-caption = Everything about you. The messages are in data.json; notes of the team are not included.
forget-ask = <b>Erase everything about you?</b>
    Your messages, files, name, phone number and account data are deleted here and on the team’s board, and open requests are cancelled. Numbers without a name stay for statistics.
    { $now ->
        [1] This begins right away and cannot be undone.
       *[0] You can change your mind for { $pause }. After that it cannot be undone.
    }
btn-forget = Erase my data
forget-waits = { $other ->
    [1] The team will erase everything about you: { $at }.
   *[0] Everything about you will be erased: { $at }.
} Until then you can stop it here. The bot works as usual.
btn-forget-keep = Keep my data
forget-kept = Nothing will be erased.
forget-asked = { $name } is asked whether everything about them is to be erased. Only their own press does it.
forget-cannot-ask = The bot cannot ask { $name } here. An admin can erase their data: /privacy erase { $number }.
forget-too-late = It is too late to stop this.
erasure-goodbye = Your data is being erased now. To remove the messages in this chat too, delete the chat in Telegram. If you write here again, you start as a new person.
consent-ask = <b>Before your first request goes to the team</b>
    Please read how we handle your data: { $bot ->
        [none] /privacy
       *[other] t.me/{ $bot }?start=privacy
    }. If you agree, press the button; your message is saved and goes to the team then.
btn-consent = I agree
consent-given = Thank you. Your request is on its way.
consent-noted = Thank you. What you write to me next goes to the team.
consent-outdated = The terms have changed. Send your request again or press the newer question.
forward-consent = { $name } has not agreed to the terms yet, and an earlier message waits for that. Nothing was filed.
waited-too-long = <b>#{ $number }</b> waited { $days } days for your consent and is erased now. The team has not read it. If you still need help, please write again.
waits-for-consent = Requests that have waited for their authors’ consent for { $days } days: { $n }. The team cannot read them. If nobody agrees in another { $days } days, they are erased and their authors are told.
audit-waited = erased { $object }, as its author did not agree to the terms
erase-team = { $name } is on the team. Take them off the team first: /staff.
erase-nobody = There is no such requester, or their data is already erased. Example: /privacy erase 42, /privacy erase @name or /privacy erase kim@example.org
erase-several = Several people go by { $name }. Choose one:
erase-same = Others mail from { $address }, too, or claim to. They stay, unless you erase them as well:
erase-one = { $at }. { $name }, { $where }. Requests: { $n }
btn-erase-one = { $at }
erase-where = { $kind ->
    [bot] writes to the bot
    [both] writes to the bot and to the own account of { $owners }
    [account] writes to the own account of { $owners }
    [mail] mails from { $address }
    [claimed] mails as { $address }, not checked
   *[other] writes from elsewhere
}
erase-ask = <b>Erase everything about { $name }?</b>
    Requests: { $n }; { $where }. Messages, files, names, numbers and account data are deleted in the database, on the board and in the team’s chats; open requests are cancelled. This cannot be undone.
erase-waits = Everything about { $name } will be erased: { $at }.
btn-erase-later = In { $pause }
btn-erase-now = Now
btn-erase-keep = Do not erase
erasures-title = <b>Erased data</b>
erasures-none = Nobody’s data was erased yet. Example: /privacy erase 42 or /privacy erase @name
erasure-line = <b>{ $id }</b> · { $state ->
    [waits] will be erased
    [runs] is being erased
    [done] erased
   *[withdrawn] stopped
}: { $at }
erasure-clean = No copies are left outside.
erasure-copies = { $n ->
    [0] ⚠️ Messages deleted in other chats: 0. If the team has worked on requests of this person, please look there.
   *[other] Messages deleted or emptied in other chats: { $n }
}
erasure-unreached = Please delete by hand what could not be reached:
erasure-left = { $where ->
    [typed] • messages that the team typed more than two days ago, in their own chats with the bot: { $n }
    [files] • files sent to chats of the team more than two days ago: { $n }
    [blocked] • messages in chats where the bot is blocked: { $n }. They go as soon as it may write there again
    [kept] • messages that Telegram neither deletes nor edits: { $n }
    [bots] • messages of the bot that this desk had before: { $n }
    [board] • tasks or files that Todoist did not delete: { $n }
    [integrations] • integrations that may have copies: { $n }
    [crm] • the CRM
    [assist] • the model that drafts answers for the team
   *[accounts] • the system that the account data comes from
}
page-erase = Erase data
page-erase-who = { $name }, { $n ->
    [one] { $n } request:
   *[other] { $n } requests:
}
page-erase-same = Others mail from { $address }, too, or claim to. They stay, unless you erase them as well:
page-erase-what = Messages, files, names, numbers and account data of this person are deleted in the database, on the board and in the team’s chats. Open requests are cancelled. This cannot be undone.
page-erase-waits = Everything about this person will be erased: { $at }.
page-erase-runs = Everything about this person is being erased now.
page-erase-later = Erase in { $pause }
page-erase-now = Erase now
page-erase-keep = Do not erase
requester-erased = The requester of <b>#{ $number }</b> had their data erased. The request is cancelled.
person-erased = Erased requester
subject-erased = (erased)
audit-erasure-asked = asked for the erasure of { $object }
audit-erasure-withdrawn = stopped the erasure of { $object }
audit-erased = erased everything about { $object }
audit-erased-idle = erased { $object }, who never had a request

# What a press of each button was, in the log.
press-mydata = ask for one’s own data
press-forgetask = ask to have one’s data erased
press-forget = have one’s data erased
press-forgetnot = keep one’s data
press-consent = agree to the terms
press-erasewhom = choose one of several people to erase
press-erase = have a requester’s data erased
press-erasenot = stop the erasure of a requester’s data
