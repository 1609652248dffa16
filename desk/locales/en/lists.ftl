# Lists: their order, and taking the first.
btn-order = { $order ->
    [changed] Last change first
   *[open] Open first
 }
next-none = Nobody is waiting: the queue is empty.
menu-next = Take the most urgent one
