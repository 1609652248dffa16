# Masking of card numbers, passwords and the operator's own patterns.
setting-mask = Mask
setting-mask-effect = In requests and notes, and so on the board, in notifications, webhooks and exports: a payment card’s number is shown as ••• and its last four digits; after “password”, “PIN” and the like, the next word is masked. Answers of agents are sent as written.
setting-mask-cards = card numbers
setting-mask-passwords = passwords
setting-mask-patterns = Mask own patterns
setting-mask-patterns-effect = One pattern a line: # is a digit, ? a letter, * the rest of a word. For example SN-######. What fits is masked as passwords are.
setting-masked-kept-days = Show what was masked
setting-masked-kept-days-effect = How long agents with the permission can read the masked words in the ticket. After that the words are deleted. Off: the ticket does not keep them.
setting-wrong-patterns = Up to { $most } patterns, one a line, each with 3 to { $longest } signs. # is a digit, ? a letter, * the rest of a word (once at most).
btn-masked = Show masked
press-masked = show what was masked
masked-shown = { $pieces }
audit-masked-seen = looked at what was masked in { $object }
masked-gone = What was masked is no longer kept.
page-masked = Show what was masked
