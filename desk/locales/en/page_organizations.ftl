# The pages of organizations in the panel.
page-organizations = Organizations
page-organizations-search = Name, tax id or phone
page-organizations-none = No organizations found.
page-organizations-empty = There are no organizations yet. A new one needs only a name; a file brings in many.
page-organization-new = Add an organization
page-organization-facts = Details
page-organization-tickets = All tickets
page-organization-no-tickets = No tickets yet.
page-organization-remove = Remove the organization
page-organization-remove-what = This removes { $name } with its outlets ({ $outlets }) and contacts ({ $contacts }), and ends all memberships ({ $members }). Its tickets stay. It cannot be undone.
page-any-organization = Any organization
page-any-requester = Any requester
page-named = { $of ->
    [organization] Organization
    [label] Label
    [channel] Channel
   *[requester] Requester
}: { $name }{ $n ->
    [0] {""}
   *[other] {" "}({ $n })
}
page-named-more = and { $n } more: type more of the name
page-named-how = { $of ->
    [requester] Name or e-mail
    [label] Of the ticket or its requester
   *[organization] Name
}
page-named-several = Choose one of these:
page-name-none = not found
page-name-removed = { $name } (removed)
page-label = Label
page-any-label = Any label
page-channel = Channel
page-any-channel = Any channel
page-no-organization = Without an organization
page-organization = Organization
page-outlets = Outlets
page-outlets-none = No outlets yet.
page-contacts = Contacts
page-contacts-none = No contacts yet.
page-members = Members
page-members-none = Nobody has joined yet. Contacts join when they register in Telegram with their phone number.
page-members-waiting = { $n ->
    [one] { $n } to confirm
   *[other] { $n } to confirm
}
page-member-new-how = Search for somebody who has written to the bot. Others join by registering, or by a director’s link.
page-member-unconfirmed = not confirmed
page-member-confirm = Confirm
page-member-source = { $source ->
    [contact] found by phone number
    [tax_id] named the tax id
    [invite] came by an invite link
    [api] added by an integration
    [group] wrote in the organization’s group
   *[admin] added by an admin
}, { $at }
page-record-field = { $field ->
    [requisites] Requisites
    [tax_id] Tax id
    [external_id] External id
    [notes] Notes
    [address] Address
    [equipment] Equipment
    [phone] Phone
    [position] Position
    [email] E-mail
    [outlet] Outlet
   *[name] Name
}
page-record-hint = { $field ->
    [requisites] A name, a colon and a value in each line, for example KPP: 773601001. Only the team sees them.
    [external_id] Its id in your own system, such as the CRM. Imports and integrations find the record by it.
    [equipment] One device in each line, for example the model and serial number. At most 20 lines.
   *[notes] Only the team sees them.
}
page-record-no-outlet = no outlet
page-record-new = { $kind ->
    [outlets] Add an outlet
    [contacts] Add a contact
    [members] Add a member
   *[organizations] Add an organization
}
page-record-save = Save
page-record-remove-effect = { $kind ->
    [outlets] Its tickets keep the outlet. Contacts and members there keep their organization.
   *[contacts] People who registered with this contact stay members.
}
member-role-changed = Somebody changed this member’s role while the page was open. Nothing else was changed. The page shows the role now; choose again if it is wrong.
page-import = Import
page-import-title = Import organizations
page-import-file = CSV file
page-import-check = Check the file
page-import-how = One line for each contact; an organization or outlet without contacts has a line of its own. Empty cells change nothing. Records are found by their ids, else by tax id or name.
page-import-columns = Columns, in any order: { $columns }.
page-import-equipment = Equipment: a line for each device within the cell (Alt+Enter in Excel). Requisites: a line for each, such as KPP: 773601001.
page-import-kind = { $kind ->
    [organizations] Organizations
    [outlets] Outlets
   *[contacts] Contacts
}
page-import-names = The first organizations: { $names }
page-import-new = New
page-import-changed = Changed
page-import-preview = Nothing has been changed yet. Look at what would be:
page-import-nothing = The file says nothing that is not here already.
page-import-done = The file was imported.
page-import-refused = { $n ->
    [one] { $n } line is not taken
   *[other] { $n } lines are not taken
}
page-import-refused-first = The first { $n } are shown.
page-import-line = Line
page-import-why = Reason
page-import-unknown = Columns that are left out: { $columns }.
page-import-do = Import
page-import-to-list = To the list
page-export = Export
page-requisites = Requisites
page-requisites-refresh = Look up by tax id
page-requisites-how = What the service knows replaces lines of the same name; your other lines stay.
page-requisites-asked = The service is being asked. Reload the page in a moment.
page-requisites-at = As the service knew them { $at }
