# The requester's menu, and its draft.
menu-none-here = There is no menu here. Just write what happened.
menu-first = Choose what it is about, or just write.
menu-nothing = Just write what happened.
menu-changed = The menu has changed; this is how it is now.
btn-menu-back = ◂ Back

menu-tried = <i>This is how requesters will see it.</i>
menu-tried-request = Here their next message starts a request.
menu-draft = <b>The menu of requesters</b>, draft
menu-draft-of = <b>{ $place }</b>, draft
menu-draft-empty = Nothing is in it yet.
menu-first-screen = the first screen
menu-kind-text = text
menu-kind-article = article
menu-kind-submenu = submenu
menu-kind-link = link
menu-kind-topic = topic
menu-kind-person = talk to a person
menu-opens = Opens: { $place }
menu-falls-back = { $language ->
    [ru] Who reads Russian sees the English words: there are no Russian ones.
   *[en] Who reads English sees the Russian words: there are no English ones.
}
menu-add = What shall the new button lead to? It stands on: { $place }
menu-ask-caption = Reply to this message with what the button says in { $language ->
    [ru] Russian
   *[en] English
}: one line, 40 characters at most.
menu-ask-text = Reply to this message with what is read behind the button in { $language ->
    [ru] Russian
   *[en] English
}. Formatting and links are kept.
menu-ask-url = Reply to this message with the address that the button opens, like this: https://example.org/help
menu-choose-article = Which article?
menu-choose-topic = Which topic?
menu-choose-submenu = Which submenu shall it open?
menu-none-article = No article is published: /kb
menu-none-topic = There are no topics yet: /categories
menu-none-submenu = There is no submenu yet.
menu-item-set = Set.
menu-item-up = One place up.
menu-item-removed = “{ $place }” is no longer in the draft.
menu-full = A screen has { $most } buttons at most. Put some of them into a submenu.
menu-caption-empty = There are no words in it. Send what the button says, as a text.
menu-text-empty = There are no words in it. Send what is read there, as a text.
menu-url-wrong = “{ $typed }” is no address that a button can open. Like this: https://example.org/help
menu-empty-draft = There is nothing in the draft yet. Add a button first.

menu-no-caption = it says nothing
menu-no-text = leads nowhere: there is no text
menu-no-link = leads nowhere: there is no address
menu-no-article = leads nowhere: the article is not published
menu-no-topic = leads nowhere: the topic is not there
menu-no-submenu = leads nowhere: nothing is in it
menu-circle = leads in a circle
menu-no-caption-at = “{ $place }” says nothing. Write its words.
menu-no-text-at = “{ $place }” leads nowhere: write its text.
menu-no-link-at = “{ $place }” leads nowhere: give it an address.
menu-no-article-at = “{ $place }” leads nowhere: its article is not published. Choose another, or publish it.
menu-no-topic-at = “{ $place }” leads nowhere: its topic is not there. Choose another.
menu-no-submenu-at = “{ $place }” leads nowhere: nothing is in it. Put a button into it, or remove it.
menu-circle-at = This leads in a circle: { $way }. Let one of them open something else.

menu-state-none = Requesters have no menu yet. Publish the draft, and it stands under /start and /menu.
menu-state-up = Requesters have the menu that { $name } published, { $at }.
menu-state-down = Requesters have no menu; { $name } took it down, { $at }.
menu-state-same = The draft is the same.
menu-state-other = The draft differs from it.
menu-published = Requesters have it now.
menu-taken-down = Requesters have no menu now. The draft stays.

btn-menu-add = Add
btn-menu-publish-screen = Publish …
btn-menu-publish = Publish
btn-menu-down = Take it down
btn-menu-try = Look at it
btn-menu-inside = What is in it
btn-menu-opens = Opens …
btn-menu-article = Which article
btn-menu-topic = Which topic
btn-menu-caption = { $language ->
    [ru] Words, Russian
   *[en] Words, English
}
btn-menu-text = { $language ->
    [ru] Text, Russian
   *[en] Text, English
}
btn-menu-url = Address
btn-menu-up = Up
btn-menu-remove = Remove
btn-menu-restore = Bring it back
btn-menu-new-text = Text
btn-menu-new-article = Article
btn-menu-new-submenu = Submenu
btn-menu-new-link = Link
btn-menu-new-topic = Topic
btn-menu-new-person = Talk to a person
audit-menu-published = published the menu: { $new } buttons
audit-menu-taken-down = took the menu down
audit-menu-undone = brought the menu of before back: { $new } buttons
