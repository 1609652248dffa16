# Which notifications a requester gets.
news-title = <b>Notifications</b>
news-line = { $on ->
    [1] ✓
   *[0] –
 } { $news ->
    [taken] who is working on your request
    [status] when it waits for you, is on hold, or is reopened
    [reminders] when nobody has taken it yet
    [surveys] surveys: stars and a few words
    [mailings] announcements from the team
    [begun] requests that the team begins
   *[daily] all of this in one message a day, at 10:00
 }
news-always = Answers always come right away, and so does the question whether it is solved. What you switch off still shows in the request: /tickets.
btn-news = { $on ->
    [1] Turn off
   *[0] Turn on
 }: { $news ->
    [taken] who has it
    [status] status
    [reminders] still waiting
    [surveys] surveys
   *[daily] once a day
 }
digest-title = <b>Your requests since yesterday</b>
menu-notifications = Notifications
setting-tell = Notifications to requesters
setting-tell-effect = What requesters are told: who has taken their request; that it waits for them, is on hold or is reopened; that a request nobody has taken yet is not forgotten; after it is closed, a survey with stars for the solution, at most once a day; with “stars for the agent” also a second row for the agent. With “how to answer”, people who register are asked if they want answers here, by phone or by e-mail; the team sees it on the card. “Once a day”: everything except answers comes in one message at 10:00. Everyone can change this for themselves.
setting-tell-taken = who has it
setting-tell-status = status
setting-tell-reminders = still waiting
setting-tell-surveys = survey
setting-tell-agent-stars = stars for the agent
setting-tell-answer-way = how to answer
setting-tell-daily = once a day

# What a press of each button was, in the log.
press-news = notifications on or off
