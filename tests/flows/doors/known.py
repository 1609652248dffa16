"""What each rule of the doors asks for, what some doors mean to do otherwise, and what is known to be wrong.

`KNOWN` is strict: a cell that becomes right fails until its line is gone, and no line may say what is right.
"""

_EACH = ("new", "taken", "on hold", "resolved", "closed")


def _in(states: tuple[str, ...], rule: str, *seen: str) -> dict[str, str]:
    """Return what is seen in each state: one for all, or one for each."""
    return {f"{rule}, {state}": seen[n % len(seen)] for n, state in enumerate(states)}


RIGHT: dict[str, str] = {
    **_in(_EACH, "answered", "heard"),
    **_in(_EACH, "edits", "joins"),
    **_in(_EACH, "adds", *["joins"] * 4, "their own"),
    **_in(_EACH, "adds: status", "in_progress", "in_progress", "on_hold", "resolved", "closed"),
    **_in(_EACH, "withdraws", *["joins, gone"] * 4, "their own, gone"),
    **_in(_EACH, "says yes", "new", "assigned", "on_hold", "closed", "closed"),
    **_in(_EACH, "erased asks again", "their own"),
    **_in(_EACH, "erased request", *["cancelled"] * 4, "closed"),
    "blocked adds, taken": "kept",
    "blocked asks, taken": "kept",
    "blocked shown, taken": "heard",
    "blocked edits, taken": "kept",
    "blocked withdraws, taken": "kept, gone",
    "blocked answered, taken": "heard",
    "unblocked, taken": "their own",
    "unblocked answered, taken": "heard",
    "blocked sends, new": "kept",
    "shut asks, taken": "nowhere",
    "shut adds, taken": "nowhere",
    "shut answered, taken": "not heard",
    "opened answered, taken": "heard",
    "opened adds, taken": "nowhere",
    **_in(("taken", "resolved"), "another adds", "their own"),
    **_in(("taken", "resolved"), "another withdraws", "joins"),
    **_in(("taken", "resolved"), "another says yes", "assigned", "resolved"),
    **_in(("taken", "resolved"), "another hears", "not heard"),
    "split answered, taken": "heard",
    "merged answered, taken": "heard",
    **{f"merged adds{where}, taken": "joins" for where in ("", " there")},
    "merged and blocked adds, taken": "kept",
    "before agreeing, new": "their own, waits",
    "before agreeing sends, new": "joins, waits",
    "team before agreeing, new": "not heard",
    "agreed, new": "joins",
    "raised, new": "their own, waits",
    **_in(("new", "taken"), "namesake answered", "heard"),
    **_in(("new", "taken"), "namesake adds", "joins"),
    **_in(("new", "taken"), "namesakes hear", "not heard"),
    **{f"{when} adds, taken": "joins" for when in ("joined", "left")},
    **{f"{when} answered, taken": "heard" for when in ("joined", "left")},
    "former asks, taken": "their own",
    "former adds, taken": "their own",
    "former adds: status, taken": "assigned",
}
"""By rule and state, what is seen at every door."""

OTHERWISE: dict[tuple[str, str], str] = {
    # whoever sends something over HTTP is told at once that it is not taken
    **dict.fromkeys([("form", "adds, closed"), ("api", "adds, closed"), ("api", "withdraws, closed")], "refused"),
    **dict.fromkeys([(door, f"{when}blocked adds, taken") for door in ("form", "api") for when in ("", "merged and ")],
                    "refused"),
    **dict.fromkeys([("api", f"blocked {act}, taken") for act in ("asks", "edits", "withdraws")], "refused"),
    **dict.fromkeys([(door, f"shut {act}, taken") for door in ("form", "api") for act in ("asks", "adds")], "refused"),
    **dict.fromkeys([(door, f"another adds, {at}") for door in ("form", "api") for at in ("taken", "resolved")],
                    "refused"),
    **dict.fromkeys([("form", f"{when}, new") for when in ("before agreeing", "raised")], "refused"),
    **dict.fromkeys([(door, "blocked shown, taken") for door in ("form", "api")], "not heard"),
    ("form", "opened adds, taken"): "refused",
    ("api", "unblocked, taken"): "nowhere",
    # who asks the API to confirm has heard that it works
    **dict.fromkeys([("api", f"says yes, {at}") for at in ("taken", "on hold")], "closed"),
    **dict.fromkeys([("api", rule) for rule in _in(_EACH, "erased asks again", "")], "refused"),  # the token went, too
    # its author was told at once that it is not mailed, later either
    ("mail", "opened answered, taken"): "not heard",
    # who sends the form is somebody new each time
    ("form", "blocked asks, taken"): "their own",
    ("form", "agreed, new"): "their own",
    # what is split off a call goes on in private, with what was answered there; the message in that chat leads to it
    **dict.fromkeys([("call", f"{at} answered, taken") for at in ("split", "merged")], "not heard"),
    ("form", "unblocked answered, taken"): "not heard",
    ("call", "unblocked answered, taken"): "not heard",  # too late to answer there
    # a reply to what is over opens it again where people reply to a message of it
    **dict.fromkeys([(door, "adds, closed") for door in ("group", "call", "mail")], "joins"),
    **dict.fromkeys([(door, "adds: status, closed") for door in ("group", "call", "mail")], "reopened"),
    **dict.fromkeys([(door, "adds: status, resolved") for door in ("group", "call")], "reopened"),
    **dict.fromkeys([(door, "erased request, closed") for door in ("group", "call", "mail")], "cancelled"),
    ("group", "withdraws, closed"): "joins, gone",
    ("import", "erased request, resolved"): "closed",  # nobody is asked
    # nobody signs a deletion that Telegram reports: the words stay until the request is over for good
    **{("account", rule): seen for rule, seen in _in(_EACH, "withdraws", *["joins"] * 4, "their own").items()},
    ("account", "blocked withdraws, taken"): "kept",
    # an agent is asked where words without a reply go; what colleagues write to each other's accounts stays there
    ("private", "joined adds, taken"): "kept as reply",
    ("account", "joined adds, taken"): "nowhere",
    ("account", "left adds, taken"): "their own",
    # a group is one conversation; in a chat without the bot others than the caller are not heard
    ("group", "another adds, taken"): "joins",
    ("group", "former adds, taken"): "joins",
    **{("group", rule): "heard" for rule in _in(("new", "taken"), "namesakes hear", "")},
    **dict.fromkeys([("call", f"another adds, {at}") for at in ("taken", "resolved")], "nowhere"),
    ("call", "former adds, taken"): "nowhere",
    # what was asked before an admin stopped the group is answered there
    ("group", "shut answered, taken"): "heard",
    # mails wait in the mailbox
    **dict.fromkeys([("mail", f"shut {act}, taken") for act in ("asks", "adds")], "left there"),
    ("mail", "opened adds, taken"): "joins",
}  # fmt: skip

KNOWN: dict[tuple[str, str], tuple[str, str]] = {}

_SENT, _READ = "joins as reply, heard", "joins as reply"
ANSWERS: dict[tuple[str, str], str] = {
    **{("", rule): _SENT for rule in _in(_EACH, "answers", "")},
    **{("", rule): _SENT for rule in _in(_EACH, "edits the answer", "")},
    **{("", rule): "joins as reply, gone" for rule in _in(_EACH, "withdraws the answer", "")},
    **{("", rule): "joins as note" for rule in _in(_EACH, "notes", "")},
    **{
        ("", rule): seen
        for rule, seen in _in(
            _EACH, "answers: status", "in_progress", "in_progress", "on_hold", "resolved", "closed"
        ).items()
    },
    **{("", f"{who}, taken"): "nowhere" for who in ("others answer", "former answers")},
    # what is written where the requester reads is not sent again, and is no note
    **{(way, rule): _READ for way in ("account by hand", "group") for rule in _in(_EACH, "answers", "")},
    **{(way, rule): _READ for way in ("account by hand", "group") for rule in _in(_EACH, "edits the answer", "")},
    **{("account by hand", rule): _READ for rule in _in(_EACH, "notes", "")},
    **{("group", rule): "nowhere" for rule in _in(_EACH, "notes", "")},
    **{("account by hand", rule): _READ for rule in _in(_EACH, "withdraws the answer", "")},
    # after the end nothing is taken from that chat
    **{
        ("account by hand", f"{act}, closed"): "nowhere"
        for act in ("answers", "edits the answer", "withdraws the answer", "notes")
    },
    # elsewhere others are requesters; who is on the board answers there, until they are dismissed
    **{("card", f"{who}, taken"): "their own" for who in ("others answer", "former answers")},
    **{("group", f"{who}, taken"): "joins" for who in ("others answer", "former answers")},
    ("board", "others answer, taken"): _SENT,
    ("board", "former answers, taken"): "joins as note",
    # the API has notes of their own
    **{("api", rule): "refused" for rule in _in(_EACH, "notes", "")},
}
"""By way of answering ("": each) and rule, what is seen."""
