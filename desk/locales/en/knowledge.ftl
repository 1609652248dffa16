# Knowledge: articles, how they are written, found, brought in and out.
kb-usage = Send /kb and a few words. Example: /kb printer
kb-none-here = There are no articles yet. Just write what happened.
kb-nothing = No articles match “{ $words }”.
kb-found = Found for “{ $words }”:
kb-language = { $language ->
    [ru] in Russian
   *[en] in English
}
kb-title = <b>Articles</b>
kb-count = { $shelf ->
    [published] { $n } published
    [draft] { $n } { $n ->
        [one] draft
       *[other] drafts
    }
    [waiting] { $n } with unpublished changes
   *[old] { $n } archived
}
kb-how =
    <code>/kb words</code>: search
    <code>/kb new</code>: write an article
    <code>/kb from 42</code>: draft an article from a resolved ticket
kb-shelf = <b>{ $shelf ->
    [published] Published
    [draft] Drafts
    [waiting] Unpublished changes
   *[old] Archived
}</b>
kb-shelf-empty = There is nothing here.
kb-zip-empty = There are no Markdown files in it. Their names end in .md, for example printer.en.md.
kb-by-file = Articles as files: an operator runs python -m bot kb export DIR (or import) on the server.
kb-file-name = { $file }: a name must look like printer.en.md: small Latin letters, digits and dashes, with the language before .md.
kb-file-large = { $file }: a file can have at most { $kb } KB.
kb-file-utf8 = { $file }, line { $line }: the file must be in UTF-8.
kb-file-front = { $file }: at the top there must be lines such as “title: …” between two lines ---.
kb-file-line = { $file }, line { $line }: “{ $said }” is not allowed here. Use only title, language, topic, keywords, state and audience, each once.
kb-file-language = { $file }: the language in the name and the one inside ({ $language }) differ.
kb-file-state = { $file }: there is no state “{ $state }”. Use draft, published or old.
kb-file-audience = { $file }: there is no audience “{ $audience }”. Use everybody or team.
kb-file-article-title-empty = { $file }: the title is missing.
kb-file-article-title-long = { $file }: a title can have at most { $most } characters.
kb-file-article-body-empty = { $file }: the text is missing.
kb-file-article-body-long = { $file }: a text can have at most { $most } characters; this one has { $n }.
kb-file-article-formatting = { $file }, line { $line }: “{ $mark }” is opened and not closed, or leads nowhere.
kb-file-article-keywords-wrong = { $file }: at most { $most } keywords of { $longest } characters each.
article-gone = This article is no longer available.
article-other-language = { $language ->
    [ru] This article is available in Russian only.
   *[en] This article is available in English only.
}
article-state = { $state ->
    [draft] draft
    [published] published
   *[old] archived
}
article-waits = has unpublished changes
article-for-team = for the team only
article-audience-sure = Only the team reads this article now. Once it is published, everybody can find and read all of it. Continue?
article-head = { $state ->
    [draft] Draft
    [published] Published{ $waits ->
        [true] , without these changes
       *[false] { "" }
    }
   *[old] Archived
}
article-by = { $name }, version { $version }
article-source = Drafted from #{ $number }. Read it through: names and contact details were taken out.
article-topic = Topic: { $name }
article-keywords = Keywords: { $words }
article-no-body = <i>No text yet.</i>
article-ask-title = { $language ->
    [ru] What is it called in Russian? Reply to this message with the title.
   *[en] What is it called in English? Reply to this message with the title.
}
article-ask-text = { $language ->
    [ru] Reply to this message with the text in Russian. Bold, links, lists and files are fine.
   *[en] Reply to this message with the text in English. Bold, links, lists and files are fine.
}
article-ask-keywords = Reply to this message with the words people use for it, separated by commas. Send “-” for none.
article-saved = Saved.
article-saved-waits = Saved. Readers see the published version until an admin publishes this one.
article-changed-meanwhile = { $name } changed the article while you were writing. Yours is now the newest; theirs is kept as version { $version }.
article-changed-since = This article was changed after you opened it. Open it again, then publish.
article-words-only = An article can have text, photos and documents only.
article-title-empty = The title is missing.
article-title-long = A title can have at most { $most } characters.
article-body-empty = The text is missing.
article-body-long = A text can have at most { $most } characters; this one has { $n }.
article-formatting = Line { $line }: “{ $mark }” is opened and not closed, or leads nowhere. Close it and send the text again.
article-keywords-wrong = At most { $most } keywords of { $longest } characters each, separated by commas.
article-files-many = An article can have at most { $most } files.
articles-too-many = There are already { $most } articles; no more can be added.
article-nothing-yet = There is no text yet.
article-admins-publish = You cannot publish or archive articles. You can propose it to those who can.
article-admins-describe = You cannot change topic, keywords and readers of a published article.
article-proposed = { $name } proposes an article: “{ $title }”.
article-proposed-done = I have told the admins.
article-published = “{ $title }” is published.
article-published-short = Published
article-retired = “{ $title }” is archived: nobody can find or read it. To restore it, publish it again.
article-delete-done = Deleted. “{ $title }” no longer has what the message said.
article-delete-published = This article has been published. An admin can archive it: /kb
article-which-topic = Which topic?
article-no-topics = There are no topics yet.
article-drafted = A draft from #{ $number }. Read it through, then propose or publish it.
article-not-solved = #{ $number } is not resolved yet.
article-no-answer = Nobody has answered in #{ $number }.
article-drafted-before = There is already a draft from #{ $number }. Find it among the drafts.
btn-article-new = New article
btn-article-shelf = { $shelf ->
    [published] Published
    [draft] Drafts
    [waiting] Unpublished changes
   *[old] Archived
}
btn-article-all = ‹ All
btn-article-open = Open
btn-article-name = { $name }
btn-article-publish = Publish
btn-article-propose = Propose
btn-article-retire = Archive
btn-article-title = Title
btn-article-text = Text
btn-article-keywords = Keywords
btn-article-topic = Topic, readers
btn-article-audience = { $audience ->
    [team] For the team only
   *[everybody] For everybody
}
btn-article-no-topic = No topic
btn-article-in = { $language ->
    [ru] In Russian
   *[en] In English
}
btn-article-add = { $language ->
    [ru] + Russian
   *[en] + English
}
btn-article-from = Make an article
audit-article-published = published the article “{ $new }”
audit-article-audience = made the article { $object } readable for { $new ->
    [team] the team only
   *[everybody] everybody
}
audit-article-retired = archived the article “{ $new }”
audit-articles-imported = imported articles: { $new }
audit-articles-exported = exported articles: { $new }
card-steps = Steps: { $done } of { $total } done
steps-title = <b>#{ $number }</b>
steps-none = #{ $number } has no steps, and its topic has no article for the team.
steps-runbook = For the team: <b>{ $title }</b>{ $n ->
    [0] { "" }
    [one] , { $n } step
   *[other] , { $n } steps
}
steps-used = Added
steps-used-before = These steps are there already
steps-many = A ticket can have at most { $most } steps.
runbook-no-steps = This article has no steps: lines that begin with a number.
btn-runbooks = { $n ->
    [one] How the team does it
   *[other] How the team does it ({ $n })
}
btn-steps = Steps
btn-steps-use = Use steps
btn-step = { $sign } { $n }
history-steps = steps: { $new }
help-requester-articles =
    { help-requester }
    /kb words finds articles that may answer right away.

# What a press of each button was, in the log.
press-kb = read an article
press-kb_in = article in another language
press-kb_ask = rewrite part of an article
press-kb_topics = choose the topic of an article
press-kb_topic = set the topic of an article
press-kb_for = choose who reads an article
press-steps = steps of a ticket
press-steps_use = use the steps of an article
press-step = tick a step
press-kb_propose = propose an article
press-kb_publish = publish an article
press-kb_retire = archive an article
press-kb_found = page of found articles
press-kb_list = list of articles
press-kb_new = start an article
press-kb_from = draft an article from a ticket
