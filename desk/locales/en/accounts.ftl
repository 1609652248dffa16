# Account data: what another system of the operator's knows about a requester. Only staff read it.
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
