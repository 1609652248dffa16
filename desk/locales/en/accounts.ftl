# Account data: what another system of the operator's knows about a requester. Only staff read it.
account-labels = Labels: { $labels }
person-labels-wrong = A person can have { $most } labels of at most { $longest } characters each. Nothing was changed.
page-person-labels = Labels
page-person-labels-save = Save labels
page-person-labels-how = Separated by commas, for example: gold, partner. Rules can use them. Only the team sees them.
audit-person-labels = changed the labels of { $object }
account-as-of = Account data as of { $at }
account-failed = Account data not available since { $at }
account-more = and { $n } more, see Open
account-asked = I am asking. The answer appears here as soon as it arrives.
account-off = There is no system to ask. Nothing has changed. The operator sets ACCOUNT_URL.
page-account = Account data
page-account-none = No data about this person, as of { $at }.
btn-account = Refresh account data

# What a press of each button was, in the log.
press-account = refresh account data
page-account-asked = The account system has been asked. Its answer appears here.
