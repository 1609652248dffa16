# Ideas: suggestions, votes, and the team's list.
setting-ideas = Ideas
setting-ideas-effect = Requesters and the team send suggestions with /idea. The team decides in /ideas, and everyone who wants one is told.
menu-idea = Suggest something: /idea text
menu-ideas = Ideas
idea-help = /idea text sends the team a suggestion. You will hear what becomes of it.
usage-ideas = Example: /ideas, /ideas planned or /ideas 5. To suggest one: /idea text
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
ideas-title = <b>Ideas</b>: { $status ->
    [new] new
    [planned] planned
    [done] done
    [declined] declined
   *[all] all
}, { $n }
ideas-none = There are no such ideas.
ideas-how = A number opens an idea. To suggest one: /idea text
idea-line = { $id } · { $status ->
    [new] new
    [planned] planned
    [done] done
   *[declined] declined
 } · votes: { $n } · { $idea }
idea-none = There is no idea { $id }. All of them: /ideas
idea-state = Idea { $id } · { $status ->
    [new] new
    [planned] planned
    [done] done
   *[declined] declined
 } · votes: { $n }, of them the team: { $team }
idea-from = { $name } wrote:
idea-answer = Word to those who want it: { $answer }
idea-shown = Requesters see it by its name and can vote.
idea-hidden = Requesters do not see it.
idea-ask = { $what ->
    [title] How should “{ $idea }” be called in the list? Reply to this message.
   *[show] Requesters will see this idea and can vote for it. By which name? Reply to this message, but not with a requester’s own words.
}
idea-ask-status = “{ $idea }” { $status ->
    [new] becomes open again.
    [planned] becomes planned.
    [done] becomes done.
   *[declined] will not be done.
} People to be told: { $n }. To add a word for them, reply to this message.
idea-set = Saved. People told: { $n }
idea-answer-too-long = The word is too long: { $n } characters, at most { $most }. Nobody was told.
idea-title-empty = The name is missing. Example: Lights in the yard
idea-title-too-long = The name is too long: { $n } characters, at most { $most }.
btn-ideas = { $status ->
    [new] New
    [planned] Planned
    [done] Done
    [declined] Declined
   *[all] All
}
btn-idea-ask = { $what ->
    [new] Open again
    [planned] Planned
    [done] Done
    [declined] Decline
    [title] Name it
   *[show] Show to requesters
}
btn-idea-hide = Hide from requesters
btn-idea-set = { $n ->
    [0] Save
   *[other] Save and tell { $n }
}
audit-idea-status = changed the status of an idea: { $old } → { $new }
audit-idea-shown = showed an idea to requesters
audit-idea-hidden = hid an idea from requesters
page-ideas = Ideas
page-ideas-hint = Suggestions of requesters and of the team. A new status is told to everyone who wants the idea.
page-idea-name = Name
page-idea-votes = Votes
page-idea-team-votes = Team
page-idea-author = From
page-idea-status = Status
page-idea-state = { $status ->
    [new] new
    [planned] planned
    [done] done
   *[declined] declined
}
page-idea-answer = Word to those who want it
page-idea-tell = Save and tell
page-idea-told = Saved. People told: { $n }
page-idea-is-shown = requesters see it
page-idea-all = all

# What a press of each button was, in the log.
press-ideas = turn the list of ideas
press-ideashown = show ideas to vote for
press-idea = open an idea
press-ideavote = vote for an idea
press-ideaask = ask about an idea
press-ideaset = change the status of an idea
press-ideahide = hide an idea
