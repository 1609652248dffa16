# The panel’s page Answers.
page-answers = Answers
page-answers-section = { $section ->
    [articles] Articles
    [presets] Automatic answers
    [replies] Canned replies
    [menu] Menu
    [many] Announcements
    [helped] What helped
    [ideas] Ideas
   *[gaps] Missing articles
}
page-answers-state = { $state ->
    [draft] draft
    [published] published
   *[old] archived
}
page-answers-waits = unpublished changes
page-answers-on = { $shelf ->
    [published] Published
    [draft] Drafts
    [waiting] Unpublished changes
    [old] Archived
   *[all] All
}
page-answers-shelf = Status
page-answers-words = Search by words or a question
page-answers-any-topic = Any topic
page-answers-no-topic = no topic
page-answers-topic = Topic
page-answers-title = Title
page-answers-text = Text
page-answers-keywords = Keywords
page-answers-commas = separated by commas
page-answers-audience = Readers
page-answers-read-by = { $audience ->
    [team] the team only
   *[everybody] everybody
}
page-answers-for-team = for the team only
page-answers-languages = Languages
page-answers-language = { $language ->
    [ru] Russian
   *[en] English
}
page-answers-changed = Changed
page-answers-older = { $language ->
    [ru] Russian is older
   *[en] English is older
}
page-answers-older-by = older: last changed { $time } before the other language
page-answers-none = { $any ->
    [yes] Nothing matches.
   *[no] There are no articles yet. Published ones are offered to requesters before a person answers.
}
page-answers-from = drafted from #{ $number }
page-answers-theirs = { $name } saved this text while you were writing. Yours is still in the fields: compare both, then save.
page-answers-by = version { $version }, { $name }, { $at }
page-answers-not-read = not published yet
page-answers-marks = **bold**, *italic*, `code`, [words](https://…), > quote, - list.
page-answers-loses = Part of the formatting cannot be shown here. It is lost if you change that text.
page-answers-publish = Save and publish
page-answers-propose = Save and propose
page-answers-keep = Save
page-answers-retire = Archive
page-answers-seen = Preview in Telegram
page-answers-versions = Versions
page-answers-version = Version
page-answers-who = Author
page-answers-read = published
page-answers-back = Back
page-answers-take = Restore this version
page-answers-done = { $what ->
    [publish] Published: requesters can find it now.
    [propose] Saved. The admins have been notified.
    [retired] Archived. Publish it to bring it back.
    [taken] This version is restored in the draft. Publish it so that requesters see it.
    [menu-publish] Published: requesters see this menu now.
    [menu-down] Requesters no longer have a menu. The draft is kept.
    [menu-undo] Requesters see the earlier menu again.
    [menu-late] Nothing was undone: somebody has changed the menu since.
   *[keep] Saved.
}
edited-meanwhile = Somebody changed this while you had it open. Your text is kept but not saved yet. Compare both, then save again.
## Missing articles
page-gaps-of = Missing articles, from the last { $days } days.
page-gaps-solved = Same answer again and again
page-gaps-sought = Searches without a result
page-gaps-bare = Topics with tickets and no article
page-gaps-sought-times = { $n ->
    [one] { $n } search
   *[other] { $n } searches
}
page-gaps-bare-times = { $n ->
    [one] { $n } ticket
   *[other] { $n } tickets
}
page-gaps-why = Why
page-gaps-times = Count
page-gaps-write = Write an article
page-gaps-none = No articles are missing.
## Automatic answers
page-presets-back = Back to the text
page-presets-check = Checked against past requests
page-presets-try = Try a sentence
page-presets-sentence = Which answer would somebody who writes this get?
page-presets-look = Try
page-presets-this = Answered right away with:
page-presets-no-preset = No automatic answer matches.
page-presets-article = Offered under the request:
page-presets-no-article = No article matches.
page-answers-kept = Somebody saved this text while you were writing. Yours is still in the field: compare both, then save.
## Canned replies
## The menu
page-menu-preview = Preview for requesters
page-menu-of = { $of ->
    [draft] Draft
   *[published] Published
}
page-menu-none = Requesters have no menu.
page-menu-stands = Status
page-menu-own = its own screen
## What helped
page-helped-days = { $n } days
page-helped-shown = Shown before an agent answered
page-helped-few = no percentages below { $n }
page-helped-none = Nothing was shown in this period.
page-helped-figure = { $figure ->
    [offers_shown] Shown
    [offers_read] Opened
    [offers_helped] Helped
    [offers_refused] Did not help
    [offers_silent] No reaction
    [answers_taken] Answers reused
   *[canned_used] Canned replies used
}
page-helped-searches = Article searches: { $n }, without a result: { $nothing }.
## Announcements and known problems
page-answers-outdated = This has changed since you opened the page. Here it is as it is now; nothing was done.
page-many-one-mailing = Announcement
page-many-new-mailing = New announcement
page-many-next = Next you choose who gets it and see how many people that is. Nothing is sent yet.
page-many-draft = Create a draft
page-many-new-problem = New known problem
page-many-words = What requesters read
page-many-how = New requests with similar words will show this text. You publish it in the next step.
page-many-for-topic = Or for every request of a topic
page-many-language = Language
page-many-topic = Have written about the topic
page-many-event = Take part in the event
page-many-any = any
page-many-keep = Save and count
page-many-send = Save and send now
page-many-at = Send later
page-many-schedule = Save and schedule
page-many-drop = Discard the draft
page-many-stop = { $state ->
    [scheduled] Do not send it
   *[other] Stop sending
}
page-many-done = { $what ->
    [send] Sending has begun. Reload the page to see the progress.
    [schedule] Scheduled. You can still stop it.
    [stop] Stopped.
   *[keep] Saved.
}
page-problem-standard = empty: the standard text
page-problem-over = When it is fixed
page-problem-end-words = What followers read then
page-problem-end-standard = empty: the standard text
page-problem-requests = Requests about it
page-problem-no-requests = No request is about it yet.
page-problem-add = Add requests
page-problem-numbers = their numbers, for example 12, 15
page-problem-add-now = Add and tell the requesters
page-problem-done = { $what ->
    [publish] Published: requests about it show it now.
    [add] { $n ->
        [0] These requests were part of it already.
        [one] Added 1 request. Its requester reads about the problem now.
       *[other] Added { $n } requests. Their requesters read about the problem now.
    }
    [end] { $n ->
        [0] Closed. Nobody follows it.
        [one] Closed. 1 follower is being told.
       *[other] Closed. { $n } followers are being told.
    }
   *[keep] Saved.
}
page-many-problems = Known problems
page-many-mailings = Announcements
page-many-told = Notified
page-many-following = Following
page-many-to = To
page-many-all = everyone
page-many-reached = Sent
page-many-not = Not delivered
page-many-state = { $state ->
    [open] open
    [draft] draft
    [scheduled] scheduled
    [ended] fixed
    [sending] sending
    [sent] sent
   *[stopped] stopped
}
page-many-no-problems = There are no known problems.
page-many-no-mailings = There are no announcements yet.
