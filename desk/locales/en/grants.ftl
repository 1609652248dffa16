# Roles and permissions: what each member of the team may do.
grant-work = take and change requests
grant-send = answer without approval
grant-see-all = see all requests
grant-notes = read and write notes
grant-phones = see whole phone numbers
grant-masked = see what was masked in messages
grant-figures = figures of other people
grant-export = export requests and people
grant-publish = publish articles, canned replies, texts and the menu
grant-mailings = announcements and known problems
grant-merge = merge and split requests
grant-block = block requesters
grant-prices = prices, payments and balances
grant-write = write to people first
grant-approve = approve answers of trainees
grant-review = quality reviews
grant-rules = rules
grant-topics = topics and events
grant-organizations = organizations and people in them
grant-team = lead the team: invites, roles, shifts
grant-audit = audit log
grant-integrations = integrations and webhooks
grant-operations = failed jobs and the board
grant-of-settings = Settings: { $group }
role-title = <b>{ $name }</b> · { role-name }
role-how = Choose a role for { $name }. Single permissions are changed in the panel.
role-differs = Permissions that differ from the role: { $n }.
btn-member-role = Role
btn-role = { role-name }
btn-role-now = ✓ { role-name }
btn-grants-back = As the role says
role-set = Done.
role-own = You cannot change your own role. Ask somebody else who leads the team.
role-above = You can only give what you may do yourself. Nothing has changed.
admins-may-all = Admins may do everything. Give them another role first.
no-such-role = There is no such role. Nothing has changed.
role-given = { $by } gave you the role “{ role-name }”. /help shows what you can do now.{ $approval ->
    [yes] {" "}What you answer waits for approval by one of these colleagues: { $who }.
   *[no] {""}
}
grants-changed = { $by } changed what you may do. /help shows what you can do now.{ $approval ->
    [yes] {" "}What you answer waits for approval by one of these colleagues: { $who }.
   *[no] {""}
}
welcome-reader = You are on the team. You can read requests: /open, /find words, /ticket 42. /help shows the rest.
audit-role = changed the role of { $object }: { $old } → { $new }
audit-grant-given = gave { $object } a permission: { $new }
audit-grant-taken = took a permission from { $object }: { $new }
press-role = open the role of a colleague
press-giverole = give a colleague a role
page-role-and-grants = Role and permissions
page-grant-changed = changed
page-grants-save = Save the permissions
