# Причины заявок.
card-cause = Причина: { $name }
btn-cause = Причина
btn-cause-choice = { $name }
btn-cause-none = Ни одна из них
done-cause = Причина #{ $number } сохранена.
done-cause-none = Причина #{ $number } не указана.
history-root_cause = причина: { $old } → { $new }
setting-root-causes = Причины
setting-root-causes-effect = Карточка решённой заявки спрашивает о причине и предлагает эти кнопки. Если список пуст, вопроса нет.

# Чем было нажатие каждой кнопки, в журнале.
press-cause = причина
