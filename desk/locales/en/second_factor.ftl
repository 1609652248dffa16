# The second factor of the panel, its sessions, and notices of security. Signing in from Telegram is in panel.ftl.
page-profile = My profile
page-own-sessions = My sessions
page-session = { $browser }, { $address }, since { $since }, last seen { $seen }
page-this-session = this one
page-end-session = End
page-end-own-sessions = End all my sessions
page-wall-link = Create a link for a wall screen
page-wall-how = A screen that opens the link shows the wall page and nothing else, until you end its session here. The link works once, within an hour.
page-wall-made = Open this link on the screen. It works once, within an hour, and is shown only now.
page-wall-unopened = a link for a wall screen, made { $at }, not opened yet
page-wall-open-how = This screen will show what needs attention, how much each agent has and the latest changes. Nothing can be changed here.
page-wall-open = Show the wall here
page-wall-gone = This link was opened before or has expired. An admin can create a new one.
page-alerts = Critical requests in this browser
page-alerts-how = A critical request that nobody takes, and one that is escalated, appears on this computer or phone, also when no page of the panel is open. The browser has to run. Taking the request anywhere stops the notifications.
page-alerts-state = { $here ->
    [1] on
   *[0] off
}{ $others ->
    [0] {""}
    [one] , and on in { $others } other browser
   *[other] , and on in { $others } other browsers
}
page-alerts-on = Notify me here
page-alerts-off = Stop here
page-alerts-none = This browser cannot show notifications of a page that is not open. On an iPhone, add the panel to the home screen first.
page-alerts-denied = The browser does not allow notifications of this page. Nothing has changed. Allow them in its settings and try again.
page-alerts-failed = The browser did not reach its notification service. Nothing has changed. Try again later.
alerts-wrong = The browser gave no address that notifications can be sent to. Nothing has changed. Try again, or use another browser.
page-factor = Second factor
page-factor-how = After the code in Telegram, the panel asks for a passkey or a code of an authenticator app. It asks once more before anything that outlasts your session.
page-factor-none = You have none yet.
page-factor-kind = { $kind ->
    [passkey] passkey
   *[app] authenticator app
}
page-factor-line = { $kind ->
    [passkey] Passkey { $name }
   *[app] Authenticator app
}, added { $at }
page-factor-used = used { $ago }
page-factor-remove = Remove
page-factor-reset = Reset the second factor
page-factor-reset-what = The second factor and the sessions of { $name } end right away. After the next sign-in a new factor can be added.
page-factor-due = Add a second factor
page-factor-due-how = This help desk asks for a second factor besides the code in Telegram. Add one to go on.
page-factor-show = Show your second factor
page-factor-code = Code of your authenticator app, or a recovery code
page-factor-recovery = A recovery code
page-factor-wrong = This did not match. A code works once and changes every 30 seconds. After five wrong ones the session ends.
page-factor-lost = Lost it? Use a recovery code, or ask an admin to reset your second factor.
page-factor-proved = Confirmed
page-factor-proved-how = Go back to the other tab and press the button there again within 10 minutes.
page-factor-again = Show it now
page-factor-continue = Continue
page-factor-back = Back
page-passkey-add = Add a passkey
page-passkey-how = A passkey is kept by your phone, your computer or a security key. Your browser asks for a fingerprint, a PIN or a touch.
page-passkey-name = Name, to tell it from others
page-passkey-make = Create the passkey
page-passkey-show = Use a passkey
page-passkey-not-made = The browser made no passkey. Press the button to try again.
page-passkey-not-shown = The browser showed no passkey. Press the button to try again, or use a code.
page-passkey-unsupported = This browser cannot use passkeys here. Use a newer one, or an authenticator app.
page-app-add = Add an authenticator app
page-app-how = Scan the picture with an authenticator app on your phone.
page-app-open = Open the authenticator app of this device
page-app-by-hand = Or type this key into the app:
page-app-code = The code that the app shows
page-codes = Recovery codes
page-codes-how = Each of these codes replaces your second factor once. They are shown only now: keep them where you find them without your phone.
page-codes-kept = I have kept them
page-codes-renew = New recovery codes
page-codes-left = { $n ->
    [one] { $n } code left
   *[other] { $n } codes left
}
factor-first = Show your second factor first. Then press the button here again. What you typed is kept.
factor-too-many = You have { $n } already. Remove one first.
factor-no-key = Authenticator apps need a key to encrypt their secrets: an operator has to set WEB_SECRET_KEY. Passkeys work without it.
factor-passkey-wrong = This passkey could not be added. Nothing was changed. Press the button to try again.
factor-added = { $kind ->
    [passkey] A passkey
   *[app] An authenticator app
} was added to your profile in the panel, from { $address }. If it was not you, send /panel and end your sessions, and tell an admin.
factor-removed = { $kind ->
    [passkey] A passkey
   *[app] An authenticator app
} was removed from your profile in the panel, from { $address }. If it was not you, send /panel and end your sessions, and tell an admin.
factor-code-used = A recovery code opened the panel for you, from { $address }. { $n ->
        [0] No code is left
        [one] { $n } code is left
       *[other] { $n } codes are left
    }. If it was not you, send /panel and end your sessions.
factor-reset-by = { $by } removed your second factor in the panel and ended your sessions. After the next sign-in you can add a new one.
panel-one-ended-by = { $by } ended one of your sessions in the panel: { $browser }, { $address }.
security-reworded = <b>{ $name }</b> changed what people press or agree to: “{ $old }” is now “{ $new }”. To change it back, use /text.
security-new-place = <b>{ $name }</b> signed in to the panel from an address not used before: { $browser }, { $address }.
security-many-failed = In the last hour, { $n } browsers asked to sign in to the panel and were not let in. Nobody gets in without a code pressed in Telegram.
security-factor-wrong = The second factor of <b>{ $name }</b> was wrong { $n } times, so that session ended: { $browser }, { $address }. The code in Telegram had been pressed before.
btn-end-that-session = End that session
audit-factor-added = added a second factor: { $new ->
    [passkey] passkey
   *[app] authenticator app
}
audit-factor-removed = removed a second factor: { $new ->
    [passkey] passkey
   *[app] authenticator app
}
audit-factor-reset = reset a colleague’s second factor
audit-factor-codes = created new recovery codes
audit-factor-wrong = the second factor was wrong too often, the session ended
audit-web-many-failed = many sign-ins to the panel failed
audit-web-wall-made = created a link for a wall screen
audit-web-wall-opened = opened a link for a wall screen
press-web_endit = end the panel session of a notice
setting-second-factor = Panel: second factor
setting-second-factor-effect = After the code in Telegram, the panel also asks for a passkey or a code of an authenticator app. Each person adds theirs on the page My profile.
setting-second-factor-off = not used
setting-second-factor-optional = who has added one
setting-second-factor-admins = all admins, and who has added one
setting-second-factor-all = everybody
setting-security-notices = Security notifications
setting-security-notices-effect = Who is told of sign-ins from new addresses, failed sign-ins, new tokens and exports with people’s words. If nobody is chosen: all admins. If the team’s group is chosen, it is told; people are told only if it cannot be reached.
