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
setting-tell-taken = Requesters: who has it
setting-tell-taken-effect = Requesters are told who has taken their request. Everyone can change this for themselves: /notifications.
setting-tell-status = Requesters: status
setting-tell-status-effect = Requesters are told when their request waits for them, is on hold, or is reopened. Answers always come.
setting-tell-reminders = Requesters: still waiting
setting-tell-reminders-effect = Requesters are told that a request nobody has taken yet is not forgotten.
setting-tell-surveys = Requesters: survey
setting-tell-surveys-effect = After a ticket is closed, its requester is asked for stars, also for the agent who resolved it, and for a few words; at most once a day.
setting-tell-daily = Requesters: once a day
setting-tell-daily-effect = Everything except answers comes in one message a day, at 10:00.

# What a press of each button was, in the log.
press-news = notifications on or off
