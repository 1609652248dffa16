# A request that its requester shares by a link.

btn-share = Share
btn-unshare = No more of this
share-link = Who opens this link hears the answers to your request <b>#{ $number }</b> and what becomes of it, until it ends. They see nothing else of it. { $url }
share-joined = You now hear the answers to <b>#{ $number }</b> “{ $subject }”, and what becomes of it. What you write here is yours alone, not part of it.
share-opened = { $name } opened your link and now hears of <b>#{ $number }</b>.
share-left = You hear no more of <b>#{ $number }</b>.
share-bad = This link is of no open request. Ask who gave it to you.
share-own = This is your own request.
share-staff = The team reads requests without a link.
share-notice = <b>#{ $number }</b> “{ $subject }”: { $step ->
    [taken] somebody on the team is working on it.
    [resolved] solved, as the team says.
    [closed] closed. You hear no more of it.
    [cancelled] cancelled. You hear no more of it.
   *[reopened] open again.
}
press-share = share a request
press-unshare = hear no more of a shared request
