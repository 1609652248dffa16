# What admins read.
invite-made = Invite link for a new { $role ->
    [admin] admin
    [trainee] trainee
    [senior] senior agent
    [reviewer] reviewer
    [manager] manager
   *[agent] agent
}. It works once, until { $until }:
    { $link }
    { $role ->
    [admin] When somebody opens it, I will ask you whether to let them in.
   *[agent] The person who opens it joins the team right away.
}
invite-accepted = { $by } invited { $name }, who is now on the team.
invite-accepted-first = { $name } is now an admin, through the link of the first start.
invite-ask = { $name } opened your admin link. Let them in?
invite-waits = The link works. You become an admin as soon as the admin who created it agrees. I will let you know.
admitted = { $by } made { $name } an admin.
dismissed = { $by } removed { $name } from the team. { $n ->
    [0] They had no tickets.
    [one] { $n } ticket is back in the queue.
   *[other] { $n } tickets are back in the queue.
}{ $group ->
    [1] {" "}If they are in the team’s group, they can still read it: please remove them there.
   *[0] {""}
}
dismissed-tokens = { $name } knows the tokens, or gets the events, of: { $systems }. Make new tokens and look at the addresses: /systems, /webhooks.
linked = { $name } is now { $board } on the board.
unlinked = { $name } is no longer linked to { $board } on the board.
unlinked-by = { $by } unlinked { $name } from { $board } on the board.
unlinked-you-by = { $by } unlinked you from { $board } on the board.
unlinked-you = Your account on the board is no longer linked.
not-linked = Your account on the board is not linked.
category-added = Topic { $id }: { $name }.
category-renamed = Topic { $id } is now { $name }.
category-removed = Topic “{ $name }” is removed. On the board its name stays as an ordinary label.
agent-blocked = { $name } has blocked the bot and gets no cards until they unblock it.
second-poller = Another program is using this bot’s token. Nothing is lost, but no messages arrive here until it stops.
foreign-webhook-removed = Somebody had set a webhook on this bot’s token. I removed it; messages arrive here again.
# Delays.
late-telegram = { $n ->
    [one] { $n } message has
   *[other] { $n } messages have
} not been sent yet; the oldest has been waiting for { $age }. Everything is saved and will be sent as soon as Telegram accepts it.
late-telegram-over = All waiting messages have been sent.
token-refused-over = Telegram refused the bot’s token for { $age }. It is accepted again, and all waiting messages are being sent.
late-inbox = { $n ->
    [one] { $n } message from people has
   *[other] { $n } messages from people have
} not been processed yet; the oldest has been waiting for { $age }. Everything is saved. If this continues, check the bot’s log.
late-inbox-over = All messages from people are processed again.
late-board = Todoist has not accepted { $n ->
    [one] { $n } change
   *[other] { $n } changes
} for { $age }. Everything is saved and will appear there later. You can answer here.
late-board-over = Todoist responds again, and the board is up to date.
late-work = { $what ->
    [from_mail] Mails have
    [to_mail] Answers by e-mail have
    [to_webhooks] Webhooks have
    [to_crm] Changes for the CRM have
    [reports] Reports have
    [to_gateway] Alerts outside Telegram have
    [to_assist] Drafts by the assistant have
   *[to_accounts] Requests for account data have
} been waiting for { $age }: the process for this work does not run. Everything is saved. Please check the services.
late-work-over = { $what ->
    [from_mail] Mails are
    [to_mail] Answers by e-mail are
    [to_webhooks] Webhooks are
    [to_crm] Changes for the CRM are
    [reports] Reports are
    [to_gateway] Alerts outside Telegram are
    [to_assist] Drafts by the assistant are
   *[to_accounts] Requests for account data are
} being worked off again.
late-backup = No backup was made for { $age }. The log of <code>python -m ops backup</code> says why; <code>make doctor</code> looks at disk and directory.
late-backup-over = A backup was made again.
late-failed = { $n ->
    [one] { $n } job has
   *[other] { $n } jobs have
} failed. /failed lists them and lets you retry.
late-mails = { $n ->
    [one] { $n } mail cannot
   *[other] { $n } mails cannot
} be read:
    { $named }{ $more ->
    [0] {""}
   *[other] {" "}… and { $more } more
    }
    All other mails are taken. /failed lets you try again, or open the request without the mail's text.
group-lost = The bot can no longer write to the team’s group: it was removed or may not write there. Announcements there resume once it can.
group-again = I can write here again.
group-opened = #{ $number } is in your chat with the bot.
