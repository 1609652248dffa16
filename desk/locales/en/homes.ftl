# What is done in the panel alone. The commands for it lead there.
home-what = { $what ->
    [systems] Integrations and their tokens
    [webhooks] Webhooks, on the page of their integration
    [export] Export
    [rules] Rules
    [preset] Automatic answers
    [audit] Audit log
   *[other] This
}
home-is = { home-what }: in the panel, { $url }
home-without-panel = { home-what }: only in the panel, and this help desk has none. An operator can start one by setting WEB_URL.
home-moved = This is in the panel now. The link is below.
help-home = /{ $what }: { home-what }, in the panel
