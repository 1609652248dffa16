# Темы: темы агента; дерево тем и что даёт каждая; предложенные темы; догадки.
topics-title = Мои темы
topics-title-of = { $name }: темы
topics-now = Выбрано: { $names }
topics-effect = Когда на смене много агентов, карточки выбранных тем агент получает первым. Если ничего не выбрано, все темы равны.
topics-none = Тем пока нет. Администратор добавит их командой /categories add название.
btn-topic = { $name }
btn-topic-on = ✓ { $name }
topic-set-by = Ваши темы изменились ({ $by }): «{ $name }» { $on ->
    [1] теперь среди них
   *[0] больше не среди них
}.
audit-topic-set = темы ({ $object }): { $old } → { $new }
categories-group = <b>{ $id }. { $name }</b>
categories-in = — { $id }. { $name }
categories-more = и ещё { $n }, они на кнопках ниже.
btn-topic-group = { $name } ›
topics-offered = Можно начать с этих тем. Потом всё можно изменить.
topics-offered-line = <b>{ $group }</b>: { $topics }
btn-topics-use = Взять эти
btn-topics-empty = Начать без тем
topics-used = Добавлено: 25 тем в пяти группах. Автор может выбрать тему под своей заявкой, но не обязан.
btn-topics-see = Показать
btn-topics-unuse = Отменить
topic-priority-none = как без темы
topic-keywords = Ключевые слова: { $words }
topic-questions = Вопросов: { $n }
topic-effect = Предлагается авторам. На доске это метка { $name }.
topic-group-effect = Группа только объединяет темы. У заявки бывает тема, но не группа, а метка с таким названием на доске — обычная.
topic-place-none = без группы
topics-too-many = Тем и групп уже { $most }. Сначала удалите какую-нибудь.
topic-group-holds = В этой группе ещё есть темы. Сначала перенесите или удалите их.
topic-group-in-group = Группа не может быть внутри другой группы.
topic-no-group = Такой группы больше нет. Выберите другую.
topic-is-group = Это группа. Выберите одну из её тем.
topic-keywords-many = У темы может быть не больше { $most } ключевых слов.
topic-keywords-long = В ключевом слове нужна буква или цифра, и в нём не больше { $longest } знаков.
topic-question-wrong = Напишите короткое имя, двоеточие и вопрос. Например: место: Какая комната?
topic-question-long = В вопросе может быть не больше { $longest } знаков.
topic-questions-many = У темы может быть не больше { $most } вопросов. Сначала удалите какой-нибудь.
topics-file-column = { $column ->
    [group] группа
    [topic] тема
    [priority] приоритет
    [example] пример
   *[keywords] ключевые слова
}
topics-file-column-in = { $column } ({ $language })
topics-file-how = Ответьте на это сообщение файлом CSV. В первой строке — названия столбцов: { $columns }. Обязателен только столбец «тема». Сначала вы увидите, что изменится. Удалено ничего не будет.
topics-file-preview = Пока ничего не изменено. Вот что сделает этот файл:
    <b>Новых: { $new }</b> { $newnames }
    <b>Изменится: { $changed }</b> { $changednames }
    <b>Останется как есть: { $kept }</b>
topics-file-same = Всё из этого файла уже есть. Ничего не изменено. Тем и групп: { $kept }.
topics-file-done = Темы загружены. Новых: { $new }. Изменено: { $changed }. Без изменений: { $kept }.
topics-file-wrong = { $n ->
    [one] Не подходит { $n } строка.
    [few] Не подходят { $n } строки.
   *[other] Не подходят { $n } строк.
 } Ничего не изменено. Исправьте файл и отправьте его ответом на это сообщение.
    { $lines }{ $more ->
    [0] {""}
   *[other] {" "}И ещё { $more }.
 }
topics-file-line = Строка { $line }: { $why }
topics-file-refused = { $n ->
    [one] Не подходит { $n } строка, её номер { $line }.
    [few] Не подходят { $n } строки, первая — { $line }.
   *[other] Не подходят { $n } строк, первая — { $line }.
 } Ничего не изменено. Проверьте файл ещё раз.
topics-file-columns = В первой строке нет названий столбцов. Ничего не изменено. Хотя бы один столбец должен называться { $columns }.
topics-file-nameless = В строке нет ни темы, ни группы.
topics-file-of-group = Приоритет и ключевые слова бывают только у темы, а в строке указана группа.
topics-file-priority = Приоритет — число от 1 (критический) до 4 (низкий) или его название.
topics-file-own = В строке два разных названия на языке службы.
topics-file-two = Эти названия принадлежат двум разным темам или группам.
topics-file-kind = Так уже называется группа, а в файле это тема. Или наоборот.
topics-file-many = Тем и групп может быть не больше { $most }.
btn-topics-import = Загрузить
audit-topics-imported = импорт тем из файла: { $new }
request-example = Например: «{ $example }»
topic-example-long = В примере может быть не больше { $longest } знаков. Ничего не изменено.
audit-topic-example-en = пример на английском ({ $object }): { $old } → { $new }
audit-topic-example-ru = пример на русском ({ $object }): { $old } → { $new }
setting-topic-learning = Учиться темам
setting-topic-learning-effect = Когда люди выбрали тему у 200 заявок, темы угадываются и по ним, если ключевые слова не подошли. Обучение идёт раз в день, в том числе на исправлениях.
receipt-category-maybe = Тема: { $category }?
category-guessed-by = Догадка по словам: { $words }
category-guessed = { $name }?
receipt-category-guessed = Тема: { $category }. Не та? Выберите другую.
btn-category-confirm = ✓ { $name }
history-category_guessed = тема угадана: { $new }
history-category_confirmed = тема подтверждена: { $new }
audit-topic-name-en = название { $object } по-английски: { $old } → { $new }
audit-topic-name-ru = название { $object } по-русски: { $old } → { $new }
audit-topic-restored = тема { $new } возвращена
audit-topic-group = перенос { $object }: { $old } → { $new }
audit-topic-moved = { $object } теперь выше
audit-topic-priority = начальный приоритет у { $object }: { $old } → { $new }
audit-topic-keywords = ключевые слова у { $object }: { $old } → { $new }
audit-topic-questions = изменены вопросы у { $object }
audit-topics-offered = добавлены предложенные темы
audit-topics-taken-back = предложенные темы снова убраны
offered-topic-technical = Технические
offered-topic-not-working = Не работает
offered-topic-slow = Медленно
offered-topic-error = Ошибка на экране
offered-topic-equipment = Оборудование
offered-topic-network = Сеть и интернет
offered-topic-usage = Использование
offered-topic-how-to = Как сделать
offered-topic-where-is = Где найти
offered-topic-setup = Настройка
offered-topic-files = Файлы и документы
offered-topic-reports = Отчёты
offered-topic-account = Учётная запись
offered-topic-sign-in = Вход и пароль
offered-topic-access = Права и доступ
offered-topic-profile = Данные профиля
offered-topic-payment = Оплата и счета
offered-topic-registration = Регистрация
offered-topic-improvements = Улучшения
offered-topic-new-feature = Новая возможность
offered-topic-interface = Интерфейс
offered-topic-integration = Интеграции
offered-topic-texts = Тексты и переводы
offered-topic-convenience = Удобство
offered-topic-other = Другое
offered-topic-schedule = Расписание и сроки
offered-topic-place = Место и проход
offered-topic-contacts = Контакты
offered-topic-complaint = Жалоба
offered-topic-something-else = Что-то ещё
offered-words-not-working = не работа, не запуска, не открыва, не включа, перестал работать, перестала работать, сломал, вылета, упал сайт
offered-words-slow = медлен, тормоз, зависа, завис, долго груз, долго открыва, виснет, лага
offered-words-error = ошибк, исключени, код ошибки, синий экран, пишет что
offered-words-equipment = принтер, монитор, клавиатур, мышк, ноутбук, компьютер, наушник, гарнитур, проектор, сканер, кабел, зарядк, камер
offered-words-network = вайфай, вай-фай, интернет, сеть, сети, vpn, впн, роутер, нет связи
offered-words-how-to = как сделать, как мне, как можно, инструкци, подскажите как, объясните
offered-words-where-is = где найти, где находится, где посмотреть, где лежит, не могу найти, не нахожу
offered-words-setup = настро, установ, подключить, конфигур
offered-words-files = файл, документ, загруз, скач, вложени, папк
offered-words-reports = отчёт, выгрузк, статистик, эксел, таблиц, сводн
offered-words-sign-in = парол, войти, вход, залогин, авториз, логин, код подтверждения
offered-words-access = доступ, прав, разрешени, нет прав, роль
offered-words-profile = профил, фамили, сменить почту, сменить телефон, аватар, мои данные
offered-words-payment = оплат, плат, счёт, счет, возврат денег, чек, списал, квитанц
offered-words-registration = регистрац, зарегистр, записаться, анкет
offered-words-new-feature = добавьте, хотелось бы, было бы здорово, новая функция, возможность
offered-words-interface = интерфейс, кнопк, тёмная тема, дизайн, шрифт, вёрстк
offered-words-integration = интеграц, api, вебхук, синхрониз
offered-words-texts = опечатк, перевод, орфограф, текст на странице
offered-words-convenience = неудобн, удобн, слишком много кликов, проще было
offered-words-schedule = расписани, во сколько, когда начало, срок, дедлайн, перенос, график
offered-words-place = адрес, как пройти, как доехать, вход в здание, пропуск, парковк, какая аудитория, кабинет
offered-words-contacts = контакт, номер телефона, кому звонить, кто отвечает, с кем связаться
offered-words-complaint = жалоб, пожаловаться, безобрази, возмути, хам, груб, недовол
offered-words-something-else = другой вопрос, что-то ещё, по другому поводу

# Чем было нажатие каждой кнопки, в журнале.
press-topics = темы коллеги
press-topic = указать тему коллеги
press-treeoffer = предложенные темы
press-treefile = загрузить темы из файла
title-topics = <b>Темы</b>
none-topics = Здесь пока нет тем.
column-topics = Название
column-topics-priority = Начальный приоритет
column-topics-keywords = Ключевые слова
column-topics-questions = Вопросы
topics-kind-group = группа
field-topics-name = Название
field-topics-name-help = До 60 знаков, своё у каждой темы и группы. Если на языке человека названия нет, он видит другое. Метка на доске на языке службы.
field-topics-priority = Начальный приоритет
field-topics-priority-help = С каким приоритетом начинается заявка этой темы, если его никто не выбрал. По угаданной теме — не выше высокого.
field-topics-keywords = Ключевые слова
field-topics-keywords-help = Через запятую. Если слово в заявке начинается с одного из этих, тема угадывается, пока её кто-нибудь не подтвердит или не изменит. На карточках такая тема отмечена вопросительным знаком.
field-topics-questions = Вопросы
field-topics-questions-help = Их задают авторам, которые выбрали эту тему: не больше трёх, по одному на строке. Короткое имя, двоеточие и вопрос. Например: место: Какая комната?
field-topics-example = Пример заявки
field-topics-example-help = Хорошая заявка в одну строку. Авторы видят её, прежде чем написать: в приветствии, после /new и в форме на сайте. Пусто — без примера. Пока тема не выбрана, показан первый пример.
field-topics-people = Кто отвечает лучше всех
field-topics-people-help = Когда на смене много людей, карточки этой темы сначала приходят им. Каждый может указать это и сам, командой /topics.
field-topics-group = Группа
field-topics-group-help = Тема показана в этой группе.
btn-do-topics-up = Выше
btn-do-topics-remove = Удалить
btn-do-topics-restore = Вернуть
btn-new-topics-topic = Новая тема
btn-new-topics-group = Новая группа
kind-topics-topic = тема
kind-topics-group = группа
admin-new-topics-topic = Как называется новая тема? Ответьте на это сообщение названием, до 60 знаков.
admin-new-topics-group = Как называется новая группа? Ответьте на это сообщение названием, до 60 знаков.
column-topics-tickets = Открытых заявок
column-topics-agents = Агентов
column-topics-articles = Статей
