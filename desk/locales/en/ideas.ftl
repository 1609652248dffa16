# Ideas: suggestions, votes, and the team's list.
setting-ideas = Ideas
setting-ideas-effect = Requesters and the team send suggestions. The team decides, and everyone who wants one is told.
menu-idea = Suggest something: /idea text
menu-ideas = Ideas
idea-help = /idea text sends the team a suggestion. You will hear what becomes of it.
ideas-off = The help desk takes no ideas at the moment. Nothing was sent.
idea-empty = There are no words in it. Example: /idea lights in the yard
idea-too-long = This is too long for an idea: { $n } characters, at most { $most }. Nothing was sent.
idea-too-many = You have sent { $n } ideas today. Nothing was sent; send more tomorrow.
idea-thanks = Thank you. The team has your idea, and you will hear what becomes of it.
idea-taken-back = The team has your idea. You have taken your vote back, so you will not be told about it.
idea-told = Your idea “{ $idea }” { $status ->
    [new] is open again.
    [planned] is planned.
    [done] is done.
   *[declined] will not be done.
}
idea-told-word = Your idea “{ $idea }” { $status ->
    [new] is open again.
    [planned] is planned.
    [done] is done.
   *[declined] will not be done.
}
    { $answer }
ideas-shown-title = <b>Ideas</b>
ideas-shown-none = There is nothing to vote for yet.
ideas-shown-how = To send an idea of your own: /idea text
idea-shown-line = { $idea } · { $status ->
    [new] open
    [planned] planned
    [done] done
   *[declined] declined
 } · votes: { $n }{ $mine ->
    [1] , with yours
   *[0] {""}
}
idea-voted = { $on ->
    [1] Your vote is counted. Votes: { $n }
   *[0] You have taken your vote back. Votes: { $n }
}
btn-ideas-shown = Ideas
btn-idea-vote = { $on ->
    [1] Vote for it
   *[0] Take my vote back
}
btn-idea-vote-named = { $on ->
    [1] 👍 { $idea }
   *[0] ✓ { $idea }
}
# The team's list.
idea-new = New idea { $id } of { $name }: { $idea }
    To decide: /ideas { $id }
idea-state = Idea { $id } · { $status ->
    [new] new
    [planned] planned
    [done] done
   *[declined] declined
 } · votes: { $n }, of them the team: { $team }
idea-answer = Word to those who want it: { $answer }
idea-shown = Requesters see it by its name and can vote.
idea-hidden = Requesters do not see it.
idea-answer-too-long = The word is too long: { $n } characters, at most { $most }. Nobody was told.
idea-title-too-long = The name is too long: { $n } characters, at most { $most }.
audit-idea-status = changed the status of an idea: { $old } → { $new }
audit-idea-shown = showed an idea to requesters
audit-idea-hidden = hid an idea from requesters
page-idea-state = { $status ->
    [new] new
    [planned] planned
    [done] done
   *[declined] declined
}
page-idea-is-shown = requesters see it
idea-from = { $name } wrote: { $idea }
idea-title-empty = The name is missing: requesters see an idea by its name, not in its own words. Example: Lights in the yard
ideas-of = { $status ->
    [new] New
    [planned] Planned
    [done] Done
   *[declined] Declined
}
idea-votes = votes: { $n }
idea-reach = People who will be told of a new status: { $n }
title-ideas = <b>Ideas</b>
none-ideas = There are no ideas here. To send one: /idea text
column-ideas = Idea
column-ideas-status = Status
column-ideas-votes = Votes
field-ideas-title = Name
field-ideas-title-help = Requesters see the idea by this name, of up to 120 characters. Do not use a requester’s own words.
field-ideas-answer = Word to those who want it
field-ideas-answer-help = Up to 500 characters; may be left out. Everyone who wants the idea reads it with the new status.
field-ideas-idea = Idea
field-ideas-idea-help = Up to 1,000 characters. The team decides, and everyone who votes for it is told.
btn-do-ideas-vote = Vote for it
btn-do-ideas-back = Take my vote back
btn-do-ideas-show = Show to requesters
btn-do-ideas-hide = Hide from requesters
btn-do-ideas-new = Open again
btn-do-ideas-planned = Planned
btn-do-ideas-done = Done
btn-do-ideas-declined = Decline
btn-new-ideas-idea = New idea
admin-new-ideas-idea = What is your idea? Reply to this message with it, in up to 1,000 characters.

# What a press of each button was, in the log.
press-ideashown = show ideas to vote for
press-ideavote = vote for an idea
