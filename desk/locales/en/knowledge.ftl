# Knowledge: articles, how they are written, found, brought in and out.

kb-usage = Like this: /kb and a few words, for example: /kb printer
kb-none-here = There are no articles here. Just write what happened.
kb-nothing = Nothing about “{ $words }” in the articles.
kb-found = Found for “{ $words }”:
kb-language = { $language ->
    [ru] in Russian
   *[en] in English
}
kb-title = <b>Knowledge</b>
kb-count = { $shelf ->
    [published] { $n } published
    [draft] { $n } { $n ->
        [one] draft
       *[other] drafts
    }
    [waiting] { $n } { $n ->
        [one] change waits
       *[other] changes wait
    }
   *[old] { $n } put away
}
kb-how =
    <code>/kb words</code>: find
    <code>/kb new</code>: write an article
    <code>/kb from 42</code>: a draft from a solved ticket
kb-how-admin =
    <code>/kb words</code>: find
    <code>/kb new</code>: write an article
    <code>/kb from 42</code>: a draft from a solved ticket
    <code>/kb import</code>, <code>/kb export</code>: Markdown files in a zip
kb-shelf = <b>{ $shelf ->
    [published] Published
    [draft] Drafts
    [waiting] Changes that wait for an admin
   *[old] Put away
}</b>
kb-shelf-empty = There are none.
kb-import-how = Reply to this message with a zip of Markdown files, or with one file. Each is called <code>name.en.md</code> and begins with lines between two <code>---</code>: title, language, topic, keywords, state.
kb-imported = Read. New: { $new }, changed: { $changed }, the same: { $same }.
kb-import-topics = { $n ->
    [one] This desk has no such topic, the articles stay without one
   *[other] This desk does not have these topics, the articles stay without one
}: { $names }
kb-export-empty = There are no articles yet.
kb-zip-bad = This file cannot be read. Send a zip of Markdown files, or one file that ends in .md.
kb-zip-large = That is too much: a zip may have { $mb } MB at most.
kb-zip-empty = There is no Markdown file in it. Their names end in .md, for example printer.en.md.
kb-file-name = { $file }: a file is called like printer.en.md, in small Latin letters, digits and dashes, with the language before .md.
kb-file-large = { $file }: a file may have { $kb } KB at most.
kb-file-utf8 = { $file }, line { $line }: the file has to be UTF-8.
kb-file-front = { $file }: at the top there have to be lines like “title: …” between two lines ---.
kb-file-line = { $file }, line { $line }: “{ $said }”. Only title, language, topic, keywords and state stand there, each once.
kb-file-language = { $file }: the file's name and its language ({ $language }) differ.
kb-file-state = { $file }: “{ $state }” is no state. It is draft, published or old.
kb-file-article-title-empty = { $file }: it has no title.
kb-file-article-title-long = { $file }: the title may have { $most } characters at most.
kb-file-article-body-empty = { $file }: it has no text.
kb-file-article-body-long = { $file }: the text may have { $most } characters at most, it has { $n }.
kb-file-article-formatting = { $file }, line { $line }: “{ $mark }” is opened and not closed, or leads nowhere.
kb-file-article-keywords-wrong = { $file }: { $most } keywords at most, { $longest } characters each.

article-gone = This article is not there (any more).
article-other-language = { $language ->
    [ru] This article is only there in Russian.
   *[en] This article is only there in English.
}
article-state = { $state ->
    [draft] draft
    [published] published
   *[old] put away
}
article-waits = changes wait
article-head = { $state ->
    [draft] Draft
    [published] Published{ $waits ->
        [true] , these changes are not yet
       *[false] { "" }
    }
   *[old] Put away
}
article-by = { $name }, version { $version }
article-source = Drafted from #{ $number }. Read it through: what names somebody was taken out.
article-topic = Topic: { $name }
article-keywords = Keywords: { $words }
article-no-body = <i>No text yet.</i>
article-ask-title = { $language ->
    [ru] What is it called in Russian? Reply to this message with the title.
   *[en] What is it called in English? Reply to this message with the title.
}
article-ask-text = { $language ->
    [ru] Reply to this message with the text in Russian: with bold, links and lists as usual, with files if you like.
   *[en] Reply to this message with the text in English: with bold, links and lists as usual, with files if you like.
}
article-ask-keywords = Reply to this message with the words people use for it, between commas. A dash: none.
article-saved = Saved.
article-saved-waits = Saved. What is published stays as it is until an admin publishes this.
article-changed-meanwhile = { $name } has changed it while you were writing. Yours is the newest now, theirs is kept as version { $version }.
article-changed-since = This article has been changed since it was shown to you. Open it again, then publish.
article-words-only = An article takes text, photos and documents.
article-title-empty = A title needs words.
article-title-long = A title may have { $most } characters at most.
article-body-empty = An article needs a text.
article-body-long = A text may have { $most } characters at most, this one has { $n }.
article-formatting = Line { $line }: “{ $mark }” is opened and not closed, or leads nowhere. Close it and send the text again.
article-keywords-wrong = { $most } keywords at most, { $longest } characters each, between commas.
article-files-many = An article takes { $most } files at most.
articles-too-many = There are { $most } articles already, which is the most there can be.
article-nothing-yet = It has no text yet.
article-admins-publish = Only admins publish and put away. You can propose it to them.
article-admins-describe = Topic and keywords of a published article are changed by admins.
article-proposed = { $name } proposes an article: “{ $title }”.
article-proposed-done = The admins are told.
article-published = “{ $title }” is published.
article-published-short = Published
article-retired = “{ $title }” is put away: nobody finds or reads it. Publish it again to bring it back.
article-delete-done = Taken back. What it said of “{ $title }” is gone.
article-delete-published = This article has been published. An admin can put it away: /kb
article-which-topic = Which topic?
article-no-topics = There are no topics yet.
article-versions-title = <b>Versions</b>, the newest first
article-version-line = { $n } · { $language ->
    [ru] Russian
   *[en] English
} · { $name } · { $ago }{ $current ->
    [true] { " · " }is read
   *[false] { "" }
}
article-version-head = Version { $n } · { $language ->
    [ru] Russian
   *[en] English
} · { $name }
article-drafted = A draft from #{ $number }. Read it through, then propose or publish it.
article-not-solved = #{ $number } is not solved yet.
article-no-answer = Nobody has answered in #{ $number }.
article-drafted-before = There is a draft from #{ $number } already: /kb

btn-article-new = New article
btn-article-shelf = { $shelf ->
    [published] Published
    [draft] Drafts
    [waiting] Waiting
   *[old] Put away
}
btn-article-all = ← All
btn-article-open = Open
btn-article-name = { $name }
btn-article-publish = Publish
btn-article-propose = Propose
btn-article-retire = Put away
btn-article-title = Title
btn-article-text = Text
btn-article-keywords = Keywords
btn-article-topic = Topic
btn-article-no-topic = No topic
btn-article-versions = Versions
btn-article-version = { $language } { $n }
btn-article-take = Take this one
btn-article-in = { $language ->
    [ru] In Russian
   *[en] In English
}
btn-article-add = { $language ->
    [ru] + Russian
   *[en] + English
}
btn-article-from = Make an article

audit-article-published = published the article { $new }
audit-article-retired = put the article { $new } away
audit-articles-imported = brought in articles: { $new }
audit-articles-exported = brought out articles: { $new }

help-requester-articles =
    { help-requester }
    /kb words: articles that may answer at once.
