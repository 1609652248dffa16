# What is done in the panel alone. The commands for it lead there.
home-of-systems = Integrations and their tokens
home-of-webhooks = Webhooks, on the page of their integration
home-of-export = Export
home-of-rules = Rules
home-of-preset = Automatic answers
home-of-audit = Audit log
home-of-charts = Reports with your own choices
home-of-versions = Earlier versions of articles, and missing ones
home-of-files = Topics as a file
home-of-grants = Single permissions, on the page of each person
home-of-weeks = Shifts of colleagues
home-is = { $what }: in the panel, { $url }
home-without-panel = { $what }: only in the panel, and this help desk has none. An operator can start one by setting WEB_URL.
home-moved = This is in the panel now. The link is below.
help-home = /{ $command }: { $what }, in the panel
