# The tree of topics: groups, topics, what they bring; the ones that are offered; what is guessed.

categories-group = <b>{ $id }. { $name }</b>
categories-in = — { $id }. { $name }
categories-more = and { $n } more: the buttons show them.
btn-topic-group = { $name } ›
btn-topic-new = New topic
btn-topic-new-group = New group
topics-offered = These could be a beginning. All of it can be changed later.
topics-offered-line = <b>{ $group }</b>: { $topics }
btn-topics-use = Use these
btn-topics-empty = Begin empty
topics-used = 25 topics in five groups are there. Requesters may choose one on their receipt, and nobody has to.
btn-topics-see = Show them
btn-topics-unuse = Undo

topic-none = none
topic-names = Names: { $names }
topic-first-priority = First priority: { $name }
topic-priority-none = as without a topic
topic-keywords = Guessed by: { $words }
topic-questions = Questions: { $n }
topic-people = Answered best by: { $names }
topic-effect = Offered on receipts. On the board it is the label { $name }.
topic-group-effect = A group is a way to its topics: no request is in it, and on the board a label of this name is an ordinary one.
topic-group-change-effect = A group can be removed once nothing stands in it.
topic-names-effect = Everybody reads it in their language. The label on the board is { $label }. No name may stand twice in the whole tree, in any language.
topic-priority-effect = What a request of this topic begins with, where nobody has chosen a priority. A guessed topic makes it high at most.
topic-keywords-effect = A request with one of these words, or with a word that begins so, is taken for one of this topic until somebody says otherwise. Cards mark such a guess with a question mark.
topic-question = <b>{ $key }</b>: { $text }
topic-questions-none = No questions.
topic-questions-effect = What a requester of this topic is asked, { $n } questions at most. Each has a short name, under which the answer is kept.
topic-people-effect = Cards of this topic come to them first where many are on shift. The same as /topics of each of them.
topic-place = Group: { $name }
topic-place-none = no group
topic-place-effect = Where it stands among the others, also on receipts.
btn-topic-part = { $part ->
    [names] Names
    [priority] Priority
    [keywords] Keywords
    [questions] Questions
    [people] Who answers
    [place] Place
   *[group] Change
}
btn-topic-language = { $name }
btn-topic-type = Write
btn-topic-up = Up
btn-topic-remove = Remove
btn-topic-again = Undo
btn-topics-back = Back

topic-ask-new = What is the new topic called? Reply with its name, up to 60 characters.
topic-ask-newgroup = What is the new group called? Reply with its name, up to 60 characters.
topic-ask-en = What is { $name } called in English? Reply with the name, up to 60 characters.{ $own ->
    [yes] {""}
   *[no] {" "}“-” removes it.
 }
topic-ask-ru = What is { $name } called in Russian? Reply with the name, up to 60 characters.{ $own ->
    [yes] {""}
   *[no] {" "}“-” removes it.
 }
topic-ask-keywords = By which words is { $name } guessed? Reply with all of them, with commas between: slow, hangs, takes forever
topic-ask-question = What is a requester of { $name } asked? Reply with a short name, a colon and the question:
    place: Which room is it?
    In a further line the same in another language: ru: Какая комната?

topics-too-many = There are { $most } topics and groups. Remove one first.
topic-group-holds = Something still stands in that group. Move or remove it first.
topic-group-in-group = A group stands in no other.
topic-no-group = There is no such group any more.
topic-is-group = That is a group. Choose one of its topics.
topic-keywords-many = At most { $most } keywords.
topic-keywords-long = A keyword has letters or digits, and at most { $longest } characters.
topic-question-wrong = A short name, a colon and the question: place: Which room is it?
topic-question-long = A question has at most { $longest } characters.
topic-questions-many = At most { $most } questions. Remove one first.

setting-topic-learning = Learn topics
setting-topic-learning-effect = Once 200 requests have a topic that somebody chose, topics are guessed from them too where no keyword does; the desk learns once a day, also from corrections.
receipt-category-maybe = Topic: { $category }?
category-guessed-by = Guessed by: { $words }
category-guessed = { $name }?
receipt-category-guessed = Topic: { $category }? This is a guess. Choose another where it is wrong.
btn-category-confirm = ✓ { $name }
history-category_guessed = topic, a guess: { $new }
history-category_confirmed = topic confirmed: { $new }

audit-topic-name-en = called { $object } in English: { $old } → { $new }
audit-topic-name-ru = called { $object } in Russian: { $old } → { $new }
audit-topic-restored = brought the topic { $new } back
audit-topic-group = moved { $object }: { $old } → { $new }
audit-topic-moved = moved { $object } up
audit-topic-priority = first priority of { $object }: { $old } → { $new }
audit-topic-keywords = keywords of { $object }: { $old } → { $new }
audit-topic-questions = changed the questions of { $object }
audit-topics-offered = took the topics that are offered
audit-topics-taken-back = took the offered topics away again

offered-topic-technical = Technical
offered-topic-not-working = Not working
offered-topic-slow = Slow
offered-topic-error = Error message
offered-topic-equipment = Equipment
offered-topic-network = Network
offered-topic-usage = How to use
offered-topic-how-to = How to
offered-topic-where-is = Where to find
offered-topic-setup = Setup
offered-topic-files = Files and documents
offered-topic-reports = Reports
offered-topic-account = Account
offered-topic-sign-in = Sign-in and password
offered-topic-access = Access rights
offered-topic-profile = Profile
offered-topic-payment = Payment
offered-topic-registration = Registration
offered-topic-improvements = Improvements
offered-topic-new-feature = New feature
offered-topic-interface = Interface
offered-topic-integration = Integrations
offered-topic-texts = Texts and translations
offered-topic-convenience = Convenience
offered-topic-other = Other
offered-topic-schedule = Schedule
offered-topic-place = Place
offered-topic-contacts = Contacts
offered-topic-complaint = Complaint
offered-topic-something-else = Something else

offered-words-not-working = not work, doesn't work, does not work, stopped working, broken, won't start, doesn't open, does not open, crash, is down
offered-words-slow = slow, hangs, hanging, freez, lag, takes forever, takes ages, loads for
offered-words-error = error, exception, stack trace, blue screen, error code, message says
offered-words-equipment = printer, monitor, keyboard, mouse, laptop, computer, headset, projector, scanner, cable, charger, camera
offered-words-network = wi-fi, wifi, internet, network, vpn, connection, router, offline
offered-words-how-to = how do i, how to, how can i, instruction, manual, guide, explain
offered-words-where-is = where is, where can i find, where do i find, can't find, cannot find, locate
offered-words-setup = set up, setup, install, configur, settings, connect my
offered-words-files = file, document, upload, download, attach, folder, pdf
offered-words-reports = report, export, statistic, spreadsheet, excel, chart
offered-words-sign-in = password, log in, login, sign in, sign-in, locked out, two-factor, verification code
offered-words-access = access, permission, no rights, rights, denied, grant me, role
offered-words-profile = profile, my name, surname, change my email, change my phone, avatar, my photo
offered-words-payment = payment, pay, invoice, refund, receipt, bill, charged, card was
offered-words-registration = registration, register, sign up, signup, enrol, confirmation email
offered-words-new-feature = feature, would be great, would be nice, add the ability, add an option, wish
offered-words-interface = interface, button, dark theme, design, layout, font, screen looks
offered-words-integration = integration, integrate, api, webhook, sync with, calendar sync
offered-words-texts = typo, translation, translate, spelling, wording, misspelt
offered-words-convenience = inconvenient, too many clicks, more convenient, easier, shortcut, uncomfortable
offered-words-schedule = schedule, timetable, when does, what time, deadline, opening hours, postpone, date of
offered-words-place = address, how do i get there, entrance, which room, parking, pass for, location, building
offered-words-contacts = contact, phone number, whom do i call, who is responsible, email of
offered-words-complaint = complain, rude, unacceptable, disappointed, terrible, outrage
offered-words-something-else = other question, another matter, something else
