# Что дали ответы до человека и о чём ещё нет статьи.

figure-offers_shown = Предложено ответов
figure-offers_shown-definition = Сколько раз автору до ответа человека показали статью или готовый ответ; каждый показанный считается.
figure-offers_helped = Помогло
figure-offers_helped-definition = Из предложенных за период: по заявкам, чей автор сказал, что помогло.
figure-offers_refused = Не помогло
figure-offers_refused-definition = Из предложенных за период: автор позвал человека или написал дальше.
figure-offers_silent = Без нажатия
figure-offers_silent-definition = Из предложенных за период: пока ни того ни другого. Никто не нажал, или заявку раньше взяли в работу.
figure-offers_read = Прочитано предложенных ответов
figure-offers_read-definition = Из предложенных за период: автор их открыл.
figure-solved_by_itself = Решено без человека
figure-solved_by_itself-definition = Доля поданных заявок, которые автор закрыл с тем, что ему предложили.
figure-searches = Поиски
figure-searches-definition = Сколько раз искали в статьях: /kb и слова.
figure-searches_nothing = Поиски без результата
figure-searches_nothing-definition = Поиски, для которых не нашлось ни одной статьи.
figure-searches_nothing_share = Доля поисков без результата
figure-searches_nothing_share-definition = Доля поисков, для которых не нашлось ни одной статьи.
figure-canned_used = Отправлено заготовок
figure-canned_used-definition = Сколько раз автору отправили заготовку, как есть или с правкой.
figure-canned_changed = Заготовки с правкой
figure-canned_changed-definition = Сколько раз вместо показанной заготовки отправили другие слова.
figure-answers_taken = Ответов взято из других заявок
figure-answers_taken-definition = Сколько раз агент отправил ответ решённой заявки по другой, похожей, или статью с карточки, как есть или с правкой; по ответам — только статьи.
figure-group-answers = Ответы
figure-left-out-not_offered = заявки, по которым ничего не предложили; прочитанное через /kb или меню
figure-left-out-old_searches = поиски старше полугода; /kb без слов
figure-left-out-retyped = ответы, набранные вручную, даже если слова те же
stats-words-answer = ответ ответу ответы ответам статья статье статьи статьям
stats-nobody-answer = ни один из них
stats-own-canned = личная заготовка
stats-searched-in-vain = Искали и не нашли
stats-topics-without = Заявки в темах без статьи
btn-article-gaps = Чего не хватает…
btn-article-draft = Статья из #{ $number }
kb-gaps-title = <b>О чём ещё нет статьи</b> · { $days ->
    [one] за { $days } день
    [few] за { $days } дня
   *[many] за { $days } дней
}
kb-gaps-none = Пока ничего: ни повторяющихся ответов, ни поисков впустую.
kb-candidates = <b>Отвечали одно и то же</b>
kb-candidate-why = { $why ->
    [alike] { $n ->
        [one] { $n } похожая заявка
        [few] { $n } похожие заявки
       *[many] { $n } похожих заявок
    }
    [taken] { $n ->
        [few] ответ взяли { $n } раза
       *[many] ответ взяли { $n } раз
    }
   *[changed] { $n ->
        [few] заготовку правили { $n } раза
       *[many] заготовку правили { $n } раз
    }
}
kb-searched-in-vain = <b>Искали и не нашли</b>
kb-topics-without = <b>Темы с заявками и без статьи</b>
kb-gap = • { $name } · { $n }
briefing-answers = Предложено ответов: { $shown }, помогло: { $helped }, не помогло: { $refused }, без нажатия: { $silent }
briefing-by-itself = Решено без человека: { $n } из { $filed } ({ $share } %)
