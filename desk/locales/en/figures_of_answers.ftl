# What answers gave before a person had to, and what no article says yet.

figure-offers_shown = Answers offered
figure-offers_shown-definition = How often an article or a preset answer was shown to a requester before a person answered; each one that was shown counts.
figure-offers_helped = Helped
figure-offers_helped-definition = Of those offered in the period: on requests whose requester said that it helped.
figure-offers_refused = Not helped
figure-offers_refused-definition = Of those offered in the period: their requester asked for a person or wrote on.
figure-offers_silent = No press
figure-offers_silent-definition = Of those offered in the period: neither so far. Nobody pressed, or somebody of the team took the request first.
figure-offers_read = Offered answers opened
figure-offers_read-definition = Of those offered in the period: their requester opened them.
figure-solved_by_itself = Solved without a person
figure-solved_by_itself-definition = Share of the filed tickets whose requester closed them with what was offered.
figure-searches = Searches
figure-searches-definition = How often somebody searched the articles with /kb and words.
figure-searches_nothing = Searches without a result
figure-searches_nothing-definition = Searches for which no article was found.
figure-searches_nothing_share = Searches without a result, share
figure-searches_nothing_share-definition = Share of the searches for which no article was found.
figure-canned_used = Canned replies used
figure-canned_used-definition = How often a canned reply was sent to a requester, as it is or changed.
figure-canned_changed = Canned replies changed
figure-canned_changed-definition = How often something else was sent instead of a canned reply that was shown.
figure-answers_taken = Answers taken over
figure-answers_taken-definition = How often an agent sent the answer of a solved request to another one like it, or an article from a card, as it is or changed; by answer only the articles.
figure-group-answers = Answers
figure-left-out-not_offered = requests to which nothing was offered; what is read with /kb or in the menu
figure-left-out-old_searches = searches older than half a year; /kb without words
figure-left-out-retyped = answers typed by hand, also where they say the same
stats-words-answer = answers article articles
stats-nobody-answer = none of them
stats-own-canned = a personal canned reply
stats-searched-in-vain = Searched for and not found
stats-topics-without = Requests in topics without an article
btn-article-gaps = What is missing…
btn-article-draft = Draft an article from #{ $number }
kb-gaps-title = <b>What no article says yet</b> · the last { $days } days
kb-gaps-none = Nothing stands out: no answer was given again and again, no search was in vain.
kb-candidates = <b>Answered alike again and again</b>
kb-candidate-why = { $why ->
    [alike] { $n } requests alike
    [taken] { $n ->
        [one] answer taken over once
       *[other] answer taken over { $n } times
    }
   *[changed] canned reply changed { $n } times
}
kb-searched-in-vain = <b>Searched for and not found</b>
kb-topics-without = <b>Topics with requests and no article</b>
kb-gap = • { $name } · { $n }
briefing-answers = Answers offered: { $shown }, helped: { $helped }, not helped: { $refused }, no press: { $silent }
briefing-by-itself = Solved without a person: { $n } of { $filed } ({ $share } %)
