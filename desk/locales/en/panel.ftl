# The web door: signing in from Telegram. What its pages say stands in pages.ftl.
web-asked = <b>Somebody wants to sign in to the panel as you.</b>

    Code: <code>{ $code }</code>
    Browser: { $browser }
    Address: { $address }

    Let them in only if the page in front of you shows this code. The question is good for { $minutes } min.
web-in = { $code }: let in. The page goes on by itself.
web-no = { $code }: kept outside. Whoever it was knows your name, nothing else; it is in /audit.
btn-web-let-in = Let in
btn-web-not-me = Not me
panel-address = The panel: { $url }
    Sign in there as <code>{ $name }</code>.
panel-none = There is no panel here: it is started where WEB_URL is set.
panel-nobody = Nobody is signed in as you.
panel-sessions = Signed in as you:
panel-session = { $browser }, { $address }, since { $since }, last seen { $seen }
btn-panel-end = End: { $browser }
btn-panel-end-all = End all
panel-ended = Ended.
panel-not-yours = The panel is for admins; for agents where an admin has switched that on.
audit-web-let-in = let a browser into the panel
audit-web-refused = kept a browser out of the panel
audit-web-signed-in = signed in to the panel
audit-web-signed-out = signed out of the panel
help-admin-panel =
    { help-admin }
    /panel: all of this in a browser.
    /systems: tokens for sites and products of yours.
help-agent-panel =
    { help-agent }
    /panel: all of this in a browser.
