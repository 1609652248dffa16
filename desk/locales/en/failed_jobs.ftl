# What could not be delivered or done: /failed.
btn-retry = Retry { $job }
btn-open-mail = Open { $job } anyway
failed-title = <b>Failed</b>
failed-empty = Nothing has failed.
failed-retried = I am trying again.
failed-opened = The request is being opened.
failed-dropped = The mail is off the list. It stays in the mailbox.
failed-what = { $box ->
    [from_telegram] from Telegram
    [to_webhooks] a webhook
    [to_crm] to the CRM
    [to_telegram] to Telegram
    [from_todoist] from the board
    [reports] a chart or a file
    [from_mail] from the mailbox
    [to_mail] an e-mail
    [to_gateway] an SMS, a call or an alert in a browser
    [to_assist] to the assistant
    [clock] a scheduled task
   *[to_todoist] to the board
}
mails-not-taken = <b>Mails that opened no request</b>: a machine sent them, or they could not be taken then
mail-not-now = I could not take mail { $job }: the mailbox does not answer. It stays on the list. Take it later in /failed.
btn-take-mail = Take mail { $job }
btn-drop-mail = Dismiss mail { $job }
page-not-taken = Mails that opened no request
page-not-taken-take = Take it
page-not-taken-drop = Dismiss
page-failed-why = Reason
page-failed-retry = Retry
page-failed-open = Open the request anyway
menu-failed = Failed jobs

# After a restore.
restored = The help desk was restored from the backup of { $at }. What came after it is known only as far as the board shows it. Who was taken away since is there again: check roles and rights of the team ({ $team }), tokens and webhooks ({ $systems }), groups, members of organizations, blocks, rules. Announcements that were under way are stopped; rules with a time wait for the next one.{ $n ->
    [0] {""}
    [one] {" "}{ $n } message may have been sent before, so I hold it. Send it if it was not.
   *[other] {" "}{ $n } messages may have been sent before, so I hold them. Send them if they were not.
}
restored-send = { $by } sent the messages held since the restore: { $n }.
restored-drop = { $by } dropped the messages held since the restore: { $n }.
btn-held-send = Send
btn-held-drop = They were sent: drop
audit-held-answered = { $new ->
    [send] sent what was held after a restore
   *[drop] dropped what was held after a restore
}

# What a press of each button was, in the log.
press-retry = retry what failed
press-mailopen = open a request of a mail that cannot be read
press-maildrop = take a mail off the list
press-mailpage = turn the list of mails that opened no request
press-held = decide about messages held after a restore
