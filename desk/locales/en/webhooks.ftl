webhook-off = Webhooks of { $system } to { $host } are switched off: it has not taken any for too long ({ $why }). /webhooks switches them on again; what was missed is sent then.
webhook-no-key = Webhooks need a key: set WEB_SECRET_KEY for the bot and the web process, and start both again.
webhook-bad-url = That is no address webhooks can go to: it should be https:// and lead to the open internet. Addresses of your own have to be named in WEBHOOK_ALLOW.
webhook-bad-kind = There is no kind “{ $kind }”. There are: { $kinds }.
webhook-too-many = A system can have { $most } addresses. Remove one first.

setting-feed-days = Events for systems
setting-feed-days-effect = So many days systems can ask for what happened, and have it sent again.
audit-webhook-made = added a webhook
audit-webhook-secret = gave a webhook a new secret
audit-webhook-removed = removed a webhook
audit-webhook-on = switched a webhook on
audit-webhook-off = switched a webhook off
audit-webhook-replayed = had a webhook sent again
