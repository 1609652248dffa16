# Заявки об одном и том же: объединены, разделены, отвечают вместе.
merged = #{ $number } и #{ $into } об одном и том же, поэтому продолжим в #{ $into } «{ $subject }». Ничего не потеряется: команда видит всё, что вы написали в #{ $number }.
unmerged = #{ $number } снова отдельная заявка, отдельно от #{ $into }.
is-merged = #{ $number } теперь часть #{ $into }. Продолжайте там.
receipt-merged = ☑️ <code>#{ $number }</code> теперь часть <code>#{ $into }</code>: продолжим там.
card-merged = ☑️ <b>#{ $number }</b> теперь часть <b>#{ $into }</b>
open-merged = Часть #{ $into }: переписка показана там.
open-merged-here = Вместе с { $numbers }
usage-merge = Какую с какой? Например: /merge 42 в 40
done-merge = #{ $number } теперь часть #{ $into }. /merge { $number } off снова разделит их, пока не пришло новое сообщение.
done-merge-before = #{ $number } уже часть #{ $into }.
done-unmerge = #{ $number } снова отдельная заявка.
merge-itself = #{ $number } нельзя объединить с самой собой.
merge-not-theirs = #{ $number } и #{ $into } от разных авторов: они прочли бы слова друг друга. Отправитель формы на сайте каждый раз новый. Ответьте в одной, а в другой напишите об этом.
merge-other-organization = #{ $number } и #{ $into } относятся к разным организациям, или одна из них личная. Ничего не изменилось.
merge-into-ended = #{ $into } решена или завершена. Сначала откройте её снова или объедините наоборот: /merge { $into } в { $number }
not-merged = #{ $number } ни с чем не объединена.
unmerge-late = С тех пор в #{ $into } уже писали, поэтому они остаются вместе. Отдельное сообщение станет своей заявкой, если ответить на него /split.
unmerge-first = #{ $number } попала сюда вместе с #{ $into }. Сначала отделите её: /merge { $into } off
merged-from-you = { $by }: #{ $number }, которая была у вас, теперь часть #{ $into }.
merged-into-yours = { $by }: #{ $merged } теперь часть вашей #{ $number }; всё, что пишут там, приходит сюда.
merged-raised = У <b>#{ $number }</b> теперь { $priority ->
    [1] критический
    [2] высокий
   *[3] средний
} приоритет, как был у #{ $merged }.
merged-promised = <b>#{ $number }</b> теперь обещана к { $at }, как была #{ $merged }.
remark-merged = Объединена с #{ $into }. Написанное здесь попадёт туда.
remark-merged-here = #{ $number } объединена с этой заявкой. Прежняя переписка остаётся в её задаче.
remark-unmerged = Снова отделена от #{ $into }.
remark-taken-out = #{ $number } снова отдельная заявка.
history-merged = часть: { $old } → { $new }
usage-split = Ответьте на сообщение автора командой /split, и оно станет отдельной заявкой.
done-split = Теперь это #{ $number }, отдельная заявка. /merge вернёт её обратно.
split-not-theirs = Отдельной заявкой может стать только сообщение автора.
split-all = В #{ $number } только это сообщение: отделять нечего.
split-told = Это о другом, поэтому теперь это отдельная заявка #{ $number }, не часть #{ $before }.
subject-split = Из #{ $number }
remark-split = Одно сообщение стало #{ $number }.
remark-split-off = Отделена от #{ $number }.
history-split = отделена: { $new }
card-alike = { $known ->
    [0] { $n } таких за час
   *[other] { $n } о том же
}
card-joined = отвечаем вместе, ещё { $n }
btn-alike = { $known ->
    [0] За час: { $n }
   *[other] О том же: { $n }
}
alike-title = { $known ->
    [0] <b>Как #{ $number }</b>, поданы в пределах часа
   *[other] <b>О том же, что #{ $number }</b>
}
alike-none = Таких больше нет.
alike-more = … и ещё { $n }
alike-with = вместе
alike-effect = Отвечать можно сразу на все: у каждой останутся своя переписка и срок, авторы друг о друге не узнают. После ответа на одну спрошу, отправить ли его остальным.
alike-joined = Отвечаем вместе. Авторы друг о друге не узнают.
btn-join = Отвечать вместе: { $n }
btn-leave = Убрать #{ $number }
also-to = { $n ->
    [1] Отправить этот ответ и ещё одной заявке, такой же, как #{ $number }? Если она ничья, станет вашей.
   *[other] Отправить этот ответ и остальным { $n }, таким же, как #{ $number }? Ничьи станут вашими.
}
btn-also-to = { $n ->
    [1] И ещё одной
   *[other] И остальным { $n }
}
also-sent = Отправлено ещё { $n }: { $numbers }
history-joined = отвечаем вместе: { $old } → { $new }
add-same = Похоже на вашу #{ $into } «{ $subject }». #{ $number } о том же?
btn-add-same = Добавить к #{ $number }
btn-not-same = Нет, это другое
add-same-done = #{ $number } теперь часть #{ $into }: продолжим там.
add-same-over = #{ $number } остаётся отдельной заявкой.

# Чем было нажатие каждой кнопки, в журнале.
press-alike = похожие заявки
press-join = отвечать вместе
press-leave = снова отвечать отдельно
press-also_to = отправить ответ и похожим
