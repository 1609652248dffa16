# A colleague's own Telegram account as a source of requests: /myaccount, and what the team is told.
own-account-title = <b>Your own account</b>
own-account-how = <b>Your own account</b>

    People who write to you in Telegram can become requests here. You and your colleagues answer, and the answer comes from you.

    1. An admin switches on Business Mode for @{ $bot } in BotFather.
    2. In Telegram, open Settings → Telegram Business → Chatbots and enter @{ $bot }.
    3. Choose there which chats it may see. New chats without your contacts are a good start. Allow it to reply.

    Nothing is taken before you say so here.
own-account-state = { $state ->
    [on] Connected. Answers come from you.
    [mute] Connected, but Telegram lets me send nothing. Allow the bot to reply in Settings → Telegram Business → Chatbots. Answers wait until then.
   *[ended] Not connected any more. Answers wait until you connect it again.
}
own-account-takes = { $takes ->
    [all] Every new message of a chat that you let the bot see becomes a request.
    [word] A message with “{ $word }” becomes a request, and what follows it.
   *[none] Nothing is taken from it.
}
own-account-who = Telegram does not tell me who your contacts are. You choose the chats in its settings. With /myaccount and a word, only messages with that word become requests. Colleagues, bots and messages of Telegram itself never do.
own-account-excluded-count = { $n ->
    [one] { $n } chat is left out because you said that it is not a request.
   *[other] { $n } chats are left out because you said that they are not requests.
}
btn-own-all = Take all these chats
btn-own-off = Take nothing
btn-own-include = Take left out chats again
btn-own-not-request = Not a request
btn-own-request = Make it a request
own-account-offered = { $name } wrote to your own account: <code>#{ $number }</code>. Only you see it. From { $at } the whole team sees it, unless you decide or answer there before.
own-account-answered = You have answered { $name } yourself, so <code>#{ $number }</code> stays with you. Its words are deleted from the desk, { $at }, unless you make it a request.
own-account-accepted = #{ $number } goes to the team.
press-own_yes = Own account: make it a request
own-account-begun = { $name } wrote to your own account: <code>#{ $number }</code>. If this is not a request, press the button before somebody takes or answers it: its words are deleted everywhere.
own-account-excluded = Everything from this chat is being deleted. Nothing more is taken from it.
own-account-written = { $by } wrote to { $person } from your account: <code>#{ $number }</code>.
own-account-withdrawn = The words of #{ $number } are deleted. The other requests from this chat stay.
own-account-begun-since = Somebody of the team has taken or answered #{ $number } since, so it is not deleted from here. An admin can erase it: /privacy erase { $number }.
own-account-none = You have not connected your account. /myaccount says how.
own-account-word-long = A word of at most { $n } characters, please.
own-account-connected = { $name } connected their own Telegram account. People who write to { $name } can become requests.
own-account-again = The Telegram account of { $name } is connected again. Answers that waited are being sent.
own-account-no-reply = { $name } does not let the bot reply from their Telegram account any more. Answers to requests from there wait.
own-account-ended = { $name } ended the connection of their Telegram account. Answers to requests from there wait.
own-account-left = Nothing is taken from the Telegram account of { $name } any more, and nothing is sent in their name. Answers to requests from there wait.
answer-own-account = Telegram lets nothing be sent to { $name } now from your colleague’s account: its connection has ended or allows no answer, or { $name } has not written for a day. The answer to <b>#{ $number }</b> is saved and will arrive when that is possible.
answer-own-unsure = I was interrupted while I was sending your answer to <b>#{ $number }</b> from your colleague’s account. I never send anything twice there. Please ask your colleague whether { $name } has it, and write it again if not.
remark-own-account = Nothing can be sent to { $name } now from the colleague’s account. Answers wait.
menu-myaccount = Your own account as a source of requests
press-own_all = Own account: take all chats
press-own_off = Own account: take nothing
press-own_include = Own account: take left out chats again
press-own_not = Own account: not a request
help-do-myaccount = /myaccount: requests from your own account
help-words-myaccount = own account business
audit-own-account-connected = connected their own Telegram account
audit-own-account-ended = ended the connection of their own Telegram account
audit-own-account-chosen = changed what is taken from their own account: { $old } → { $new }
audit-own-account-excluded = said that a chat of their own account is not a request
audit-own-account-all-included = let left out chats of their own account be taken again
privacy-own-accounts = People who write to some members of the team in Telegram may become requests here. Their words are kept as those of any requester.
btn-own-join = Answer in the chat with the bot
own-account-joined = Answers now go to their own chat with the bot.
own-account-no-other = { $name } has no open chat with the bot.
own-account-elsewhere = <code>#{ $number }</code> goes on in its requester’s chat with the bot, so it is not deleted from here. An admin can erase it: /privacy erase { $number }.
press-own_join = Own account: answer in the chat with the bot
audit-own-account-joined = moved { $object } to its requester’s own chat with the bot
own-account-other-way = { $name } has a chat with the bot, too. Until <code>#{ $number }</code> can be answered from your colleague’s account, answers can go there. They stay there then.
own-account-yours = You are joining the team. What you asked { $owner } goes on here: { $requests }. Please write here: what you write to { $owner } is not added any more.
own-account-member = { $name } joins the team. Their requests go on in the chat with the bot: { $requests }. Nothing more is taken from your chat with { $name }.
setting-own-accounts-at-once = Own accounts: at once to all
setting-own-accounts-at-once-effect = The first words of a new chat in a colleague’s own account go to the whole team at once. Off: to the owner of the account first, who decides, and to the team after the time of the first reminder.
