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
