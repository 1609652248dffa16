# Masking of card numbers, passwords and the operator's own patterns.
setting-mask-cards = Mask card numbers
setting-mask-cards-effect = A payment card’s number in a request or a note is shown as ••• and its last four digits: on the board, in notifications, webhooks and exports.
setting-mask-passwords = Mask passwords
setting-mask-passwords-effect = After “password”, “PIN” and the like, the next word is masked in requests and notes. Answers of agents are sent as written.
setting-mask-patterns = Mask own patterns
setting-mask-patterns-effect = One pattern a line: # is a digit, ? a letter, * the rest of a word. For example SN-######. What fits is masked as passwords are.
setting-masked-kept-days = Show what was masked
setting-masked-kept-days-effect = How long agents with the permission can read the masked words in the ticket. After that the words are deleted. Off: the ticket does not keep them.
setting-wrong-patterns = Send up to { $most } patterns, one a line, each with 3 to { $longest } signs. # is a digit, ? a letter, * the rest of a word (once at most).
btn-masked = Show masked
press-masked = show what was masked
masked-shown = { $pieces }
audit-masked-seen = looked at what was masked in { $object }
masked-gone = What was masked is no longer kept.
page-masked = Show what was masked
