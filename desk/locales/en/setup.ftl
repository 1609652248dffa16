# Setting up the help desk, step by step.
btn-setup = Set up step by step
setup-at = { $n } of { $of }
btn-setup-city = { $city ->
    [Berlin] Berlin
    [London] London
    [Moscow] Moscow
    [New_York] New York
    [Novosibirsk] Novosibirsk
    [Yekaterinburg] Yekaterinburg
   *[other] { $zone }
}
btn-setup-skip = Skip ›
btn-setup-next = Next ›
btn-setup-hours = Take { $hours }
setup-hours-doubt = I took six for the evening. If you work into the morning, press here:
setup-hours-taken = ✓ Business hours: <b>{ $hours }</b>
btn-setup-zone = ‹ Change the time zone
btn-setup-undo = { $step ->
    [zone] Undo the time zone
    [hours] Undo the hours
    [night] Undo the night calls
    [targets] Undo the targets
    [team] Withdraw the links
   *[board] Unlink the account
}
setup-undone = Undone.
setup-did = ✓ { $name }: <b>{ $value }</b>
setup-did-hours = ✓ { $name }: <b>{ $value }</b>, { $zone }
setup-did-team = ✓ Send the link above to your colleague.
setup-did-board = ✓ On the board you are <b>{ $name }</b>.
setup-zone = Which time zone do you work in?
setup-zone-effect = All times are shown in it. Press one, or write a large city that has your time, for example Tokyo.
setup-hours = What are your business hours?
setup-hours-effect = Times are in { $zone }. Outside them nobody is notified, and requesters are told when you will be back. Press one, or write yours, for example: mon-fri 9-18, sat 10-14.
setup-night = May people call you at night?
setup-night-effect = If so, a request outside your hours has the button <b>Cannot wait</b>. It makes the request critical and wakes you with a sound: once a request, twice a day for each person. If not, everything waits until you open. Settings → Business hours chooses who is called.
btn-setup-night = { $on ->
    [yes] Yes, if it cannot wait
   *[no] No, let everything wait
}
setup-targets = Do you promise answer times?
setup-targets-effect = Each new ticket then has a time for the first response and one for the resolution, by its priority. Requesters see the next one; agents are warned before it. Settings → Targets changes the times.
btn-setup-targets = { $on ->
    [yes] Promise these times
   *[no] Promise nothing
}
setup-team = Who else answers?
setup-team-effect = A link lets one colleague in and works once. Later, /invite makes more.
setup-team-typed = I cannot add people by name. Press “Make an invite link” and send each colleague a link. For another role: /invite trainee.
setup-people = { $n ->
    [1] On the team so far: { $names }.
   *[other] On the team: { $names }.
}
setup-group = { $group ->
    [topics] The team has a group: each ticket has a topic there, and any line in it is an answer.
    [cards] The team has a group: new tickets come there, and a reply to a card is an answer.
   *[none] Does the team have a Telegram group? It can answer there. Add me to it and press “This is our team’s group” there.
}
btn-setup-invite = Make an invite link
btn-setup-invite-more = Another link
setup-board = Which Todoist account is yours?
setup-board-effect = Each ticket is also a task on your Todoist board. Link your account, so that your comments there carry your name.
setup-ready = <b>Ready.</b> Your help desk works like this:
setup-ready-hours = { $always ->
    [yes] You are open round the clock. Time zone: { $zone }.
   *[no] Business hours: { $hours }. Time zone: { $zone }.
 }
setup-ready-night = { $on ->
    [yes] Outside them, a requester can call you with <b>Cannot wait</b>.
   *[no] Outside them, nobody is called: requests wait.
 }
setup-ready-targets = { $on ->
    [yes] Every new ticket has a target for the first response and for the resolution:
   *[no] Nothing is promised: requesters see no times, and nobody is warned.
 }
setup-ready-board = { $board ->
    [yes] Tickets are also tasks on the Todoist board.
   *[no] There is no Todoist board, and you need none. To get one, the operator of the bot sets TODOIST_API_TOKEN.
 }
setup-ready-group = { $group ->
    [topics] Each ticket has a topic in the team’s group.
    [cards] New tickets also come to the team’s group.
   *[none] There is no group of the team.
 }
setup-ready-address = Requesters write to { $address }.
setup-ready-later = /settings changes any of this.
btn-setup-test = Send a test request
btn-setup-test-remove = Remove the test
setup-test-name = Test requester
setup-test-words = Test: the projector in room 4 does not turn on
setup-test = I sent a test request:
    <quote>{ $words }</quote>
    Its sender was told that <code>#{ $number }</code> has gone to the team. Below is its card, as agents get it. Press Take, then answer by replying to it. It is not counted in reports.
setup-test-removed = The test request <code>#{ $number }</code> is removed.
setting-setup-list = Set-up list
setting-setup-list-effect = The first page of a new desk lists what is still to be set up. The list goes when everything is done, or after twenty requests.

# What a press of each button was, in the log.
press-setup = set up the help desk: an answer
press-setupstep = set up the help desk
press-setuphours = set up the help desk: other hours
press-setuplink = set up the help desk: link an account
press-testremove = remove the test request
