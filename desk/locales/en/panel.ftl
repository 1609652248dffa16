# The panel: signing in from Telegram. The texts of its pages are in pages.ftl.
web-asks = <b>{ $n ->
        [one] A browser asks to sign in to the panel as you.
       *[other] { $n } browsers ask to sign in to the panel as you.
    }</b>
web-asks-line = { $n ->
    [0] { $browser }, { $address }
   *[other] { $n }. { $browser }, { $address }
}
web-asks-how = Press the code that your browser shows. If none of these browsers is yours, press Not me. The codes expire after { $minutes } minutes.
web-asked = No browser is asking to sign in as you.
web-asks-let-in = { $browser }, { $address }: signed in.
web-asks-refused = { $browser }, { $address }: not let in. Nobody can ask for you from its network for an hour, unless you have been signed in there. To sign in from there yourself, send /panel.
web-asks-wrong = { $browser }, { $address }: not let in, the code was wrong. Start again on the page.
web-more-ask = There are more requests to sign in than fit here. To sign in yourself, send /panel and open the longer address that it shows.
web-tried = In the last 24 hours, browsers asked { $n } times to sign in to the panel as you and were not let in. They know only your name; nobody gets in unless you press a code. /panel lists your sessions.
web-in = Confirmed. The page will open in a moment.
web-no = Not let in.
web-wrong = The page shows another code, so nobody was let in. Start again on the page.
btn-web-let-in = { $n ->
    [0] { $code }
   *[other] { $n }: { $code }
}
btn-web-not-me = Not me
btn-web-end-all = End all my sessions
panel-address = Panel: { $url }
    Sign in there as <code>{ $name }</code> within 2 minutes. Earlier requests to sign in are cancelled.
panel-word = If many browsers ask as you, open this address instead: { $url }
    You are asked about that browser in any case. It works for { $minutes } minutes and signs nobody in without your press.
panel-local = The address works on the help desk’s own machine. On yours, first run:
    <code>ssh -L { $port }:127.0.0.1:{ $port } SERVER</code>
panel-none = This help desk has no panel. Its log says why; an operator can set WEB_URL.
panel-nobody = Nobody is signed in as you.
panel-sessions = Signed in as you:
panel-session = { $browser }, { $address }, since { $since }, last seen { $seen }
btn-panel-end = End: { $browser }
btn-panel-end-all = End all
panel-ended = The session is ended.
panel-ended-by = { $by } ended all your sessions in the panel. To go on there, sign in again: /panel.
panel-not-yours = The panel is for admins. An admin can open it to agents in /settings.
audit-web-let-in = let a browser into the panel
audit-web-refused = refused a browser at the panel
audit-web-wrong-code = refused a browser at the panel: wrong code
audit-web-tried = ten or more browsers asked to sign in to the panel and were not let in
audit-web-signed-in = signed in to the panel
audit-web-signed-out = signed out of the panel
lasting-first = Confirm this in Telegram first: the bot has just asked you there. Then press the button here again. What you typed is kept.
lasting-again = Confirmed, go on
lasting-ask = Somebody in the panel asks in your name to { $what ->
    [system] add the integration <b>{ $about }</b>.
    [token] create a new token for <b>{ $about }</b>.
    [scopes] give an integration more access. <b>{ $about }</b>
    [expiry] let a token work longer. <b>{ $about }</b>
    [signing] create a new secret for a webhook. <b>{ $about }</b>
    [webhook] send API events to an address. <b>{ $about }</b>
    [export] export all requests with people’s messages, <b>{ $about }</b>.
    [file] download an export with people’s messages. <b>{ $about }</b>
    [list] download a list of requests with their subjects. <b>{ $about }</b>
    [invite] create an invite link for the team. Role: <b>{ $about ->
        [admin] admin
        [agent] agent
        [trainee] trainee
        [senior] senior agent
        [reviewer] reviewer
        [manager] manager
       *[other] { $about }
    }</b>.
    [admin] make <b>{ $about }</b> an admin.
    [grants] give a colleague more permissions. <b>{ $about }</b>
    [leader] let people see the requests of their organization. <b>{ $about }</b>
    [wall] create a link for a wall screen.
    [factor] add or remove your second factor.
    [reset] remove the second factor of <b>{ $about }</b>.
    [erase] erase everything about a requester. <b>{ $about }</b>
   *[setting] change a setting that gives access. <b>{ $about }</b>
}
    Was it you? If you say yes, press the button in the panel again within { $minutes } minutes.
lasting-confirmed = Confirmed. Now press the button in the panel again.
lasting-refused = Nothing was done. If it was not you, somebody is using your session: end it with /panel.
lasting-done = { $what ->
    [system] { $name } added an integration: { $about }.
    [token] { $name } created a new token for { $about }.
    [scopes] { $name } gave an integration more access: { $about }.
    [expiry] { $name } let a token work longer: { $about }.
    [signing] { $name } created a new secret for a webhook: { $about }.
    [webhook] { $name } had API events sent to an address: { $about }.
    [export] { $name } requested an export with people’s messages: { $about }.
    [file] { $name } downloaded an export with people’s messages: { $about }
    [list] { $name } downloaded a list of requests with their subjects: { $about }
    [invite] { $name } created an invite link for the team. Role: { $about ->
        [admin] admin
        [agent] agent
        [trainee] trainee
        [senior] senior agent
        [reviewer] reviewer
        [manager] manager
       *[other] { $about }
    }.
    [admin] { $name } made { $about } an admin.
    [grants] { $name } gave a colleague more permissions. { $about }
    [leader] { $name } let people see the requests of their organization. { $about }
    [wall] { $name } created a link for a wall screen.
    [reset] { $name } removed the second factor of { $about }.
    [erase] { $name } asked to erase everything about a requester: { $about }.
   *[setting] { $name } changed a setting that gives access: { $about }.
}
btn-lasting-yes = Yes, that was me
btn-lasting-no = No
audit-lasting-refused = did not confirm an action in the panel: { $new }

# What a press of each button was, in the log.
press-web_pick = choose a browser’s code
press-web_in = let a browser in
press-web_no = refuse a browser
press-web_none = refuse all browsers
press-web_end = end a panel session
press-web_endall = end all panel sessions
press-lasting = confirm a request from the panel
