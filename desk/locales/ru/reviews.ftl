# Оценка качества: /reviews, страница «Оценка качества».
reviews-off = Критериев пока нет, поэтому ничего не оценивается. Первый критерий добавьте в панели, на странице «Оценка качества».
reviews-none = Вашу работу пока не оценивали.
reviews-waiting = Ждут оценки: { $n }. Оценивают в панели: { $address }
reviews-waiting-no-panel = Ждут оценки: { $n }. Оценивают в панели, а она выключена: нужна переменная WEB_URL.
reviews-own = <b>Оценки вашей работы</b>
reviews-own-line = <code>#{ $number }</code>: { $score ->
    [-1] критерии неприменимы
   *[other] { $score } %
} · { $at }
review-of-you = Оценка вашей работы по <code>#{ $number }</code>: { $score ->
    [-1] критерии неприменимы.
   *[other] { $score } %.
}{ $has ->
    [1] {" "}{ $words }
   *[other] {""}
} Ответить можно один раз.
review-answer = <code>#{ $number }</code>: { $name } отвечает на вашу оценку: { $words }
review-ask = Что скажете об оценке по <code>#{ $number }</code>? Ответить можно один раз, ответ получит проверяющий.
review-answered = Ваш ответ у проверяющего.
review-answered-already = Вы уже ответили на эту оценку.
review-answer-wrong = Напишите текст, до { $most } знаков. Ничего не изменилось.
review-own = Свою работу и свою заявку оценивать нельзя.
review-done-already = Эту оценку уже поставил кто-то другой.
review-unmarked = Сначала оцените каждый критерий. Ничего не отправлено.
review-criterion-wrong = Критерию нужны название до { $most } знаков и вес от 1 до 5.
review-criterion-many = Критерий с таким названием уже есть, или их уже { $most }. Ничего не изменилось.
review-sample-wrong = Выберите число от 1 до { $most }.
review-reason = { $reason ->
    [random] случайные
    [rating] с низкой оценкой
    [reopened] открытые заново
    [trainee] с ответами стажёров
    [topic] по теме
   *[agent] одного агента
}
review-mark = { $mark ->
    [met] выполнено
    [partly] частично
    [not] не выполнено
   *[none] неприменимо
}
review-score = { $score ->
    [-1] –
   *[other] { $score } %
}
audit-criterion-added = новый критерий оценки: { $new }
audit-criterion-removed = удалён критерий оценки: { $old }
audit-sample-drawn = выбраны заявки для оценки: { $new }
page-reviews-tab = Качество
page-reviews = Оценка качества
page-reviews-waiting = Ждут оценки
page-reviews-done = Оценено
page-reviews-none = Здесь пока пусто.
page-review-draw-of = Решённые заявки
page-review-how-many = Сколько
page-review-draw = Выбрать
page-review-criteria = Критерии
page-review-name = Новый критерий
page-review-weight = Вес
page-review-weight-of = вес { $n }
page-review-add = Добавить
page-review-remove = Удалить
page-review-results = Результаты по месяцам
page-review-count = оценок: { $n }
page-review-marks = Оценка
page-review-comment = Комментарий
page-review-comment-all = Комментарий ко всей заявке
page-review-message = сообщение
page-review-whole = вся заявка
page-review-send = Отправить агенту
menu-reviews = Оценка качества
btn-review-answer = Ответить

# Чем было нажатие каждой кнопки, в журнале.
press-review = ответить на оценку
page-reviews-off = Критериев пока нет. Добавьте здесь первый, затем выберите заявки для проверки.
