# What could not be delivered or done: /failed.
btn-retry = Retry { $job }
failed-title = <b>Failed</b>
failed-empty = Nothing has failed.
failed-retried = I am trying again.
failed-what = { $box ->
    [from_telegram] from Telegram
    [to_webhooks] a webhook
    [to_crm] to the CRM
    [to_telegram] to Telegram
    [from_todoist] from the board
    [reports] a chart or a file
    [clock] a scheduled task
   *[to_todoist] to the board
}
page-failed-why = Reason
page-failed-retry = Retry
menu-failed = Failed jobs

# What a press of each button was, in the log.
press-retry = retry what failed
