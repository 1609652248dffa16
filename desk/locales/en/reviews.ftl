# Quality reviews: /reviews, the page Reviews.
reviews-off = There are no criteria yet, so nothing is reviewed. Add the first one in the panel, under Reviews.
reviews-none = No reviews of your work yet.
reviews-waiting = Reviews waiting: { $n }. They are done in the panel: { $address }
reviews-waiting-no-panel = Reviews waiting: { $n }. They are done in the panel, which is off: an operator sets WEB_URL.
reviews-own = <b>Reviews of your work</b>
reviews-own-line = <code>#{ $number }</code>: { $score ->
    [-1] nothing applied
   *[other] { $score }%
} · { $at }
review-of-you = <code>#{ $number }</code> was reviewed: { $score ->
    [-1] no criterion applied.
   *[other] { $score }%.
}{ $has ->
    [1] {" "}{ $words }
   *[other] {""}
} You can answer once.
review-answer = <code>#{ $number }</code>: { $name } answers your review: { $words }
review-ask = What do you want to say about the review of <code>#{ $number }</code>? You can answer once; the reviewer gets it.
review-answered = Your answer is with the reviewer.
review-answered-already = You have already answered this review.
review-answer-wrong = Please write text, up to { $most } characters. Nothing has changed.
review-own = You cannot review your own work or your own request.
review-done-already = A colleague has already finished this review.
review-unmarked = Mark every criterion first. Nothing was sent.
review-criterion-wrong = A criterion needs a name of up to { $most } characters and a weight from 1 to 5.
review-criterion-many = There is already a criterion of this name, or there are { $most } of them. Nothing has changed.
review-sample-wrong = Choose a number from 1 to { $most }.
review-reason = { $reason ->
    [random] at random
    [rating] few stars
    [reopened] reopened
    [trainee] by trainees
    [topic] of a topic
   *[agent] of an agent
}
review-mark = { $mark ->
    [met] met
    [partly] partly
    [not] not met
   *[none] does not apply
}
review-score = { $score ->
    [-1] –
   *[other] { $score }%
}
audit-criterion-added = added a criterion of reviews: { $new }
audit-criterion-removed = removed a criterion of reviews: { $old }
audit-sample-drawn = drew { $new } tickets to be reviewed
page-reviews-tab = Reviews
page-reviews = Reviews
page-reviews-waiting = To be reviewed
page-reviews-done = Done
page-reviews-none = Nothing here yet.
page-review-draw-of = Solved tickets
page-review-how-many = How many
page-review-draw = Draw
page-review-criteria = Criteria
page-review-name = New criterion
page-review-weight = Weight
page-review-weight-of = weight { $n }
page-review-add = Add
page-review-remove = Remove
page-review-results = Results by month
page-review-count = reviews: { $n }
page-review-marks = Review
page-review-comment = Comment
page-review-comment-all = Comment on the whole
page-review-message = message
page-review-whole = the whole ticket
page-review-send = Send to the agent
menu-reviews = Quality reviews
btn-review-answer = Answer

# What a press of each button was, in the log.
press-review = answer a review
page-reviews-off = There are no criteria yet. Add the first one here, then draw tickets to review.
