# /webhooks: addresses that API events are sent to.
webhook-off = Webhooks of { $system } to { $host } are switched off: the address has accepted nothing for too long ({ $why }). Switch them on in /webhooks; what was missed is sent then.
webhook-no-key = Webhooks need a key. Set WEB_SECRET_KEY for the bot and for the web process, then restart both.
webhook-bad-url = Webhooks cannot be sent to this address. It must begin with https:// and be on the public internet, or be listed in WEBHOOK_ALLOW.
webhook-bad-kind = There is no API event type “{ $kind }”. The types are: { $kinds }.
webhook-test-off = This webhook is switched off. Switch it on, then send a test.
webhook-replayed-lately = API events were sent again less than an hour ago. Try again later, or read GET /events.
webhook-too-many = An integration can have at most { $most } addresses. Remove one first.
audit-webhook-made = added the webhook { $new } ({ $object })
audit-webhook-changed = changed the webhook { $new } ({ $object })
audit-webhook-secret = gave a new secret to the webhook { $new } ({ $object })
audit-webhook-removed = removed the webhook { $old } ({ $object })
audit-webhook-on = switched on the webhook { $new } ({ $object })
audit-webhook-off = switched off the webhook { $new } ({ $object })
audit-webhook-replayed = sent the API events of the webhook { $new } ({ $object }) again
webhooks-title = <b>Webhooks</b>: addresses that are sent every change to a request.
webhooks-none = <b>No webhooks yet.</b> A webhook sends every change to a request to another program.
webhook-how = To add one: /webhooks Shop https://shop.example/in, followed by API event types if you don’t want all.
webhook-no-system = There is no integration “{ $name }”. /systems lists them.
webhook-system-revoked = { $name } is revoked. Restore it first, in /systems.
webhook-secret = Signing secret for <b>{ $host }</b>. Copy it now, it will not be shown again:
    <code>{ $secret }</code>
webhook-goes = working
webhook-fails = failing since { $ago }
webhook-is-off = off { $why }
webhook-is-paused = paused: the integration’s token has expired; a new token resumes it
webhook-is-revoked = paused: the integration is revoked; restoring it resumes this
webhook-kinds = Only these API events: { $kinds }
webhook-sent = { $state ->
    [waiting] waiting
    [sent] delivered
    [skipped] not sent: it was switched off or there was nothing to send
   *[buried] failed
}
webhook-secret-sure = The new secret is shown once. From then on everything is signed with it, and the old one is not used.
webhook-remove-sure = Nothing more will be sent there. This cannot be undone.
btn-webhook = { $id } { $system }
btn-webhooks = All webhooks
btn-webhook-back = ‹ Back
btn-webhook-switch = { $on ->
    [1] Switch on
   *[0] Switch off
}
btn-webhook-again = { $n ->
    [1] Resend the last hour
    [24] Resend the last day
   *[other] Resend the last week
}
btn-webhook-secret = New secret
btn-webhook-secret-sure = Yes, a new secret
btn-webhook-remove = Remove
btn-webhook-remove-sure = Yes, remove

# What a press of each button was, in the log.
press-webhooks = list of webhooks
press-webhook = open a webhook
press-webhook_on = webhook on or off
press-webhook_again = resend events of a webhook
press-webhook_secret = new secret of a webhook
press-webhook_remove = remove a webhook
