# Какие предложенные ответы помогли и о чём ещё нет статьи.
figure-offers_shown = Предложено ответов
figure-offers_shown-definition = Сколько раз автору до ответа агента показали статью или автоответ.
figure-offers_helped = Помогло
figure-offers_helped-definition = Предложенные за период ответы, после которых автор сказал, что помогло.
figure-offers_refused = Не помогло
figure-offers_refused-definition = Предложенные за период ответы, после которых автор позвал человека или написал дальше.
figure-offers_silent = Без реакции
figure-offers_silent-definition = Предложенные за период ответы, на которые автор не отреагировал, в том числе если заявку раньше взял агент.
figure-offers_read = Открыто предложенных ответов
figure-offers_read-definition = Предложенные за период ответы, которые автор открыл.
figure-solved_by_itself = Решено без человека
figure-solved_by_itself-definition = Доля поданных заявок, которые автор закрыл после предложенного ответа.
figure-searches = Поиски
figure-searches-definition = Сколько раз искали в статьях: /kb и слова.
figure-searches_nothing = Поиски без результата
figure-searches_nothing-definition = Поиски, для которых не нашлось ни одной статьи.
figure-searches_nothing_share = Доля поисков без результата
figure-searches_nothing_share-definition = Доля поисков, для которых не нашлось ни одной статьи.
figure-canned_used = Отправлено шаблонов
figure-canned_used-definition = Сколько раз автору отправили шаблон ответа, с правкой или без.
figure-canned_changed = Шаблоны с правкой
figure-canned_changed-definition = Сколько раз агент изменил шаблон ответа перед отправкой.
figure-answers_taken = Повторно использовано ответов
figure-answers_taken-definition = Сколько раз агент отправил ответ похожей решённой заявки или статью с карточки, с правкой или без. По ответам — только статьи.
figure-group-answers = Ответы
figure-left-out-not_offered = заявки, по которым ничего не предложили; прочитанное через /kb или меню
figure-left-out-old_searches = поиски старше полугода; /kb без слов
figure-left-out-retyped = ответы, набранные вручную, даже если слова те же
stats-words-answer = ответ ответу ответы ответам статья статье статьи статьям
stats-nobody-answer = без ответа
stats-own-canned = личный шаблон ответа
stats-searched-in-vain = Поиски без результата
stats-topics-without = Темы с заявками и без статьи
kb-candidate-why = { $why ->
    [alike] { $n ->
        [one] { $n } похожая заявка
        [few] { $n } похожие заявки
       *[many] { $n } похожих заявок
    }
    [taken] { $n ->
        [few] ответ использован { $n } раза
       *[many] ответ использован { $n } раз
    }
   *[changed] { $n ->
        [few] шаблон ответа правили { $n } раза
       *[many] шаблон ответа правили { $n } раз
    }
}
briefing-answers = Предложено ответов: { $shown }, помогло: { $helped }, не помогло: { $refused }, без реакции: { $silent }
briefing-by-itself = Решено без человека: { $n } из { $filed } ({ $share } %)
