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
webhook-system-revoked = { $name } is revoked. Restore it first, in /systems.
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
webhook-remove-sure = Nothing more will be sent there. This cannot be undone.
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
btn-webhook-remove = Remove
