# Topics: those of an agent; the tree of topics and what each brings; suggested topics; guesses.
topics-title = My topics
topics-title-of = { $name }: topics
topics-now = Chosen: { $names }
topics-effect = When many agents are on shift, an agent gets cards of their chosen topics first. If nothing is chosen, all topics count the same.
topics-none = There are no topics yet. An admin adds them with /categories add name.
btn-topic = { $name }
btn-topic-on = ✓ { $name }
topic-set-by = { $by } changed your topics: { $name } { $on ->
    [1] is added
   *[0] is removed
}.
audit-topic-set = changed the topics of { $object }: { $old } → { $new }
categories-group = <b>{ $id }. { $name }</b>
categories-in = — { $id }. { $name }
categories-more = and { $n } more, on the buttons below.
btn-topic-group = { $name } ›
topics-offered = Here is a set of topics to start with. You can change all of it later.
topics-offered-line = <b>{ $group }</b>: { $topics }
btn-topics-use = Use these
btn-topics-empty = Start empty
topics-used = Added: 25 topics in five groups. Requesters can choose one under their request, but don’t have to.
btn-topics-see = Show them
btn-topics-unuse = Undo
topic-priority-none = as without a topic
topic-keywords = Keywords: { $words }
topic-questions = Questions: { $n }
topic-effect = Offered to requesters. On the board it is the label { $name }.
topic-group-effect = A group only holds topics. Requests have a topic, never a group, and a label with this name on the board is an ordinary one.
topic-place-none = no group
topics-too-many = There are already { $most } topics and groups. Remove one first.
topic-group-holds = This group still has topics. Move or remove them first.
topic-group-in-group = A group cannot be inside another group.
topic-no-group = This group no longer exists. Choose another.
topic-is-group = This is a group. Choose one of its topics.
topic-keywords-many = A topic can have at most { $most } keywords.
topic-keywords-long = A keyword needs a letter or a digit and at most { $longest } characters.
topic-question-wrong = Write a short name, a colon and the question. Example: place: Which room is it?
topic-question-long = A question can have at most { $longest } characters.
topic-questions-many = A topic can have at most { $most } questions. Remove one first.
topics-file-column = { $column ->
    [group] group
    [topic] topic
    [priority] priority
    [example] example
   *[keywords] keywords
}
topics-file-column-in = { $column } ({ $language })
topics-file-how = Reply to this message with a CSV file. Its first line names the columns: { $columns }. Only “topic” is needed. Nothing is changed before you have seen the result, and nothing is ever removed.
topics-file-preview = Nothing has been changed yet. This file would do the following:
    <b>New: { $new }</b> { $newnames }
    <b>Changed: { $changed }</b> { $changednames }
    <b>Kept as they are: { $kept }</b>
topics-file-same = All of this file is here already. Nothing was changed. Topics and groups: { $kept }.
topics-file-done = The topics were imported. New: { $new }. Changed: { $changed }. Kept as they were: { $kept }.
topics-file-wrong = { $n ->
    [one] One line cannot be taken.
   *[other] { $n } lines cannot be taken.
 } Nothing was changed. Correct the file and send it as a reply to this message.
    { $lines }{ $more ->
    [0] {""}
   *[other] {" "}And { $more } more.
 }
topics-file-line = Line { $line }: { $why }
topics-file-refused = { $n ->
    [one] A line cannot be taken: line { $line }.
   *[other] { $n } lines cannot be taken, the first is line { $line }.
 } Nothing was changed. Check the file again.
topics-file-columns = The first line does not name the columns. Nothing was changed. At least one has to be called { $columns }.
topics-file-nameless = The line names neither a topic nor a group.
topics-file-of-group = Only a topic has a priority and keywords, and the line names a group.
topics-file-priority = A priority is a number from 1 (critical) to 4 (low), or its name.
topics-file-own = The line has two different names in the language of the help desk.
topics-file-two = These names belong to two different topics or groups.
topics-file-kind = A group has this name where the file has a topic, or a topic where it has a group.
topics-file-many = A help desk can have { $most } topics and groups at most.
btn-topics-import = Import
audit-topics-imported = imported topics from a file: { $new }
request-example = For example: “{ $example }”
topic-example-long = An example can have at most { $longest } characters. Nothing was changed.
audit-topic-example-en = changed the English example of { $object }: { $old } → { $new }
audit-topic-example-ru = changed the Russian example of { $object }: { $old } → { $new }
setting-topic-learning = Learn topics
setting-topic-learning-effect = Once people have chosen a topic for 200 requests, topics are also guessed from these where no keyword matches. The help desk learns once a day, also from corrections.
receipt-category-maybe = Topic: { $category }?
category-guessed-by = Guessed by: { $words }
category-guessed = { $name }?
receipt-category-guessed = Filed under { $category }. Wrong? Choose another.
btn-category-confirm = ✓ { $name }
history-category_guessed = topic guessed: { $new }
history-category_confirmed = topic confirmed: { $new }
audit-topic-name-en = changed the English name of { $object }: { $old } → { $new }
audit-topic-name-ru = changed the Russian name of { $object }: { $old } → { $new }
audit-topic-restored = restored the topic { $new }
audit-topic-group = moved { $object }: { $old } → { $new }
audit-topic-moved = moved { $object } up
audit-topic-priority = changed the initial priority of { $object }: { $old } → { $new }
audit-topic-keywords = changed the keywords of { $object }: { $old } → { $new }
audit-topic-questions = changed the questions of { $object }
audit-topics-offered = added the suggested topics
audit-topics-taken-back = removed the suggested topics again
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

# What a press of each button was, in the log.
press-topics = topics of a colleague
press-topic = set a topic of a colleague
press-treeoffer = suggested topics
press-treefile = import topics from a file
title-topics = <b>Topics</b>
none-topics = There are no topics here yet.
column-topics = Name
column-topics-priority = Initial priority
column-topics-keywords = Keywords
column-topics-questions = Questions
topics-kind-group = group
field-topics-name = Name
field-topics-name-help = At most 60 characters; no two topics or groups share a name. People without a name in their language see the other one. The board’s label is in the help desk’s language.
field-topics-priority = Initial priority
field-topics-priority-help = The priority of a new request with this topic, if nobody has chosen one. A guessed topic sets it to high at most.
field-topics-keywords = Keywords
field-topics-keywords-help = Separated by commas. A request with a word that begins with one of these gets this topic as a guess, until somebody confirms or changes it.
field-topics-questions = Questions
field-topics-questions-help = Requesters who choose this topic are asked these, three at most, one on a line: a short name, a colon and the question. Example: place: Which room is it?
field-topics-example = Example of a request
field-topics-example-help = A good request in one line. Requesters see it before they write. Empty: no example. While no topic is chosen, the first example is shown.
field-topics-people = Best answered by
field-topics-people-help = If many people are on shift, cards with this topic go to these first. They can also set it themselves with /topics.
field-topics-group = Group
field-topics-group-help = The group under which the topic is listed.
btn-do-topics-up = Up
btn-do-topics-remove = Remove
btn-do-topics-restore = Restore
btn-new-topics-topic = New topic
btn-new-topics-group = New group
kind-topics-topic = topic
kind-topics-group = group
admin-new-topics-topic = What is the new topic called? Reply to this message with its name, up to 60 characters.
admin-new-topics-group = What is the new group called? Reply to this message with its name, up to 60 characters.
column-topics-tickets = Open tickets
column-topics-agents = Agents
column-topics-articles = Articles
