# Payments: prices of requests, invoices, balances.
setting-group-payments = Payments
setting-payments = Payments
setting-payments-effect = Agents can ask a requester to pay for a request. With PAYMENT_PROVIDER_TOKEN in the environment the requester gets Telegram’s invoice. Off: nothing of payments is shown.
setting-currency = Currency
setting-currency-effect = Prices and balances are in this currency. Amounts in another one stay as they are.
setting-payment-link = Payment link
setting-payment-link-effect = The address of a page to pay at, for requesters without an invoice. {"{"}amount{"}"}, {"{"}currency{"}"} and {"{"}number{"}"} are filled in. An agent confirms the payment.
setting-balances = Balances
setting-balances-effect = Shown: requesters see their balance, administrators and directors of an organization also its balance. Top-ups: they can pay in advance by card, and a price is taken from the balance if it is enough. Top-ups need paying by card and the balance shown.
setting-balances-show-balance = shown
setting-balances-top-up = top-ups
setting-low-balance = Low balance
setting-low-balance-effect = The owner of a balance is told when it falls below this amount.
setting-wrong-currency = It must be a currency in three letters, for example RUB, EUR or USD.
setting-wrong-link = It must be an address that begins with https://.
payments-off = Payments are switched off. Nothing has changed.
price-wrong = This amount is not possible. Write a number above zero, for example 1500.
price-none = <code>#{ $number }</code> has no price.
price-outdated = This price is no longer open. Nothing has changed; /price shows the current one.
usage-price = Which ticket, and how much? Example: /price 42 1500 or /price 42 off
done-price = { $changed ->
    [0] <code>#{ $number }</code>: the price is { $amount } already. Nothing has changed.
   *[other] { $method ->
        [balance] <code>#{ $number }</code>: { $amount } was taken from the balance.
        [telegram] <code>#{ $number }</code>: { $name } is asked to pay { $amount } by card.
       *[other] <code>#{ $number }</code>: { $name } is asked to pay { $amount }. Press Paid when the money has arrived.
    }
}
done-price-off = <code>#{ $number }</code>: { $name } no longer has to pay.
done-price-paid = <code>#{ $number }</code>: { $amount } is recorded as paid.
price-now = <code>#{ $number }</code>: { $name } is asked to pay { $amount }. Not paid yet.
price-now-paid = <code>#{ $number }</code>: { $amount }, paid.
card-price = Price: { $amount }, { $paid ->
    [1] paid
   *[other] not paid yet
}
price-unconfirmed = The balance of { $organization } was not charged: nobody has confirmed yet that { $name } belongs there.
price-paid-ask = Has the { $amount } for <code>#{ $number }</code> arrived? This cannot be undone; only an admin can correct the balance.
btn-price-paid = Paid
btn-price-yes = Yes, it has arrived
btn-price-no = Not yet
btn-pay = Pay
btn-top-up = { $amount }
btn-top-up-organization = { $amount }: { $name }
invoice-title = Request #{ $number }
invoice-about = Payment for request #{ $number } “{ $subject }”
invoice-top-up = Top-up
invoice-top-up-about = The amount is added to the balance, and later requests are paid from it.
invoice-refused = { $by_amount ->
    [1] Telegram does not take { $amount } for <code>#{ $number }</code>, mostly because it is too small: set another price with /price { $number }.
   *[other] Telegram refused the invoice of { $amount } for <code>#{ $number }</code>; admins see the reason in /failed.
}
top-up-refused = Telegram does not take { $amount }. Nothing was paid; send another amount, for example /balance 1500.
price-asked = <code>#{ $number }</code> costs { $amount }. The team will tell you how to pay.
price-asked-link = <code>#{ $number }</code> costs { $amount }. You can pay on the page behind the button. I will write to you when the money has arrived.
price-settled = <code>#{ $number }</code>: { $amount }, { $state ->
    [paid] paid
   *[withdrawn] no longer to be paid
}.
price-withdrawn = <code>#{ $number }</code>: you no longer have to pay { $amount }.
price-from-balance = <code>#{ $number }</code> costs { $amount }. It was taken from the balance{ $own ->
    [1] , on which { $balance } is left
   *[other] {""}
}.
price-paid = <code>#{ $number }</code>: your payment of { $amount } has arrived. Thank you.
price-client = <code>#{ $number }</code> costs { $amount }. { $organization } pays: I have asked those who lead it.
price-withdrawn-client = <code>#{ $number }</code>: nobody has to pay { $amount } any more.
price-paid-client = <code>#{ $number }</code>: { $amount } has been paid.
remark-price-client = { $name } is asked to pay { $amount }.
balance-whose = Whose balance do you want to top up by { $amount }?
btn-top-up-whose = { $name ->
    [none] My own
   *[other] { $name }
}
price-paid-staff = <code>#{ $number }</code> is paid: { $amount }.
payment-kept = <code>#{ $number }</code>: your payment of { $amount } has arrived, but it was no longer needed. The money is on your balance, and the team knows.
payment-twice = { $name } paid { $amount } for <code>#{ $number }</code>, which was paid already. The money is on the balance. You can return it and correct the balance: /balance { $number }
payment-withdrawn = { $name } paid { $amount } for <code>#{ $number }</code> after its price was withdrawn. The money is on the balance. You can return it and correct the balance: /balance { $number }
payment-unknown = { $name } paid { $amount } by an invoice that this help desk does not know. The money is on their balance.
checkout-off = Payment is not possible at the moment. No money was taken. Please ask in this chat.
checkout-unknown = This invoice is not valid here. No money was taken. Please ask in this chat.
checkout-paid = This is paid already. No money was taken.
checkout-withdrawn = This price is no longer valid. No money was taken. Please ask in this chat.
balance-off = The balance is not shown here. Just write if you have a question about a payment.
balance-own = Your balance: <b>{ $balance }</b>
balance-organization = { $name }: <b>{ $balance }</b>
balance-top-up = To top up, press an amount, or send it: /balance 1500
balance-low = The balance is { $balance }, which is below { $amount }. { $can_top_up ->
    [1] You can top it up: /balance
   *[other] Please write if you want to top it up.
}
top-up-paid = Your top-up of { $amount } has arrived. The balance is now { $balance }.
top-up-off = Top-ups are switched off. Nothing has changed.
usage-balance = { $top_up ->
    [1] Example: /balance, or /balance 1500 to top up.
   *[other] Send it alone: /balance
}
usage-balance-staff = Which ticket? Example: /balance 42. Admins correct a balance with a reason: /balance 42 +500 refund
balance-of-ticket = <code>#{ $number }</code>{ $named ->
    [1] {" "}({ $organization })
   *[other] {""}
}: the balance is { $balance }.
done-correction = <code>#{ $number }</code>{ $named ->
    [1] {" "}({ $organization })
   *[other] {""}
}: corrected by { $amount }. The balance is now { $balance }.
correction-reason = A correction needs a reason. Nothing has changed. Example: /balance 42 +500 refund
audit-balance-corrected = corrected the balance of { $object } by { $new }
history-price = price: { $old } → { $new }
history-money = { $new }
money-moved = { $kind ->
    [balance] { $amount } was taken from the balance
    [charge] { $amount } was charged
    [back] the charge of { $amount } was taken back
   *[payment] { $amount } was paid
}{ $owner ->
    [none] {""}
   *[other] {" "}({ $owner })
}
menu-price = What a request costs
menu-balance = Balance
press-paid = Paid
press-topup = Top up
remark-price = The requester is asked to pay { $amount }.
remark-price-paid = { $amount } was taken from the balance.
remark-price-off = The price is withdrawn.
remark-price-refused = No price was set or withdrawn. Write // price 1500 or add the label price_1500; // price off withdraws an open price.
page-hint-amount = for example 1500; empty: withdraw it
page-price-state = { $amount }, { $paid ->
    [1] paid
   *[other] not paid yet
}
usage-statement = Example: /balance statement 2026-11 or /balance statement November
statement-nobody = Statements are for administrators and directors of an organization.
statement-soon = I am making the statement for { $month }; it comes here in a moment.
statement-title = Statement for { $month }: { $name }
statement-day = Day
statement-what = Entry
statement-amount = Amount
statement-balance = Balance
statement-page = Page
statement-opening = Balance at the beginning
statement-closing = Balance at the end
statement-kind = { $kind ->
    [charge] { $back ->
        [1] Price withdrawn
       *[other] Charge
    }
    [payment] Payment
    [top_up] Top-up
   *[correction] Correction
}
page-balance = Balance in pulldesk
page-balance-amount = Correct by, for example 500 or -500
page-balance-reason = Reason
page-balance-correct = Correct
bill-month = { $month ->
    [m1] January
    [m2] February
    [m3] March
    [m4] April
    [m5] May
    [m6] June
    [m7] July
    [m8] August
    [m9] September
    [m10] October
    [m11] November
   *[m12] December
} { $year }
bill-title = <b>{ $organization }: bill for { bill-month }</b>
bill-owed = Owed from before: { $amount }
bill-credit = Balance from before: { $amount }
bill-charged = Charged: { $amount }
bill-paid-part = Paid: { $amount }
bill-to-pay = To pay: <b>{ $amount }</b>
bill-settled = This bill is paid. Thank you.
bill-how = The team will tell you how to pay.
bill-link = You can pay on the page behind the button. I will write to you when the money has arrived.
bill-reminder = A reminder: this bill is not paid yet.
bill-paid = { $amount } for { bill-month } has arrived. Thank you.
bill-changed = Another amount is left to pay by now. Nothing was recorded. The page shows the bill as it is now.
bill-surplus = { $name } paid { $amount } for { bill-month } for { $organization }, which is more than was left of the bill. The rest is on the balance of { $organization }. You can return it and correct the balance in the panel.
bill-refused = Telegram does not take { $amount }. Nothing was paid. The team knows and will tell you how to pay.
bill-refused-staff = Telegram refused the invoice of { $amount } for the bill of { $organization } for { bill-month }. The reason is in /failed. Please tell them how else to pay.
bill-nobody = Nobody got the bill for { bill-month } of { $names }{ $n ->
    [0] {""}
   *[other] {" "}and { $n } more
}: I can write to no administrator or director there. You can add one in the panel.
btn-pay-bill = Pay { $amount }
press-bill = Pay a bill
invoice-bill = Bill for { $month }
invoice-bill-about = { $organization }: requests of { $month } and what was owed from before
checkout-bill-changed = Less is left to pay by now. No money was taken. Please press Pay under the bill again.
audit-bill-paid = recorded { $new } from { $object } as paid for a bill
page-bill-left = { $amount } left to pay
page-bill-title = Bill for { bill-month }
page-bill-paid = Record as paid
page-bill-effect = The money has arrived outside Telegram. Those who lead the organization are told.
