# Which suggested answers helped, and what no article explains yet.
figure-offers_shown = Answers offered
figure-offers_shown-definition = Times a requester was shown an article or an automatic answer before an agent answered.
figure-offers_helped = Helped
figure-offers_helped-definition = Answers offered in the period after which the requester said that it helped.
figure-offers_refused = Did not help
figure-offers_refused-definition = Answers offered in the period after which the requester asked for a person or wrote on.
figure-offers_silent = No reaction
figure-offers_silent-definition = Answers offered in the period to which the requester did not react, or not before an agent took the request.
figure-offers_read = Offered answers opened
figure-offers_read-definition = Answers offered in the period that the requester opened.
figure-solved_by_itself = Resolved without a person
figure-solved_by_itself-definition = Share of the filed tickets that their requester closed after an offered answer.
figure-searches = Searches
figure-searches-definition = Times somebody searched the articles with /kb and words.
figure-searches_nothing = Searches without a result
figure-searches_nothing-definition = Searches that found no article.
figure-searches_nothing_share = Searches without a result, share
figure-searches_nothing_share-definition = Share of the searches that found no article.
figure-canned_used = Canned replies used
figure-canned_used-definition = Times a canned reply was sent to a requester, changed or not.
figure-canned_changed = Canned replies changed
figure-canned_changed-definition = Times an agent changed a canned reply before sending it.
figure-answers_taken = Answers reused
figure-answers_taken-definition = Times an agent sent the answer of a similar resolved ticket, or an article from a card, changed or not. By answer: articles only.
figure-group-answers = Answers
figure-left-out-not_offered = requests without an offered answer; what is read with /kb or in the menu
figure-left-out-old_searches = searches older than half a year; /kb without words
figure-left-out-retyped = answers typed by hand, even with the same words
stats-words-answer = answers article articles
stats-nobody-answer = none
stats-own-canned = a personal canned reply
stats-searched-in-vain = Searches without a result
stats-topics-without = Topics with tickets and no article
kb-candidate-why = { $why ->
    [alike] { $n } similar tickets
    [taken] { $n ->
        [one] answer reused once
       *[other] answer reused { $n } times
    }
   *[changed] canned reply changed { $n } times
}
briefing-answers = Answers offered: { $shown }, helped: { $helped }, did not help: { $refused }, no reaction: { $silent }
briefing-by-itself = Resolved without a person: { $n } of { $filed } ({ $share }%)
