# The pages under Settings.
page-settings-part = { $part ->
    [hours] Hours
    [promises] Targets
    [systems] Integrations
    [texts] Texts
    [rules] Rules
    [recurring] Recurring
    [events] Events
    [fields] Fields
    [topics] Topics
   *[settings] All settings
}
page-hours = Business hours
page-hours-how = For example 9-18, or 9-13, 14-18, or 22-6 over midnight. An empty day is closed. Reports count earlier days in the hours in force then.
page-hours-none = There are no business hours: you are open round the clock.
page-hours-zone = { $variable } in the environment sets the time zone.
page-hours-save = Save the week
page-hours-clear = Remove hours
page-days = Special days
page-days-none = There are no special days: holidays, or days open round the clock.
page-days-first = From
page-days-last = To
page-days-what = On these days
page-add = Add
page-remove = Remove
page-promises = Targets by priority
page-promises-on = on
page-promises-off = off
page-promises-switch = { $on ->
    [yes] Switch off
   *[no] Switch on
}
page-first-response = First response
page-solution = Resolution
page-counts = Counted
page-counts-always = round the clock
page-counts-open = in business hours
page-is-now = now { $value }
page-try = Try on past tickets
page-save-from-now = Save for new tickets
page-also-open = also for open tickets
page-would = Of { $n } tickets resolved in the last 30 days, { $would }% would have met these targets; { $kept }% met the current ones.
page-would-too-few = { $n ->
    [0] No tickets were resolved in the last 30 days, so there is no share to show.
    [one] Only { $n } ticket was resolved in the last 30 days. A share needs at least ten.
   *[other] Only { $n } tickets were resolved in the last 30 days. A share needs at least ten.
}
page-would-nothing = These are the current targets.
page-would-open = Unless you tick the box, open tickets keep the targets they were filed with.
page-would-off = Targets are off. Nothing changes until they are switched on.
page-promises-how = Write lengths like 30 min, 4 h, 2 days. { $on ->
    [yes] Open tickets keep their targets unless you tick the box.
   *[no] They are not in force yet: switch them on above.
} The trial counts tickets of that priority resolved in the last 30 days that met both targets.
page-audit-words = Action, person or value
page-audit-by = Who
page-audit-anybody = Anyone
page-audit-day = Day
page-audit-at = When
page-audit-what = What
page-audit-door = Channel
page-audit-address = Address
page-text-loses = This text has formatting from Telegram that has no tag. It is lost if you save here.
page-topics = Topics
page-topics-none = There are no topics yet.
page-topics-add = Add topics
page-topics-offered = Use the 25 suggested topics
page-topics-import = Import topics
page-topics-export = Export topics
page-topics-import-kept = Kept as they are
page-topics-import-how = One line for each topic, with its group if it has one. Only the topic is needed. Topics are found by their names, empty cells change nothing, and nothing is removed.
page-topics-import-refused = { $n ->
    [one] One line cannot be taken. Nothing was changed.
   *[other] { $n } lines cannot be taken. Nothing was changed.
}
page-topic-add = Add a topic
page-topic-add-group = Add a group
page-topic-group = Group
page-topic-no-group = no group
page-topic-names = Names
page-topic-priority = Initial priority
page-topic-no-priority = as for any ticket
page-topic-keywords = Keywords
page-topic-keywords-how = Separated by commas. They suggest this topic for tickets without one.
page-topic-questions = Questions
page-topic-question-how = One more question, three at most. For example “place: Which room?”, and in another language on a new line: “ru: Какая комната?”.
page-topic-people = Best answered by
page-topic-example = Example of a request
page-topic-example-how = A good request in one line. Requesters see it before they write: in the greeting, after /new and in the web form. Empty: no example. While no topic is chosen, the first example is shown.
page-topic-up = Move up
page-topic-gone = { $name } is removed; on the board it stays as an ordinary label.
page-topic-restore = Restore
page-systems-none = There are no integrations yet. An integration is a shop, site or program that files requests for its users.
page-system-token = Token
page-system-used = Last use
page-system-token-once = Token for { $name }. Copy it now, it will not be shown again. Keep it on your server, never in a web page.
page-system-own = Access to its own users’ requests
page-system-pages = Pages where its users’ own tokens work, separated by spaces. Empty: none
page-system-rate = Requests per minute
page-system-expiry = The token is valid for
page-api-reference = API reference
page-chat = Chat on your pages
page-chat-token = For a signed-in user your server asks for their token with the token of the integration and answers { "{" }"token": "…"{ "}" } at an address of your site, here /support-token. { "{" }id{ "}" } is the user’s id in your system:
page-chat-tag = This line in your pages shows the chat:
page-webhooks = Webhooks
page-webhook-new = New webhook
page-webhook-url = Address
page-webhook-kinds = Only these API events. None ticked: all
page-webhook-secret-once = Signing secret. Copy it now, it will not be shown again.
page-webhook-became = Delivery
page-webhook-event = API event
page-webhook-tries = Attempts
page-webhook-answer = Response
page-webhook-nothing = Nothing has been sent yet.
page-webhook-test = Send a test
page-webhook-all = All API events
page-webhook-edit = Change the address or the events
page-webhook-url-new = New address; empty: as before
page-webhook-own = What the integration does itself through the API is not sent back to it.
page-settings-advanced = Advanced
page-settings-how = Each change takes effect at once and can be undone.
page-setting-edit = Change
page-setting-person = Add a person
page-setting-position = Position
page-setting-request = Number of a request
page-setting-role = Role
page-setting-zero = 0 means off
page-system-webhooks-left = API events are still sent to these addresses. Somebody with the old token may have added one: remove any that you don’t know.
page-target-odd = { $less } has a shorter target than { $more }.
page-target-wrong = These targets are not possible: { $which }. Nothing was saved. Write each in its own field, like 30 min, 4 h or 2 d, from a minute to a year, with the resolution no earlier than the first response.
