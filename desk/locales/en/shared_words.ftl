# Small words other texts are made of.
duration-minutes = { $n } min
duration-hours = { $n } h
duration-days = { $n ->
    [one] { $n } day
   *[other] { $n } days
}
ago-now = just now
ago-yesterday = yesterday
ago = { $duration } ago
moment-day = { $day } { $month ->
    [m1] Jan
    [m2] Feb
    [m3] Mar
    [m4] Apr
    [m5] May
    [m6] Jun
    [m7] Jul
    [m8] Aug
    [m9] Sep
    [m10] Oct
    [m11] Nov
   *[m12] Dec
}
moment-date = { $date }, { $clock }
moment-date-year = { $date } { $year }, { $clock }
# A status as staff read it, and as the requester does.
status-staff = { $status ->
    [new] new
    [assigned] taken
    [in_progress] in progress
    [pending] waiting for the requester
    [on_hold] on hold
    [resolved] resolved
    [closed] closed
    [reopened] reopened
   *[cancelled] cancelled
}
status-requester = { $status ->
    [new] waiting in the queue
    [assigned] taken
    [in_progress] in progress
    [pending] waiting for you
    [on_hold] on hold
    [resolved] resolved, please confirm
    [closed] closed
    [reopened] reopened
   *[cancelled] cancelled
}
status-draft = being written
priority-name = { $priority ->
    [1] critical
    [2] high
    [3] medium
   *[4] low
}
role-name = { $role ->
    [admin] admin
    [agent] agent
    [trainee] trainee
    [senior] senior agent
    [reviewer] reviewer
    [manager] manager
   *[requester] requester
}
language-name = English
the-board = The board
the-clock = No answer came
# Messages without text.
kind-photo = Photo
kind-document = File
kind-document-named = File { $name }
kind-video = { $time ->
    [none] Video
   *[other] Video, { $time }
}
kind-animation = Animation
kind-audio = Audio
kind-voice = { $time ->
    [none] Voice message
   *[other] Voice message, { $time }
}
kind-video_note = { $time ->
    [none] Video message
   *[other] Video message, { $time }
}
kind-sticker = Sticker
subject-location = Location: { $latitude }, { $longitude }
content-location = Location: { $latitude }, { $longitude } https://www.openstreetmap.org/?mlat={ $latitude }&mlon={ $longitude }#map=17/{ $latitude }/{ $longitude }
content-venue = Place: { $title }, { $address }
subject-contact = Contact: { $name }
content-contact = Contact: { $name }, { $phone }
content-poll = Poll: { $question }
content-dice = { $emoji } { $value }
content-game = Game: { $title }
content-story = A story (open it in Telegram)
content-deleted = (deleted: the storage period is over)
content-checklist = Checklist: { $title }
content-invoice = Invoice: { $title }
content-paid_media = Paid media (it does not reach us)
content-giveaway = Giveaway
forwarded-from = { $name ->
    [none] somebody else:
   *[other] from { $name }:
}
content-unknown = Something we cannot show here yet ({ $kind })
count-photos = { $n ->
    [one] { $n } photo
   *[other] { $n } photos
}
count-files = { $n ->
    [one] { $n } file
   *[other] { $n } files
}
count-stickers = { $n ->
    [one] { $n } sticker
   *[other] { $n } stickers
}
count-voices = { $n ->
    [one] { $n } voice message
   *[other] { $n } voice messages
}
count-videos = { $n ->
    [one] { $n } video
   *[other] { $n } videos
}
