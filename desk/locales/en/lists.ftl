# Lists: their order and filters, and taking the first ticket.
btn-order = { $order ->
    [changed] Newest first
   *[open] Open first
 }
next-none = Nobody is waiting: the queue is empty.
menu-next = Take the most urgent one
btn-more = More
btn-fold = ‹ Back
btn-topics = Topic
focus-or-number = You are writing to #{ $focused }, but wrote { $number }. Which one? Write /{ $command } #{ $focused } … or /{ $command } #{ $number } …
reply-or-number = You replied to #{ $replied }, but wrote { $number }. Which one? Write /{ $command } #{ $replied } … or /{ $command } #{ $number } …
open-list-title = <b>Open</b> · { $n }
open-list-order = { $order ->
    [changed] last change first
   *[urgent] most urgent first
 }
open-list-off-board = { $n ->
    [one] { $n } is not on the board.
   *[other] { $n } are not on the board.
 }
open-list-none = There are no open tickets.
open-list-none-chosen = No open tickets match.
open-list-all = all
open-list-any = any
open-list-choose = What should /open show? I remember it until you change it.
open-list-by = { $by ->
    [status] Which status?
    [priority] Which priority?
    [category] Which topic?
    [agent] Which agent?
   *[waits] Whose turn?
 }
open-list-nobody = { $by ->
    [category] no topic
   *[agent] nobody
 }
open-list-waits = { $waits ->
    [team] waiting for us
    [requester] waiting for the requester
   *[others] on hold
 }
list-late = overdue
btn-choose = Choose
btn-choose-by = { $by ->
    [status] Status
    [priority] Priority
    [category] Topic
    [agent] Agent
   *[waits] Whose turn
 }: { $value }
btn-late = Only overdue
btn-late-all = Not only overdue
btn-open-order = { $order ->
    [changed] Last change first
   *[urgent] Most urgent first
 }
btn-show = Show
menu-open = All open tickets
attention-title = <b>Needs attention</b> · { $n }
attention-none = Nothing needs attention.
attention-group = <b>{ $why ->
    [late] Overdue
    [soon] Due within half an hour
    [untaken] Not taken
    [waiting] Waiting for our answer
    [escalated] Escalated
   *[failed] Not delivered
 }</b> · { $n }
attention-due = { $why ->
    [late] overdue by { $length }
   *[soon] { $length } left
 }
menu-attention = What needs attention
list-escalated = escalated
next-none-fits = Nothing in your topics is waiting. { $n ->
    [one] { $n } other ticket is.
   *[other] { $n } other tickets are.
 }

# What a press of each button was, in the log.
press-list = own requests (as a requester)
press-mine = own tickets (as an agent)
press-found = page of search results
press-queue = queue
press-attention = needs attention
press-all = page of open tickets
press-allby = filter the open tickets
press-allset = choose a filter for the open tickets
