# The requester's menu, and its draft.
menu-none-here = There is no menu here. Just write what happened.
menu-first = Choose what it is about, or just write what happened.
menu-nothing = Just write what happened.
menu-changed = The menu has changed. Here it is now.
btn-menu-back = ‹ Back
menu-tried = <i>Requesters will see this.</i>
menu-tried-request = Here the requester’s next message would start a request.
menu-draft = <b>Menu for requesters</b>, draft
menu-draft-of = <b>{ $place }</b>, draft
menu-draft-empty = There are no buttons here yet.
menu-first-screen = the first screen
menu-kind-text = text
menu-kind-article = article
menu-kind-submenu = submenu
menu-kind-link = link
menu-kind-topic = topic
menu-kind-person = talk to a person
menu-opens = Opens: { $place }
menu-falls-back = { $language ->
    [ru] There is no Russian text, so people who read Russian see the English one.
   *[en] There is no English text, so people who read English see the Russian one.
}
menu-add = What should the new button open? It will be on: { $place }
menu-ask-caption = Reply to this message with the text of the button in { $language ->
    [ru] Russian
   *[en] English
}: one line, 40 characters at most.
menu-ask-text = Reply to this message with the text that the button opens, in { $language ->
    [ru] Russian
   *[en] English
}. Formatting and links are kept.
menu-ask-url = Reply to this message with the address that the button opens. Example: https://example.org/help
menu-choose-article = Which article?
menu-choose-topic = Which topic?
menu-choose-submenu = Which submenu should it open?
menu-none-article = No article is published yet: /kb
menu-none-topic = There are no topics yet: /categories
menu-none-submenu = There are no submenus yet.
menu-item-set = Saved in the draft.
menu-item-up = Moved one place up in the draft.
menu-item-removed = “{ $place }” is removed from the draft.
menu-full = A screen can have at most { $most } buttons. Move some of them to a submenu.
menu-caption-empty = The message has no text. Send the text of the button as a message.
menu-text-empty = The message has no text. Send what the button should open as a message.
menu-url-wrong = A button cannot open “{ $typed }”. Nothing has changed. Example: https://example.org/help
menu-empty-draft = The draft is empty. Add a button first.
menu-no-caption = has no text
menu-no-text = opens nothing: there is no text
menu-no-link = opens nothing: there is no address
menu-no-article = opens nothing: the article is not published
menu-no-topic = opens nothing: the topic was removed
menu-no-submenu = opens nothing: the submenu is empty
menu-circle = leads back to itself
menu-no-caption-at = A button on “{ $place }” has no text. Write it.
menu-no-text-at = “{ $place }” opens nothing. Write its text.
menu-no-link-at = “{ $place }” opens nothing. Enter its address.
menu-no-article-at = “{ $place }” opens nothing: its article is not published. Publish it or choose another.
menu-no-topic-at = “{ $place }” opens nothing: its topic was removed. Choose another.
menu-no-submenu-at = “{ $place }” opens nothing: its submenu is empty. Add a button to it, or remove it.
menu-circle-at = These submenus lead back to themselves: { $way }. Let one of them open something else.
menu-state-none = Requesters have no menu yet. Publish the draft, and it appears under /start and /menu.
menu-state-up = Requesters see the menu that { $name } published, { $at }.
menu-state-down = Requesters have no menu. { $name } unpublished it, { $at }.
menu-state-same = The draft is identical to it.
menu-state-other = The draft is different.
menu-published = Published: requesters see this menu now.
menu-taken-down = Requesters no longer have a menu. The draft is kept.
btn-menu-add = Add
btn-menu-publish-screen = Publish…
btn-menu-publish = Publish
btn-menu-down = Unpublish
btn-menu-try = Preview
btn-menu-inside = Open it
btn-menu-opens = Opens…
btn-menu-article = Which article
btn-menu-topic = Which topic
btn-menu-caption = { $language ->
    [ru] Button text, Russian
   *[en] Button text, English
}
btn-menu-text = { $language ->
    [ru] Text, Russian
   *[en] Text, English
}
btn-menu-url = Address
btn-menu-up = Up
btn-menu-remove = Remove
btn-menu-restore = Restore
btn-menu-new-text = Text
btn-menu-new-article = Article
btn-menu-new-submenu = Submenu
btn-menu-new-link = Link
btn-menu-new-topic = Topic
btn-menu-new-person = Talk to a person
audit-menu-published = published the menu: { $new } buttons
audit-menu-taken-down = unpublished the menu
audit-menu-undone = restored the earlier menu: { $new } buttons

# What a press of each button was, in the log.
press-menu = button of the menu
press-menutry = preview the draft of the menu
press-menuat = draft of the menu
press-menunew = new button of the menu
press-menuask = write a text of the menu
press-menuto = choose what a button of the menu opens
press-menudo = change the menu
press-menupub = publish the menu
press-menuundo = restore the earlier menu
