# What a press of each button was, in the log.
page-log-press = { $press ->
    [alike] similar tickets
    [also_to] send the answer to similar tickets
    [canned] choose a canned reply
    [canned_change] change a canned reply
    [canned_send] send a canned reply
    [join] answer similar tickets together
    [leave] answer separately again
    [replies] list of canned replies
    [reply_back] restore a canned reply
    [reply_of] open a canned reply
    [reply_remove] remove a canned reply
    [reply_text] write a canned reply
    [reply_with] prepare a canned reply
    [similar] similar resolved tickets
    [similar_article] use an article
    [similar_use] use an earlier answer
    [event] set the event
    [eventback] restore an event
    [events] list of events
    [eventscmp] compare events
    [export] export
    [kb] read an article
    [kb_ask] rewrite part of an article
    [kb_found] page of found articles
    [kb_from] draft an article from a ticket
    [kb_gaps] missing articles
    [kb_in] article in another language
    [kb_list] list of articles
    [kb_new] start an article
    [kb_propose] propose an article
    [kb_publish] publish an article
    [kb_retire] archive an article
    [kb_take] restore an earlier version of an article
    [kb_topic] set the topic of an article
    [kb_topics] choose the topic of an article
    [kb_version] read an earlier version of an article
    [kb_versions] earlier versions of an article
    [all] page of open tickets
    [allby] filter the open tickets
    [allset] choose a filter for the open tickets
    [attention] needs attention
    [found] page of search results
    [list] own requests
    [mine] own tickets
    [queue] queue
    [mailing] prepare an announcement
    [mailing_drop] discard an announcement
    [mailing_off] announcements on or off
    [mailing_send] send an announcement
    [mailing_stop] stop an announcement
    [mailing_to] choose who gets an announcement
    [menu] button of the menu
    [menuask] write a text of the menu
    [menuat] draft of the menu
    [menudo] change the menu
    [menunew] new button of the menu
    [menupub] publish the menu
    [menuto] choose what a button of the menu opens
    [menutry] preview the draft of the menu
    [menuundo] restore the earlier menu
    [article] read an offered article
    [fill] reuse an earlier answer to a question
    [fillskip] skip the questions
    [helped] it helped
    [need_person] needs a person
    [preset] open an automatic answer
    [preset_ask] write an automatic answer
    [preset_check] check an automatic answer
    [preset_publish] publish an automatic answer
    [preset_retire] archive an automatic answer
    [preset_topic] set the topic of an automatic answer
    [preset_topics] choose the topic of an automatic answer
    [presets] list of automatic answers
    [hear] notification sounds
    [lang] change the language
    [news] notifications on or off
    [ownnews] notifications about own requests
    [psessions] end a colleague’s panel sessions
    [web_end] end a panel session
    [web_endall] end all panel sessions
    [web_in] let a browser in
    [web_no] refuse a browser
    [web_none] refuse all browsers
    [web_pick] choose a browser’s code
    [follow] follow a known problem
    [not_problem] not the known problem
    [problem] open a known problem
    [problem_ask] write about a known problem
    [problem_drop] discard a known problem
    [problem_end] end a known problem
    [problem_make] make it a known problem
    [problem_on] make a topic a known problem
    [problem_over] announce that a known problem is fixed
    [problem_publish] publish a known problem
    [unfollow] stop following a known problem
    [exempt] limits of a person
    [set] settings
    [setpre] set a suggested value
    [setto] set a value
    [settype] type a value
    [setundo] undo a setting
    [setup] set up hours and targets
    [setupask] set up hours and targets: type a value
    [targets] targets for open tickets
    [stats] change the report picture
    [statsat] options of the report picture
    [statsdays] choose the days of the report picture
    [system] open an integration
    [lasting] confirm a request from the panel
    [system_ask] name or pages of an integration
    [system_join] answer whether to connect with an integration
    [system_may] access of an integration
    [system_new] new token of an integration
    [system_off] revoke an integration
    [system_on] restore an integration
    [system_part] disconnect from an integration
    [system_rate] requests per minute of an integration
    [system_until] expiry of a token
    [systems] list of integrations
    [admit] let an admin in
    [ask] ask a colleague
    [asks] choose a colleague
    [audit] audit log
    [away] away
    [brake] answer the safety stop of the board
    [dismiss] remove from the team
    [evict] remove from the project on the board
    [link] link an account on the board
    [move] move tickets
    [moves] choose tickets to move
    [paway] mark a colleague as away or available
    [person] open a colleague
    [retry] retry what failed
    [shiftclear] remove the shifts
    [shiftcopy] copy a week of shifts
    [shiftday] set the shift of a day
    [shifts] shifts
    [staff] list of the team
    [topic] set a topic of a colleague
    [topics] topics of a colleague
    [unblock] unblock a requester
    [unlink] unlink from the board
    [add] add to a request
    [block] block a requester
    [cancel] cancel
    [canwait] it can wait
    [cat] topic
    [cause] root cause
    [claim] take
    [deescalate] end the escalation
    [earlier] earlier tickets
    [escalate] escalate
    [give] hand over to a colleague
    [gone] what to do about a lost task
    [hand] hand over
    [history] history
    [hold] on hold
    [more] more buttons
    [nowait] cannot wait
    [open] open
    [pending] pending
    [prio] priority
    [progress] in progress
    [rate] stars
    [rate_agent] stars for the agent
    [release] release
    [reopen] reopen
    [resolve] resolve
    [ring] notify everyone again
    [send] send
    [solved] solved or not
    [still] still on it
    [subject] change the subject
    [thread] whole thread
    [to] choose a ticket for a message
    [tree] list of topics
    [treeask] write about a topic
    [treeback] restore a topic
    [treeof] open a topic
    [treeoffer] suggested topics
    [treeset] change a topic
    [treeundo] undo a change of a topic
    [treewho] who answers a topic
    [webhook] open a webhook
    [webhook_again] resend events of a webhook
    [webhook_on] webhook on or off
    [webhook_remove] remove a webhook
    [webhook_secret] new secret of a webhook
    [webhooks] list of webhooks
    [text] open a text of the bot
    [textask] rewrite a text of the bot
    [textback] restore an original text
    [texts] page of found texts
    [textundo] undo a change of a text
   *[other] { $press }
}
