webhook-off = Webhooks of { $system } to { $host } are switched off: it has not taken any for too long ({ $why }). /webhooks switches them on again; what was missed is sent then.
webhook-no-key = Webhooks need a key: set WEB_SECRET_KEY for the bot and the web process, and start both again.
webhook-bad-url = That is no address webhooks can go to: it should be https:// and lead to the open internet. Addresses of your own have to be named in WEBHOOK_ALLOW.
webhook-bad-kind = There is no kind “{ $kind }”. There are: { $kinds }.
webhook-replayed-lately = Events were sent once more less than an hour ago. Ask again later, or read GET /events.
webhook-too-many = A system can have { $most } addresses. Remove one first.

setting-feed-days = Events for systems
setting-feed-days-effect = So many days systems can ask for what happened, and have it sent again.
audit-webhook-made = added the webhook { $new } ({ $object })
audit-webhook-secret = gave the webhook { $new } ({ $object }) a new secret
audit-webhook-removed = removed the webhook { $old } ({ $object })
audit-webhook-on = switched the webhook { $new } ({ $object }) on
audit-webhook-off = switched the webhook { $new } ({ $object }) off
audit-webhook-replayed = had the webhook { $new } ({ $object }) sent again

webhooks-title = <b>Webhooks</b>: where what happens to requests is sent.
webhooks-none = <b>No webhook yet.</b> What happens to requests can be sent to systems of yours: docs/how-to/integrators/webhooks.md.
webhook-how = A new one: /webhooks Shop https://shop.example/in, and behind it kinds, if not all.
webhook-no-system = There is no system “{ $name }”. /systems shows which there are.
webhook-system-revoked = { $name } is revoked: bring it back first, with /systems.
webhook-secret = What is sent to <b>{ $host }</b> is signed with this, shown this once:
    <code>{ $secret }</code>
webhook-goes = arrives
webhook-fails = fails, first { $ago }
webhook-is-off = off { $why }
webhook-is-paused = paused: the system's token has run out; goes on with a new one
webhook-is-revoked = paused: the system is revoked; goes on once it is back
webhook-kinds = Only: { $kinds }
webhook-sent = { $state ->
    [waiting] waits
    [sent] done
   *[buried] given up
}
webhook-secret-sure = A new secret is shown once. What is sent from then on is signed with it alone.
webhook-remove-sure = Nothing is sent there any more, and it cannot be brought back.
btn-webhook = { $id } { $system }
btn-webhooks = All webhooks
btn-webhook-back = Back
btn-webhook-switch = { $on ->
    [1] Switch on
   *[0] Switch off
}
btn-webhook-again = { $n ->
    [1] Send the last hour again
    [24] Send a day again
   *[other] Send a week again
}
btn-webhook-secret = New secret
btn-webhook-secret-sure = Yes, a new secret
btn-webhook-remove = Remove
btn-webhook-remove-sure = Yes, remove
