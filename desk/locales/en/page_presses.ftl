# What a press of each button was, in the log.
page-log-press = { $press ->
    [alike] others that say the same
    [also_to] answer the others too
    [canned] choose a canned reply
    [canned_change] change a canned reply
    [canned_send] send a canned reply
    [join] answer together
    [leave] answer apart again
    [replies] list of canned replies
    [reply_back] bring a canned reply back
    [reply_of] open a canned reply
    [reply_remove] remove a canned reply
    [reply_text] write a canned reply
    [reply_with] prepare a canned reply
    [similar] solved before, like this one
    [similar_article] use an article
    [similar_use] use an earlier answer
    [event] set the event
    [eventback] bring an event back
    [events] list of events
    [eventscmp] compare events
    [export] export
    [kb] read an article
    [kb_ask] rewrite a part of an article
    [kb_found] page of found articles
    [kb_from] make an article from a request
    [kb_gaps] what no article says yet
    [kb_in] article in another language
    [kb_list] list of articles
    [kb_new] begin an article
    [kb_propose] propose an article
    [kb_publish] publish an article
    [kb_retire] put an article away
    [kb_take] take an earlier version of an article
    [kb_topic] set an article's topic
    [kb_topics] choose an article's topic
    [kb_version] read an earlier version of an article
    [kb_versions] earlier versions of an article
    [all] page of all open requests
    [allby] filter the open requests
    [allset] choose a filter of the open requests
    [attention] what needs attention
    [found] page of what was found
    [list] list
    [mine] taken by oneself
    [queue] queue
    [mailing] prepare a mailing
    [mailing_drop] drop a mailing
    [mailing_off] mailings on or off
    [mailing_send] send a mailing
    [mailing_stop] stop a mailing
    [mailing_to] choose who gets a mailing
    [menu] button of the menu
    [menuask] write a text of the menu
    [menuat] draft of the menu
    [menudo] change the menu
    [menunew] new button of the menu
    [menupub] publish the menu
    [menuto] where a button of the menu leads
    [menutry] try the draft of the menu
    [menuundo] take the menu's publishing back
    [article] read an offered article
    [fill] answer as before
    [fillskip] skip the questions
    [helped] it helped
    [need_person] needs a person
    [preset] open a preset answer
    [preset_ask] write a preset answer
    [preset_check] check a preset answer
    [preset_publish] publish a preset answer
    [preset_retire] put a preset answer away
    [preset_topic] set a preset answer's topic
    [preset_topics] choose a preset answer's topic
    [presets] list of preset answers
    [hear] change how notices sound
    [lang] change the language
    [news] notices: get or not
    [ownnews] notices of one's own requests
    [psessions] end a colleague's sessions of the panel
    [web_end] end a session of the panel
    [web_endall] end all sessions of the panel
    [web_in] let a browser in
    [web_no] keep a browser out
    [web_none] keep browsers out
    [web_pick] choose a browser's code
    [follow] follow a known problem
    [not_problem] it is not the known problem
    [problem] open a known problem
    [problem_ask] write about a known problem
    [problem_drop] drop a known problem
    [problem_end] end a known problem
    [problem_make] make a known problem of it
    [problem_on] make a topic a known problem
    [problem_over] say that a known problem is over
    [problem_publish] publish a known problem
    [unfollow] stop following a known problem
    [exempt] limits of a person
    [set] settings
    [setpre] set a ready value
    [setto] set a value
    [settype] type a value
    [setundo] take a setting back
    [setup] set up promises
    [setupask] set up promises: type a value
    [targets] targets for open requests
    [stats] change the picture of figures
    [statsat] choices of the picture
    [statsdays] choose the days of the picture
    [system] open a system
    [lasting] confirm what the panel asks for
    [system_ask] name or pages of a system
    [system_join] whether a system may join them
    [system_may] what a system may do
    [system_new] new token of a system
    [system_off] revoke a system
    [system_on] bring a system back
    [system_part] undo what a system joined
    [system_rate] how often a system may ask
    [system_until] until when a token is good
    [systems] list of systems
    [admit] let an admin in
    [ask] ask a colleague
    [asks] choose a colleague
    [audit] audit
    [away] mark oneself away
    [brake] answer the brake of the board
    [dismiss] remove from the team
    [evict] take out of the project on the board
    [link] link an account of the board
    [move] move requests
    [moves] choose requests to move
    [paway] mark a colleague away or back
    [person] open a colleague
    [retry] try again what failed
    [shiftclear] clear the shifts
    [shiftcopy] copy a week of shifts
    [shiftday] set a day's shift
    [shifts] shifts
    [staff] list of the team
    [topic] set a colleague's topic
    [topics] topics of a colleague
    [unblock] unblock a requester
    [unlink] unlink from the board
    [add] add to a request
    [block] block a requester
    [cancel] cancel
    [canwait] it can wait
    [cat] topic
    [cause] cause
    [claim] take
    [deescalate] no longer escalated
    [earlier] earlier requests
    [escalate] escalate
    [give] hand over to a colleague
    [gone] what becomes of a lost task
    [hand] hand over
    [history] history
    [hold] put on hold
    [more] more buttons
    [nowait] cannot wait
    [open] open
    [pending] wait for the requester
    [prio] priority
    [progress] back to work
    [rate] stars
    [rate_agent] stars for the agent
    [release] give back
    [reopen] open again
    [resolve] solved
    [ring] ring again
    [send] send
    [solved] whether it is solved
    [still] still on it
    [subject] change the subject
    [thread] conversation
    [to] choose where words go
    [tree] list of topics
    [treeask] write about a topic
    [treeback] bring a topic back
    [treeof] open a topic
    [treeoffer] offered topics
    [treeset] change a topic
    [treeundo] take a change of a topic back
    [treewho] who answers a topic
    [webhook] open a webhook
    [webhook_again] send a webhook again
    [webhook_on] webhook on or off
    [webhook_remove] remove a webhook
    [webhook_secret] new secret of a webhook
    [webhooks] list of webhooks
    [text] open a text of the bot
    [textask] write a text of the bot
    [textback] bring an original text back
    [texts] page of found texts
    [textundo] take a change of a text back
   *[other] { $press }
}
