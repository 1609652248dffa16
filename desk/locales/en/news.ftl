# What a requester is told of.
news-title = <b>What I tell you by myself</b>
news-line = { $on ->
    [1] ✓
   *[0] –
 } { $news ->
    [taken] who looks after your request
    [status] that it waits for you or for somebody else, or is open again
    [reminders] that it is not forgotten
    [surveys] how you liked it: stars and a word
    [mailings] mailings of the team
   *[daily] all of that in one message a day, at ten
 }
news-always = Answers always come at once, and so does the question whether it is solved. What is off stands in the request: /tickets.
btn-news = { $on ->
    [1] Turn off
   *[0] Turn on
 }: { $news ->
    [taken] who has it
    [status] how it stands
    [reminders] not forgotten
    [surveys] stars
   *[daily] once a day
 }
digest-title = <b>Your requests since yesterday</b>
menu-notifications = What I tell you by myself
setting-tell-taken = Requesters: who looks after it
setting-tell-taken-effect = Who files a request is told who has taken it. Everybody may switch it for themselves: /notifications.
setting-tell-status = Requesters: how it stands
setting-tell-status-effect = They are told that it waits for them, is on hold, or is open again. Answers always come.
setting-tell-reminders = Requesters: not forgotten
setting-tell-reminders-effect = They are told that a request nobody could take yet is not forgotten.
setting-tell-surveys = Requesters: stars
setting-tell-surveys-effect = Once a ticket of theirs is closed, by their yes or by silence, they are asked for stars, for who solved it too, and a word; once a day at most.
setting-tell-daily = Requesters: once a day
setting-tell-daily-effect = What is not an answer comes in one message a day, at ten.
