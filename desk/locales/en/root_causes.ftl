# Root causes of tickets.
card-cause = Root cause: { $name }
btn-cause = Root cause
btn-cause-choice = { $name }
btn-cause-none = None of these
done-cause = Root cause of #{ $number } saved.
done-cause-none = No root cause is set for #{ $number }.
history-root_cause = root cause: { $old } → { $new }
setting-root-causes = Root causes
setting-root-causes-effect = The card of a resolved ticket asks for the root cause and offers these buttons. If the list is empty, it does not ask.

# What a press of each button was, in the log.
press-cause = root cause
