# The web door: signing in from Telegram. What its pages say stands in pages.ftl.
web-asks = <b>{ $n ->
        [one] A browser asks to sign in to the panel as you.
       *[other] { $n } browsers ask to sign in to the panel as you.
    }</b>
web-asks-line = { $n ->
    [0] { $browser }, { $address }
   *[other] { $n }. { $browser }, { $address }
}
web-asks-how = Press the code that the page in front of you shows. If none of these browsers is yours, press Not me. The codes expire after { $minutes } minutes.
web-asked = No browser asks to sign in as you now.
web-asks-let-in = { $browser }, { $address }: signed in.
web-asks-refused = { $browser }, { $address }: kept out. Its network cannot ask for you for an hour.
web-asks-wrong = { $browser }, { $address }: kept out, the code was wrong. Ask again on the page.
web-more-ask = More browsers ask than this message lists. To sign in yourself, send /panel, then ask again on the page within 2 minutes.
web-tried = In the last 24 hours browsers asked { $n } times to sign in to the panel as you and were not let in. They know your name, nothing else. Nobody gets in without your press. /panel lists your sessions.
web-in = Let in. The page continues.
web-no = Kept out.
web-wrong = That page does not show this code, so nobody was let in. Ask again on the page.
btn-web-let-in = { $n ->
    [0] { $code }
   *[other] { $n }: { $code }
}
btn-web-not-me = Not me
btn-web-end-all = End all my sessions
panel-address = The panel: { $url }
    Sign in there as <code>{ $name }</code> within 2 minutes. Browsers that asked before are no longer asked about.
panel-none = There is no panel here: it is started where WEB_URL is set.
panel-nobody = Nobody is signed in as you.
panel-sessions = Signed in as you:
panel-session = { $browser }, { $address }, since { $since }, last seen { $seen }
btn-panel-end = End: { $browser }
btn-panel-end-all = End all
panel-ended = Ended.
panel-ended-by = { $by } ended all your sessions at the panel. To go on there, sign in again: /panel.
panel-not-yours = The panel is for admins; for agents where an admin has switched that on.
audit-web-let-in = let a browser into the panel
audit-web-refused = kept a browser out of the panel
audit-web-wrong-code = kept a browser out of the panel: wrong code
audit-web-tried = ten browsers or more asked in vain to sign in to the panel
audit-web-signed-in = signed in to the panel
audit-web-signed-out = signed out of the panel
help-admin-panel =
    { help-admin }
    /panel: all of this in a browser.
    /systems: tokens for sites and products of yours.
help-agent-panel =
    { help-agent }
    /panel: all of this in a browser.
lasting-first = Confirm this in Telegram first: the bot has just asked you there. Then press the button here again. What you typed is kept.
lasting-ask = Somebody in the panel asks in your name: { $what ->
    [system] make a new system, <b>{ $about }</b>.
    [token] make a new token for <b>{ $about }</b>.
    [scopes] let a system do more. <b>{ $about }</b>
    [webhook] send events to a new address. <b>{ $about }</b>
    [export] export all requests with people’s words, <b>{ $about }</b>.
   *[setting] change a setting of the panel. <b>{ $about }</b>
}
    Was it you? After yes, press the button in the panel again within { $minutes } minutes.
lasting-confirmed = Confirmed. Press the button in the panel again now.
lasting-refused = Nothing was done. If it was not you, somebody uses your session: end it with /panel.
lasting-done = { $what ->
    [system] { $name } made a new system: { $about }.
    [token] { $name } made a new token for { $about }.
    [scopes] { $name } let a system do more: { $about }.
    [webhook] { $name } added an address to which events are sent: { $about }.
    [export] { $name } asked for an export with people’s words: { $about }.
   *[setting] { $name } changed a setting of the panel: { $about }.
}
btn-lasting-yes = Yes, that was me
btn-lasting-no = No
audit-lasting-refused = said no to what the panel asked for: { $new }
