# The first words: /start, and what a new colleague reads.
welcome-agent = You are on the team. New tickets come as cards: press Take, then answer by replying to a message. Begin with // to write a note that only the team sees. Wrong chat? Write “undo” at once. In the queue now: { $n }.{ $board ->
    [0] {""}
   *[other] {" "}Send /link to connect your Todoist account.
}{ $approval ->
    [yes] {" "}What you answer waits for approval; the requester sees it when one of these colleagues has approved it: { $who }.
   *[no] {""}
}
welcome-admin = You are an admin. New tickets come as cards: press Take, then answer by replying to a message. Begin with // to write a note that only the team sees. Use /invite to add a colleague. In the queue now: { $n }.{ $board ->
    [0] {""}
   *[other] {" "}Send /link to connect your Todoist account.
}
welcome-first-admin = You are the first admin of this help desk. A few questions set it up: you can skip each, and undo each answer.{ $panel ->
    [yes] {" "}The web panel: { $url }
    [local] {" "}The web panel: { $url }, on the help desk’s own machine.
   *[no] {""}
}
start-requester = This is the help desk. No forms: just write what happened.
    A person from the team will answer you right here.{ $shows ->
    [yes] { "\u000A" }For example: “{ $example }”
   *[no] {""}
}
start-agent = You are on the team. New tickets come as cards; /queue shows what nobody has taken, /help the rest.
