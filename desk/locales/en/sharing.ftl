# A request that its requester shares by a link.

btn-share = Share
btn-unshare = Stop following
share-link = Anyone who opens this link follows your request <b>#{ $number }</b> until it ends: the answers and how it goes, nothing else. { $url }
share-joined = You now follow <b>#{ $number }</b> “{ $subject }”: its answers come here too. What you write here is not added to it.
share-opened = { $name } opened your link and now follows <b>#{ $number }</b>.
share-left = You no longer follow <b>#{ $number }</b>.
share-bad = This link leads to no open request. Ask the person who sent it to you.
share-own = This is your own request.
share-staff = The team reads requests without a link.
share-notice = <b>#{ $number }</b> “{ $subject }”: { $step ->
    [taken] somebody on the team is working on it.
    [resolved] the team says that it is solved.
    [closed] closed. No more messages about it will come.
    [cancelled] cancelled. No more messages about it will come.
   *[reopened] open again.
}
press-share = share a request
press-unshare = stop following a shared request
