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
page-answers-seen = As it is read in Telegram
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
   *[keep] Saved.
}
article-edited-meanwhile = Somebody has changed this while you had it open. Nothing of yours is lost and nothing was saved yet: look at both, then save again.
page-preset-language-missing = { $language ->
    [ru] The text in Russian is missing.
   *[en] The text in English is missing.
}

## Gaps
page-gaps-of = What no article says yet, of the last { $days } days.
page-gaps-solved = Solved alike again and again
page-gaps-sought = Looked for and not found
page-gaps-bare = Topics with requests and no article
page-gaps-why = Why
page-gaps-times = How often
page-gaps-write = Write an article
page-gaps-none = Nothing is missing that the desk knows of.
