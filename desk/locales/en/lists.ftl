# Lists: their order, and taking the first.
btn-order = { $order ->
    [changed] Last change first
   *[open] Open first
 }
next-none = Nobody is waiting: the queue is empty.
menu-next = Take the most urgent one
btn-more = More
btn-fold = ◂ Back
btn-topics = Topic
reply-or-number = You replied to #{ $replied }, but wrote { $number }. Which one? Write /{ $command } #{ $replied } … or /{ $command } #{ $number } …
open-list-title = <b>Open</b> · { $n }
open-list-order = { $order ->
    [changed] last change first
   *[urgent] most urgent first
 }
open-list-off-board = { $n ->
    [one] 1 is not on the board.
   *[other] { $n } are not on the board.
 }
open-list-none = Nothing is open.
open-list-none-chosen = Nothing open fits that.
open-list-all = all of them
open-list-any = any
open-list-choose = What shall /open show? It stays so until you change it.
open-list-by = { $by ->
    [status] Of which status?
    [priority] Of which priority?
    [category] Of which topic?
    [agent] With whom?
   *[waits] Waiting for whom?
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
list-late = late
btn-choose = Choose
btn-choose-by = { $by ->
    [status] Status
    [priority] Priority
    [category] Topic
    [agent] Agent
   *[waits] Waits for
 }: { $value }
btn-late = Only late ones
btn-late-all = Not only late ones
btn-open-order = { $order ->
    [changed] Last change first
   *[urgent] Most urgent first
 }
btn-show = Show
menu-open = All open requests
attention-title = <b>Needs attention</b> · { $n }
attention-none = Nothing needs attention.
attention-group = <b>{ $why ->
    [late] Past due
    [soon] Due within half an hour
    [untaken] Taken by nobody
    [waiting] Waiting for our answer
    [escalated] Escalated
   *[failed] Not delivered
 }</b> · { $n }
attention-due = { $why ->
    [late] { $length } over
   *[soon] { $length } left
 }
menu-attention = What needs attention
list-escalated = escalated
next-none-fits = Nothing of your topics waits. { $n ->
    [one] 1 other request does.
   *[other] { $n } other requests do.
 }
