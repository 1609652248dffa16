# The pages under Settings.
page-settings-part = { $part ->
    [hours] Hours
    [promises] Promises
    [audit] Audit
    [systems] Systems
    [texts] Texts
    [topics] Topics
   *[settings] All settings
}
page-hours = Hours
page-hours-how = Like 9-18, or 9-13, 14-18, or 22-6 over midnight. An empty day is closed. Once you save, figures of all days are counted in the new hours.
page-hours-none = There are no hours now: the desk is open round the clock.
page-hours-zone = The time zone is set by { $variable } in the desk's environment.
page-hours-save = Save the week
page-hours-clear = No hours
page-days = Days that are otherwise
page-days-none = None: holidays and days that are open round the clock stand here.
page-days-first = From
page-days-last = to
page-days-what = the desk is
page-add = Add
page-remove = Remove
page-promises = Targets by priority
page-promises-on = in force
page-promises-off = switched off
page-first-response = First response
page-solution = Solution
page-counts = Counts
page-counts-always = round the clock
page-counts-open = in the desk's hours
page-is-now = now { $value }
page-try = What would have been
page-save-from-now = Save from now on
page-also-open = also for open tickets
page-would = Of { $n } solved in thirty days { $would } % would have kept it, { $kept } % kept what is set now.
page-would-too-few = { $n ->
    [0] Nothing of it was solved in thirty days: there is no share to say.
    [one] Only { $n } was solved in thirty days: too few for a share, which takes ten.
   *[other] Only { $n } were solved in thirty days: too few for a share, which takes ten.
}
page-would-nothing = These are the targets that are set now.
page-would-open = Without the tick they keep the targets they were filed with.
page-would-off = Targets are switched off: nothing changes for anybody until they are on.
page-promises-how = Lengths like 30 min, 4 h, 2 days. Open tickets keep the targets they were filed with unless you tick them. What would have been counts tickets of that priority solved in thirty days that kept both targets.
page-audit-words = What was done, to whom, or a value
page-audit-by = Who
page-audit-anybody = Anybody
page-audit-day = On which day
page-audit-at = When
page-audit-what = What
page-audit-door = Through
page-audit-address = From
page-texts-search = Words of the bot's, as people read them
page-texts-how = Search for words as people read them: each sentence of the bot can be said otherwise.
page-texts-none = There is no such sentence. Try fewer words, as you read them.
page-text-says = The bot says
page-text-where = Where
page-text-new = Say instead
page-text-tags = Formatting stands in tags: <b>, <i>, <code>, <quote>.
page-text-loses = It has formatting that was made in Telegram and has no tag: that goes where you save here.
page-text-save = Say it so
page-text-original = As it is written
page-topics = Topics
page-topics-none = There are no topics yet.
page-topics-offered = Take the 25 that are offered
page-topic-add = Add a topic
page-topic-add-group = Add it as a group
page-topic-group = Group
page-topic-no-group = by itself
page-topic-names = Names
page-topic-priority = First priority
page-topic-no-priority = as any request
page-topic-keywords = Keywords
page-topic-keywords-how = Between commas. A request that nobody gave a topic is guessed by them.
page-topic-questions = Questions
page-topic-question-how = One more question, at most three. Write it like “place: Which room?”, and on a new line in another language: “ru: Какая комната?”.
page-topic-people = Who answers it best
page-topic-up = Further up
page-topic-gone = { $name } is removed; on the board its label is a tag now.
page-topic-restore = Bring it back
page-systems-none = There are no systems yet: a shop, a site or a program that files requests for its own people.
page-system-token = Token
page-system-used = Last use
page-system-token-once = The token of { $name }, shown this once. Keep it on the server, never in a page.
page-system-own = About the people it brought
page-system-pages = Pages in which people's own tokens work, parted by spaces; nothing: in none
page-system-rate = Another limit a minute
page-webhooks = Webhooks
page-webhook-new = A new one
page-webhook-url = Where what happens is sent
page-webhook-kinds = Only these kinds; none ticked: all
page-webhook-secret-once = What is sent there is signed with this, shown this once.
page-webhook-became = Delivery
page-webhook-tries = Tries
page-webhook-answer = Answer
page-webhook-nothing = Nothing has been sent yet.
page-settings-together = Change together
page-settings-save = Set all of it
page-settings-set = Set: it holds from now on.
page-settings-nothing-set = Nothing has been set yet: see what is marked.
page-settings-own = change
page-system-webhooks-left = What happens is still sent to these addresses. Whoever had the old token may have added one: remove what you do not know.
page-target-wrong = These times cannot be: { $which }. Type each into its own field, like 30 min, 4 h or 2 d: from a minute to a year, and the solution no earlier than the first answer.
