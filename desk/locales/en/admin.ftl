# What admins read.

invite-made = A link for a new { $role ->
    [admin] admin
   *[agent] agent
}, good once until { $until }:
    { $link }
    { $role ->
    [admin] When somebody has opened it, I will ask you to let them in.
   *[agent] Whoever opens it is on the team at once.
}
invite-accepted = { $name } is on the team now, invited by { $by }.
invite-accepted-first = { $name } is an admin now, by the link of the first start.
invite-ask = { $name } has opened your link for an admin. Shall I let them in?
invite-waits = The link is good. As soon as the admin who made it has agreed, you are an admin too; I will tell you.
admitted = { $name } is an admin now, admitted by { $by }.
dismissed = { $name } is no longer on the team, by { $by }. { $n ->
    [0] They held no requests.
    [one] { $n } request is back in the queue.
   *[other] { $n } requests are back in the queue.
}{ $group ->
    [1] {" "}If they are in the staff group, they still read it: please take them out there.
   *[0] {""}
}
linked = { $name } is { $board } on the board now.
unlinked = { $name } is no longer linked to { $board } on the board.
unlinked-by = { $name } is no longer linked to { $board } on the board, by { $by }.
unlinked-you-by = { $by } has undone your link to { $board } on the board.
unlinked-you = Your account on the board is no longer linked.
not-linked = Your account on the board is not linked.
category-added = Topic { $id }: { $name }.
category-renamed = Topic { $id } is { $name } now.
category-removed = Topic { $name } is removed. On the board its label becomes a tag.
agent-blocked = { $name } has blocked the bot and gets no cards until that ends.
second-poller = Another program uses this bot's token. Nothing is lost, but messages come in here only when it stops.
foreign-webhook-removed = Somebody had set a webhook on this bot's token. I removed it.

# What takes longer than it should.
late-telegram = { $n ->
    [one] { $n } message has
   *[other] { $n } messages have
} been waiting to go out, the oldest for { $age }. Everything is stored and goes out as soon as Telegram takes it.
late-telegram-over = Everything that was waiting to go out has gone.
late-inbox = { $n ->
    [one] { $n } message from people has
   *[other] { $n } messages from people have
} been waiting for me to read them, the oldest for { $age }. Everything is stored. If this goes on, look at the log of the bot.
late-inbox-over = I have caught up with everything that people wrote.
late-board = Todoist has not taken { $n ->
    [one] { $n } change
   *[other] { $n } changes
} for { $age }. Everything is stored and appears there by itself. You can answer here.
late-board-over = Todoist answers again; the board is up to date.
late-failed = { $n ->
    [one] { $n } job was
   *[other] { $n } jobs were
} given up. /failed shows what, and tries again.

group-lost = The bot cannot write to the staff group any more: it was put out, or may not write there. Announcements there begin again by themselves once it can.
group-again = I can write here again.
group-opened = #{ $number } is in your chat with the bot.
