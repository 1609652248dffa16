# What the team plans for later: an answer, a note or an act that waits for its moment.
setting-later = Planning for later
setting-later-effect = The team may plan an answer, a note or an act for a later time. Before it is done, the desk checks for changes and asks the author if there are any. Off: nothing can be planned, and what is planned is not done.
menu-later = Planned answers and acts
usage-later = Example: /later 42 tomorrow 9: The part has arrived. A time zone can follow: tomorrow 9 Europe/Berlin: …
    Begin the words with // for a note, or with a command, such as /resolve.
later-off = Planning is switched off. Nothing was planned.
later-not-here = Requesters read this chat. Plan it in your own chat with the bot.
later-no-act = /{ $command } cannot be planned. Nothing was planned.
later-many = At most { $most } things can be planned for a ticket. Nothing was planned.
later-over = { $state ->
    [done] This has already been done.
    [withdrawn] This was taken back.
    [waiting] This answer is waiting for approval.
    [sent] This has already been done.
   *[ended] This is no longer planned.
}
plan-wrong-time = This is not a time. Example: tomorrow 9, or friday 14:00 Europe/Berlin.
plan-ask = When should it be done for <code>#{ $number }</code>? Example: tomorrow 9.
planned = { $state ->
    [planned] ⏰ <code>#{ $number }</code>: { $kind ->
        [note] your note reaches your colleagues { $at }.
        [act] /{ $act } will be done { $at }.
       *[answer] your answer to { $name } will be sent { $at }{ $act ->
            [none] .
           *[other] , followed by /{ $act }.
        }
    }
    [stopped] ⚠️ <code>#{ $number }</code>: { $kind ->
        [note] your note was not passed on.
        [act] /{ $act } was not done.
       *[answer] your answer to { $name } was not sent.
    }
    [done] ✅ <code>#{ $number }</code>: { $kind ->
        [note] your note was passed on.
        [act] /{ $act } was done.
       *[answer] your answer to { $name } was sent.
    }
    [withdrawn] <code>#{ $number }</code>: you took it back.
   *[ended] <code>#{ $number }</code>: not done. The text is still in the ticket.
}
plan-why = { $why ->
    [off] Planning was switched off.
    [merged] The ticket was merged into another one.
    [closed] The ticket was resolved or closed meanwhile.
    [blocked] { $name } was blocked meanwhile.
    [handed] Another agent has the ticket now.
    [answered] A colleague answered meanwhile.
    [wrote] { $name } wrote meanwhile.
   *[refused] The ticket’s status or your rights do not allow it now.
}
plans-none = Nothing is planned.
plans-title = <b>Planned: { $n }</b>
plans-kind = { $kind ->
    [note] note
    [act] /{ $act }
   *[answer] answer{ $act ->
        [none] {""}
       *[other] , then /{ $act }
    }
}{ $stopped ->
    [1] {" "}(stopped)
   *[other] {""}
}
plans-line = { $stopped ->
    [1] ⚠️
   *[other] ⏰
} { $at } · <b>#{ $number }</b> { $subject } · { $kind ->
    [note] note
    [act] /{ $act }
   *[answer] answer
}
card-planned = ⏰ Planned for { $at }
btn-plan-now = Do it now
btn-plan-move = Another time
btn-plan-drop = Take back
btn-plan-open = #{ $number }
press-plan = change a plan
press-plans = turn the list of plans
page-later = Send later
page-later-when = When
page-later-example = tomorrow 9
page-plans = My plans
page-planned = Planned
page-plan-words = Words of the plan
page-plan-at = Time
page-plan-what = What
page-plan-ticket = Ticket
