# The web door's page Answers.
page-answers = Answers
page-answers-section = { $section ->
    [articles] Articles
    [presets] Preset answers
    [replies] Canned replies
    [menu] Menu
    [many] To many
    [helped] What helped
   *[gaps] Gaps
}
page-answers-state = { $state ->
    [draft] draft
    [published] published
   *[old] put away
}
page-answers-waits = changes wait
page-answers-on = { $shelf ->
    [published] Published
    [draft] Drafts
    [waiting] Changes wait
    [old] Put away
   *[all] All
}
page-answers-shelf = State
page-answers-words = Words or a question
page-answers-any-topic = Any topic
page-answers-no-topic = no topic
page-answers-topic = Topic
page-answers-title = Title
page-answers-text = Text
page-answers-keywords = Keywords
page-answers-commas = between commas
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
page-answers-older-by = older: changed { $time } before the other
page-answers-none = There is none like that.
page-answers-from = drafted from #{ $number }
page-answers-theirs = { $name } wrote this meanwhile. Your words are in the fields: take over what you need, then save.
page-answers-by = version { $version }, { $name }, { $at }
page-answers-not-read = not published yet
page-answers-marks = **bold**, *italic*, `code`, [words](https://…), > quote, - list.
page-answers-loses = Part of the formatting has no sign here; it goes where you change that text.
page-answers-publish = Save and publish
page-answers-propose = Save and propose
page-answers-keep = Save
page-answers-retire = Put away
page-answers-seen = As it looks in Telegram
page-answers-versions = Versions
page-answers-version = Version
page-answers-who = By whom
page-answers-read = is read
page-answers-back = Back
page-answers-take = Take this one
page-answers-done = { $what ->
    [publish] Published: requesters find it now.
    [propose] Saved. The admins are told.
    [retired] Put away. Publishing brings it back.
    [taken] It says that again. Publish it for requesters to read it.
    [remove] Removed. It can be brought back here.
    [restore] It is back.
    [menu-publish] Requesters have this menu now.
    [menu-keep] Saved in the draft.
    [menu-up] One place up in the draft.
    [menu-remove] No longer in the draft.
    [menu-restore] Back in the draft.
    [menu-down] Requesters have no menu now. The draft stays.
    [menu-undo] Requesters have what they had before.
    [menu-late] Nothing was taken back: somebody has changed it since.
   *[keep] Saved.
}
edited-meanwhile = Somebody has changed this while you had it open. Nothing of yours is lost and nothing was saved yet: look at both, then save again.
page-preset-language-missing = The text is missing. One language is enough.

## Gaps
page-gaps-of = What no article says yet, of the last { $days } days.
page-gaps-solved = Solved alike again and again
page-gaps-sought = Looked for and not found
page-gaps-bare = Topics with requests and no article
page-gaps-sought-times = { $n ->
    [one] { $n } search
   *[other] { $n } searches
}
page-gaps-bare-times = { $n ->
    [one] { $n } request
   *[other] { $n } requests
}
page-gaps-why = Why
page-gaps-times = How often
page-gaps-write = Write an article
page-gaps-none = Nothing is missing that the desk knows of.

## Preset answers
page-presets-new = A new one: what is it about?
page-presets-begin = Begin
page-presets-not-given = not given yet
page-presets-filled = { $name } and { $number } are filled in.
page-presets-examples = Things people say
page-presets-lines = a line each, in each language they write in
page-presets-check = Seen against what people wrote
page-presets-try = Try a sentence
page-presets-sentence = What would be offered to somebody who writes this?
page-presets-look = Try
page-presets-this = Answered at once with:
page-presets-no-preset = No preset answer fits.
page-presets-article = Offered under the receipt:
page-presets-no-article = No article fits.
page-answers-kept = Somebody wrote this meanwhile. Your words are in the field: take over what you need, then save.

## Canned replies
page-replies-key = Key
page-replies-whose = Whose
page-replies-is = { $whose ->
    [own] mine alone
   *[desk] the team's
}
page-replies-used = Used
page-replies-uses = { $n ->
    [one] used once
   *[other] used { $n } times
}
page-replies-none = There is none yet. Under a ticket, !key stands for its text.
page-replies-new = A new one
page-replies-filled = { $name }, { $number }, { $agent } and { $expected } are filled in.
page-replies-removed = removed
page-replies-remove = Remove
page-replies-restore = Bring it back

## The menu
page-menu-preview = As requesters get it
page-menu-of = { $of ->
    [draft] Draft
   *[published] Published
}
page-menu-none = Requesters have no menu.
page-menu-stands = How it stands
page-menu-buttons = Buttons of this screen
page-menu-target = Opens
page-menu-own = a screen of its own
page-menu-kind = A new button leads to
page-menu-says = It says

## What helped
page-helped-days = { $n } days
page-helped-shown = Shown before a person answered
page-helped-few = shares from { $n } on
page-helped-none = Nothing was shown in these days.
page-helped-figure = { $figure ->
    [offers_shown] Shown
    [offers_read] Opened
    [offers_helped] Helped
    [offers_refused] Needed a person
    [offers_silent] No press
    [answers_taken] Answers taken over
   *[canned_used] Canned replies used
}
page-helped-searches = Searches among the articles: { $n }, of which { $nothing } found nothing.

## To many
page-many-where = Both are written in Telegram: /problems, /announce.
page-many-problems = Known problems
page-many-mailings = Mailings
page-many-told = Told
page-many-following = Want to hear
page-many-to = To
page-many-all = everybody
page-many-reached = Sent
page-many-not = Not reached
page-many-state = { $state ->
    [open] open
    [draft] waits for an admin
    [sending] on its way
    [sent] sent
   *[stopped] stopped
}
page-many-no-problems = There is no known problem now.
page-many-no-mailings = Nothing was sent to many yet.
