set session_replication_role = replica;
INSERT INTO public.people (id, telegram_id, todoist_id, username, panel_opened_at, panel_word, role, role_given, grants, admin_by_setting, name, todoist_name, full_name, language, language_chosen, away, away_until, has_shifts, switches, quiet, started_at, blocked_at, gone_at, absence_at, back_at, barred_at, barred_by, flood_at, limit_told_at, dismissed_at, former_id, board_hint_at, reminded_at, menu, open_list, digest_at, event_id, event_until, mentor_id, system_id, link_id, consent_version, consent_at, erased_at, created_at) VALUES
	(1, 900, NULL, NULL, NULL, NULL, 'admin', NULL, '{}', true, 'Vera', NULL, NULL, 'en', NULL, false, NULL, false, '{}', false, '2026-11-20 09:00:03.00016+00', NULL, NULL, NULL, '2026-11-20 09:00:03.00016+00', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '2026-11-20 09:00:03.00016+00'),
	(3, 100002, NULL, NULL, NULL, NULL, 'agent', 'agent', '{}', false, 'Ivan', NULL, NULL, 'ru', NULL, false, NULL, false, '{}', false, '2026-11-20 09:00:12.00215+00', NULL, NULL, NULL, '2026-11-20 09:00:12.00215+00', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '2026-11-20 09:00:12.00215+00'),
	(2, 100001, '44362065', NULL, NULL, NULL, 'agent', 'agent', '{}', false, 'Olga', 'Olga', NULL, 'en', NULL, false, NULL, false, '{}', false, '2026-11-20 09:00:09.0017+00', NULL, NULL, NULL, '2026-11-20 09:00:09.0017+00', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '2026-11-20 09:00:09.0017+00'),
	(4, 100003, NULL, NULL, NULL, NULL, 'requester', NULL, '{}', false, 'Rita', NULL, NULL, 'en', NULL, false, NULL, false, '{}', false, '2026-11-20 09:01:19.00371+00', NULL, NULL, NULL, '2026-11-20 09:01:19.00371+00', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '2026-11-20 09:01:19.00371+00'),
	(5, 100004, NULL, NULL, NULL, NULL, 'requester', NULL, '{}', false, 'Bob', NULL, NULL, 'en', NULL, false, NULL, false, '{}', false, '2026-11-20 09:01:34.00861+00', '2026-11-20 09:01:34.00993+00', NULL, '2026-11-20 09:01:34.00993+00', '2026-11-20 09:01:34.00861+00', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '2026-11-20 09:01:34.00861+00'),
	(6, 100006, NULL, NULL, NULL, NULL, 'requester', NULL, '{}', false, 'Zoe', NULL, NULL, 'en', NULL, false, NULL, false, '{}', false, '2026-11-20 09:01:40.01109+00', NULL, NULL, NULL, '2026-11-20 09:01:40.01109+00', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '2026-11-20 09:01:40.01109+00'),
	(7, 100005, NULL, NULL, NULL, NULL, 'requester', NULL, '{}', false, 'Sam', NULL, NULL, 'en', NULL, false, NULL, false, '{}', false, '2026-11-20 09:01:46.01339+00', NULL, NULL, NULL, '2026-11-20 09:01:46.01339+00', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '2026-11-20 09:01:46.01339+00');
INSERT INTO public.categories (id, name, folded, removed_at, parent_id, is_group, "position", names, first_priority, questions, keywords, examples) VALUES
	(1, 'Access', 'access', NULL, NULL, false, 0, '{"en": "Access"}', NULL, '[]', '{}', '{}');
INSERT INTO public.tickets (id, number, requester_id, assignee_id, status, subject, subject_line, subject_kept, priority, moved_up, category_id, category_guessed, category_words, tags, needs_answer, hold_reason, origin, created_at, filed_at, updated_at, subject_at, status_at, priority_at, assignee_at, labels_at, claimed_at, first_response_at, resolved_at, resolved_by, status_before_resolved, ended_at, end_reason, reopened_at, last_entry_at, requester_spoke_at, broadcast_at, hold_until, cannot_wait_at, reopen_count, escalated_at, escalation_level, event_id, root_cause_id, counted_at, emptied_at, policy_version, first_target, solve_target, first_due_at, solve_due_at, first_warn_at, solve_warn_at, promised_at, promise_warn_at, promise_told, late_told, breach_told, begun_by, begun_why, merged_into_id, merged_ids, merge_undo, alike_id, group_id, system_id, external_person_id, context, external_ref, is_test, intake_group_id, intake_thread_id, is_private, organization_id, named_organization_id, outlet_id, organization_open, alike, alike_articles, offered, asked, asking_id, known_problem_id, steps, file_at, broadcast_due_at, remind_at, escalate_at, close_at, tell_at, tell, rating, rating_words, rating_asked_at, rated_at, word_until) VALUES
	(2, 2, 4, 3, 'assigned', 'The projector is dark', NULL, false, 3, false, NULL, false, '{}', '{}', true, NULL, 'telegram', '2026-11-20 09:01:22.00501+00', '2026-11-20 09:01:22.00521+00', '2026-11-20 09:01:22.00574+00', '2026-11-20 09:01:22.00521+00', '2026-11-20 09:01:22.00574+00', '2026-11-20 09:01:22.00501+00', '2026-11-20 09:01:22.00574+00', '2026-11-20 09:01:22.00501+00', '2026-11-20 09:01:22.00574+00', NULL, NULL, NULL, NULL, NULL, NULL, NULL, '2026-11-20 09:01:22.00501+00', '2026-11-20 09:01:22.00501+00', '2026-11-20 09:01:22.00521+00', NULL, NULL, 0, NULL, 0, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0, 0, NULL, NULL, NULL, '{}', NULL, NULL, NULL, NULL, NULL, NULL, NULL, false, NULL, NULL, false, NULL, NULL, NULL, false, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '2026-11-20 10:01:22.00574+00', '2026-11-20 11:01:22.00574+00', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
	(3, 3, 5, 2, 'in_progress', 'My badge is broken', NULL, false, 3, false, NULL, false, '{}', '{}', false, NULL, 'telegram', '2026-11-20 09:01:34.00861+00', '2026-11-20 09:01:34.00883+00', '2026-11-20 09:01:37.01042+00', '2026-11-20 09:01:34.00883+00', '2026-11-20 09:01:37.01042+00', '2026-11-20 09:01:34.00861+00', '2026-11-20 09:01:34.00933+00', '2026-11-20 09:01:34.00861+00', '2026-11-20 09:01:34.00933+00', '2026-11-20 09:01:37.01042+00', NULL, NULL, NULL, NULL, NULL, NULL, '2026-11-20 09:01:37.01042+00', '2026-11-20 09:01:34.00861+00', '2026-11-20 09:01:34.00883+00', NULL, NULL, 0, NULL, 0, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0, 0, NULL, NULL, NULL, '{}', NULL, NULL, NULL, NULL, NULL, NULL, NULL, false, NULL, NULL, false, NULL, NULL, NULL, false, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
	(4, 4, 6, 2, 'resolved', 'The lamp flickers', NULL, false, 3, false, NULL, false, '{}', '{}', false, NULL, 'telegram', '2026-11-20 09:01:40.01109+00', '2026-11-20 09:01:40.01129+00', '2026-11-20 09:01:40.01239+00', '2026-11-20 09:01:40.01129+00', '2026-11-20 09:01:40.01239+00', '2026-11-20 09:01:40.01109+00', '2026-11-20 09:01:40.01179+00', '2026-11-20 09:01:40.01109+00', '2026-11-20 09:01:40.01179+00', NULL, '2026-11-20 09:01:40.01239+00', 2, 'assigned', NULL, NULL, NULL, '2026-11-20 09:01:40.01109+00', '2026-11-20 09:01:40.01109+00', '2026-11-20 09:01:40.01129+00', NULL, NULL, 0, NULL, 0, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0, 0, NULL, NULL, NULL, '{}', NULL, NULL, NULL, NULL, NULL, NULL, NULL, false, NULL, NULL, false, NULL, NULL, NULL, false, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '2026-11-23 09:01:40.01239+00', NULL, NULL, NULL, NULL, NULL, NULL, NULL),
	(5, 5, 7, NULL, 'new', 'The window does not close', NULL, false, 3, false, NULL, false, '{}', '{}', true, NULL, 'telegram', '2026-11-20 09:01:46.01339+00', '2026-11-20 09:01:46.01359+00', '2026-11-20 09:01:46.01359+00', '2026-11-20 09:01:46.01359+00', '2026-11-20 09:01:46.01359+00', '2026-11-20 09:01:46.01339+00', '2026-11-20 09:01:46.01339+00', '2026-11-20 09:01:46.01339+00', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '2026-11-20 09:01:46.01339+00', '2026-11-20 09:01:46.01339+00', '2026-11-20 09:01:46.01359+00', NULL, NULL, 0, NULL, 0, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0, 0, NULL, NULL, NULL, '{}', NULL, NULL, NULL, NULL, NULL, NULL, NULL, false, NULL, NULL, false, NULL, NULL, NULL, false, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '2026-11-20 09:16:46.01359+00', '2026-11-20 09:31:46.01359+00', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
	(6, 6, 7, NULL, 'new', '', NULL, false, 3, false, NULL, false, '{}', '{}', false, NULL, 'telegram', '2026-11-20 09:01:52.0144+00', NULL, '2026-11-20 09:01:52.0144+00', '2026-11-20 09:01:52.0144+00', '2026-11-20 09:01:52.0144+00', '2026-11-20 09:01:52.0144+00', '2026-11-20 09:01:52.0144+00', '2026-11-20 09:01:52.0144+00', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '2026-11-20 09:01:52.0144+00', '2026-11-20 09:01:52.0144+00', NULL, NULL, NULL, 0, NULL, 0, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0, 0, NULL, NULL, NULL, '{}', NULL, NULL, NULL, NULL, NULL, NULL, NULL, false, NULL, NULL, false, NULL, NULL, NULL, false, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '2026-11-20 09:02:02.0144+00', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
	(1, 1, 4, 2, 'in_progress', 'The door of hall B is locked', NULL, false, 3, false, NULL, false, '{}', '{}', false, NULL, 'telegram', '2026-11-20 09:01:19.00371+00', '2026-11-20 09:01:19.00391+00', '2026-11-20 09:01:52.01471+00', '2026-11-20 09:01:19.00391+00', '2026-11-20 09:01:25.00634+00', '2026-11-20 09:01:19.00371+00', '2026-11-20 09:01:19.00441+00', '2026-11-20 09:01:19.00371+00', '2026-11-20 09:01:19.00441+00', '2026-11-20 09:01:25.00634+00', NULL, NULL, NULL, NULL, NULL, NULL, '2026-11-20 09:01:52.01471+00', '2026-11-20 09:01:28.00752+00', '2026-11-20 09:01:19.00391+00', NULL, NULL, 0, NULL, 0, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0, 0, NULL, NULL, NULL, '{}', NULL, NULL, NULL, NULL, NULL, NULL, NULL, false, NULL, NULL, false, NULL, NULL, NULL, false, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO public.questions (id, person_id, kind, ticket_id, data, asked_at, due_at, answered_at, closed_at) VALUES
	(1, 4, 'which_ticket', NULL, '{"entries": [11], "options": [1, 2], "falls_to": 1}', '2026-11-20 09:01:49.01409+00', '2026-11-20 09:03:49.01409+00', NULL, NULL);
INSERT INTO public.entries (id, ticket_id, question_id, kind, author_id, author_name, author_role, origin, body, entities, parts, preview, content_line, answers_id, quote, also_of_id, album, held_until, small_talk, footer, delivery, said_chat_id, said_message_id, created_at, edited_at, withdrawn_at, emptied_at, amended_origin) VALUES
	(1, 1, NULL, 'comment', 4, 'Rita', NULL, 'telegram', 'The door of hall B is locked', '[]', 'null', 'null', NULL, NULL, NULL, NULL, NULL, NULL, false, NULL, 'none', 100003, 1, '2026-11-20 09:01:19.00371+00', NULL, NULL, NULL, NULL),
	(2, 2, NULL, 'comment', 4, 'Rita', NULL, 'telegram', 'The projector is dark', '[]', 'null', 'null', NULL, NULL, NULL, NULL, NULL, NULL, false, NULL, 'none', 100003, 4, '2026-11-20 09:01:22.00501+00', NULL, NULL, NULL, NULL),
	(3, 1, NULL, 'reply', 2, 'Olga', NULL, 'telegram', 'We come on Tuesday', '[]', 'null', 'null', NULL, 1, NULL, NULL, NULL, NULL, false, NULL, 'sent', 100001, 7, '2026-11-20 09:01:25.00634+00', '2026-11-20 09:01:25.007+00', NULL, NULL, 'telegram'),
	(4, 1, NULL, 'comment', 4, 'Rita', NULL, 'telegram', 'The code is alabaster', '[]', 'null', 'null', NULL, 3, NULL, NULL, NULL, NULL, false, NULL, 'none', 100003, 8, '2026-11-20 09:01:28.00752+00', NULL, '2026-11-20 09:01:31.00797+00', NULL, 'telegram'),
	(5, 3, NULL, 'comment', 5, 'Bob', NULL, 'telegram', 'My badge is broken', '[]', 'null', 'null', NULL, NULL, NULL, NULL, NULL, NULL, false, NULL, 'none', 100004, 1, '2026-11-20 09:01:34.00861+00', NULL, NULL, NULL, NULL),
	(6, 3, NULL, 'remark', NULL, '', NULL, 'clock', '', '[]', 'null', 'null', '{"key":"remark-blocked","args":{"name":"Bob"}}', NULL, NULL, NULL, NULL, NULL, false, NULL, 'none', NULL, NULL, '2026-11-20 09:01:34.00998+00', NULL, NULL, NULL, NULL),
	(7, 3, NULL, 'reply', 2, 'Olga', NULL, 'telegram', 'A new one lies at the desk', '[]', 'null', 'null', NULL, 5, NULL, NULL, NULL, NULL, false, NULL, 'blocked', 100001, 10, '2026-11-20 09:01:37.01042+00', NULL, NULL, NULL, NULL),
	(8, 3, NULL, 'remark', NULL, '', NULL, 'clock', '', '[]', 'null', 'null', '{"key":"answer-blocked","args":{"number":3,"name":"Bob"}}', NULL, NULL, NULL, NULL, NULL, false, NULL, 'none', NULL, NULL, '2026-11-20 09:01:37.01053+00', NULL, NULL, NULL, NULL),
	(9, 4, NULL, 'comment', 6, 'Zoe', NULL, 'telegram', 'The lamp flickers', '[]', 'null', 'null', NULL, NULL, NULL, NULL, NULL, NULL, false, NULL, 'none', 100006, 1, '2026-11-20 09:01:40.01109+00', NULL, NULL, NULL, NULL),
	(10, 5, NULL, 'comment', 7, 'Sam', NULL, 'telegram', 'The window does not close', '[]', 'null', 'null', NULL, NULL, NULL, NULL, NULL, NULL, false, NULL, 'none', 100005, 1, '2026-11-20 09:01:46.01339+00', NULL, NULL, NULL, NULL),
	(11, NULL, 1, 'comment', 4, 'Rita', NULL, 'telegram', 'It still does not work', '[]', 'null', 'null', NULL, NULL, NULL, NULL, NULL, NULL, false, NULL, 'none', 100003, 11, '2026-11-20 09:01:49.01409+00', NULL, NULL, NULL, NULL),
	(12, 6, NULL, 'comment', 7, 'Sam', NULL, 'telegram', 'The heating is cold', '[]', 'null', 'null', NULL, NULL, NULL, NULL, NULL, NULL, false, NULL, 'none', 100005, 3, '2026-11-20 09:01:52.0144+00', NULL, NULL, NULL, NULL),
	(13, 1, NULL, 'reply', 2, 'Olga', NULL, 'telegram', 'The key is with the porter', '[]', 'null', 'null', NULL, 1, NULL, NULL, NULL, NULL, false, NULL, 'waiting', 100001, 16, '2026-11-20 09:01:52.01471+00', NULL, NULL, NULL, NULL);
INSERT INTO public.audit (id, at, actor_id, origin, action, object, old, new, address) VALUES
	(1, '2026-11-20 09:00:03.00016+00', 1, 'telegram', 'admin-by-setting', 'person:1', 'requester', 'admin', NULL),
	(2, '2026-11-20 09:00:06.00127+00', 1, 'telegram', 'category-added', 'category:1', NULL, 'Access', NULL),
	(3, '2026-11-20 09:00:06.00162+00', 1, 'telegram', 'invite-made', 'desk', NULL, 'agent', NULL),
	(4, '2026-11-20 09:00:09.0017+00', 2, 'telegram', 'joined', 'person:1', NULL, 'agent', NULL),
	(5, '2026-11-20 09:00:09.00207+00', 1, 'telegram', 'invite-made', 'desk', NULL, 'agent', NULL),
	(6, '2026-11-20 09:00:12.00215+00', 3, 'telegram', 'joined', 'person:1', NULL, 'agent', NULL),
	(7, '2026-11-20 09:01:16.00334+00', 2, 'telegram', 'linked', 'account:44362065', NULL, NULL, NULL),
	(8, '2026-11-20 09:01:52.01464+00', 1, 'telegram', 'invite-made', 'desk', NULL, 'agent', NULL);
INSERT INTO public.board_cards (id, ticket_id, project_id, task_id, agreed, theirs, dirty, held, gone, late_at, created_at) VALUES
	(2, 2, '62XRrRwXPCP5HGXG', '6PxCxqF6wCHGG9Hf', '{"face": {"due": null, "late": false, "tags": [], "block": "‹pulldesk›\n> The projector is dark\n\nRita · 20 Nov, 09:01 · with Ivan\nRita reads the comments here. Begin with // for a note that only the team sees.\n‹/pulldesk›", "holder": 3, "number": 2, "status": "assigned", "subject": "The projector is dark", "assignee": null, "category": null, "priority": 3, "escalated": false, "keeps_due": false, "needs_answer": true}, "shown": {"due": "", "done": false, "labels": ["needs-answer"], "content": "#2 The projector is dark", "section": "6cfrx5jmpgx2F8JJ", "assignee": null, "priority": 3, "description": "‹pulldesk›\n> The projector is dark\n\nRita · 20 Nov, 09:01 · with Ivan\nRita reads the comments here. Begin with // for a note that only the team sees.\n‹/pulldesk›"}}', '{"at": "2026-11-20T09:01:22.005500+00:00", "shown": {"due": "", "done": false, "labels": ["needs-answer"], "content": "#2 The projector is dark", "section": "6cfrx5jmpgx2F8JJ", "assignee": null, "priority": 3, "description": "‹pulldesk›\n> The projector is dark\n\nRita · 20 Nov, 09:01 · with Ivan\nRita reads the comments here. Begin with // for a note that only the team sees.\n‹/pulldesk›"}}', false, false, NULL, NULL, '2026-11-20 09:01:22.0055+00'),
	(3, 3, '62XRrRwXPCP5HGXG', '6qhw2Ww4RGPxGmq6', '{"face": {"due": null, "late": false, "tags": [], "block": "‹pulldesk›\n> My badge is broken\n\nBob · 20 Nov, 09:01 · with Olga\nBob reads the comments here. Begin with // for a note that only the team sees.\n‹/pulldesk›", "holder": 2, "number": 3, "status": "in_progress", "subject": "My badge is broken", "assignee": "44362065", "category": null, "priority": 3, "escalated": false, "keeps_due": false, "needs_answer": false}, "shown": {"due": "", "done": false, "labels": [], "content": "#3 My badge is broken", "section": "6PRQg469HqGG48R6", "assignee": "44362065", "priority": 3, "description": "‹pulldesk›\n> My badge is broken\n\nBob · 20 Nov, 09:01 · with Olga\nBob reads the comments here. Begin with // for a note that only the team sees.\n‹/pulldesk›"}}', '{"at": "2026-11-20T09:01:34.009090+00:00", "shown": {"due": "", "done": false, "labels": [], "content": "#3 My badge is broken", "section": "6PRQg469HqGG48R6", "assignee": "44362065", "priority": 3, "description": "‹pulldesk›\n> My badge is broken\n\nBob · 20 Nov, 09:01 · with Olga\nBob reads the comments here. Begin with // for a note that only the team sees.\n‹/pulldesk›"}}', false, false, NULL, NULL, '2026-11-20 09:01:34.00909+00'),
	(1, 1, '62XRrRwXPCP5HGXG', '6JHGvJfCWpHHw5hH', '{"face": {"due": null, "late": false, "tags": [], "block": "‹pulldesk›\n> The door of hall B is locked\n\nRita · 20 Nov, 09:01 · with Olga\nRita reads the comments here. Begin with // for a note that only the team sees.\n‹/pulldesk›", "holder": 2, "number": 1, "status": "in_progress", "subject": "The door of hall B is locked", "assignee": "44362065", "category": null, "priority": 3, "escalated": false, "keeps_due": false, "needs_answer": false}, "shown": {"due": "", "done": false, "labels": [], "content": "#1 The door of hall B is locked", "section": "6PRQg469HqGG48R6", "assignee": "44362065", "priority": 3, "description": "‹pulldesk›\n> The door of hall B is locked\n\nRita · 20 Nov, 09:01 · with Olga\nRita reads the comments here. Begin with // for a note that only the team sees.\n‹/pulldesk›"}}', '{"at": "2026-11-20T09:01:19.004170+00:00", "shown": {"due": "", "done": false, "labels": [], "content": "#1 The door of hall B is locked", "section": "6PRQg469HqGG48R6", "assignee": "44362065", "priority": 3, "description": "‹pulldesk›\n> The door of hall B is locked\n\nRita · 20 Nov, 09:01 · with Olga\nRita reads the comments here. Begin with // for a note that only the team sees.\n‹/pulldesk›"}}', false, false, NULL, NULL, '2026-11-20 09:01:19.00417+00'),
	(4, 4, '62XRrRwXPCP5HGXG', '6574j967m4PfvXR3', '{"face": {"due": null, "late": false, "tags": [], "block": "‹pulldesk›\n> The lamp flickers\n\nZoe · 20 Nov, 09:01 · with Olga\nZoe reads the comments here. Begin with // for a note that only the team sees.\n‹/pulldesk›", "holder": 2, "number": 4, "status": "resolved", "subject": "The lamp flickers", "assignee": "44362065", "category": null, "priority": 3, "escalated": false, "keeps_due": false, "needs_answer": false}, "shown": {"due": "", "done": false, "labels": [], "content": "#4 The lamp flickers", "section": "69mpXVq8xfVxvPMF", "assignee": "44362065", "priority": 3, "description": "‹pulldesk›\n> The lamp flickers\n\nZoe · 20 Nov, 09:01 · with Olga\nZoe reads the comments here. Begin with // for a note that only the team sees.\n‹/pulldesk›"}}', '{"at": "2026-11-20T09:01:40.011550+00:00", "shown": {"due": "", "done": false, "labels": [], "content": "#4 The lamp flickers", "section": "69mpXVq8xfVxvPMF", "assignee": "44362065", "priority": 3, "description": "‹pulldesk›\n> The lamp flickers\n\nZoe · 20 Nov, 09:01 · with Olga\nZoe reads the comments here. Begin with // for a note that only the team sees.\n‹/pulldesk›"}}', false, false, NULL, NULL, '2026-11-20 09:01:40.01155+00'),
	(5, 5, '62XRrRwXPCP5HGXG', '6p5pjp3c9FM6Jj35', '{"face": {"due": null, "late": false, "tags": [], "block": "‹pulldesk›\n> The window does not close\n\nSam · 20 Nov, 09:01\nSam reads the comments here. Begin with // for a note that only the team sees.\n‹/pulldesk›", "holder": null, "number": 5, "status": "new", "subject": "The window does not close", "assignee": null, "category": null, "priority": 3, "escalated": false, "keeps_due": false, "needs_answer": true}, "shown": {"due": "", "done": false, "labels": ["needs-answer"], "content": "#5 The window does not close", "section": "68P87RX9wpM5GQfq", "assignee": null, "priority": 3, "description": "‹pulldesk›\n> The window does not close\n\nSam · 20 Nov, 09:01\nSam reads the comments here. Begin with // for a note that only the team sees.\n‹/pulldesk›"}}', '{"at": "2026-11-20T09:01:46.013850+00:00", "shown": {"due": "", "done": false, "labels": ["needs-answer"], "content": "#5 The window does not close", "section": "68P87RX9wpM5GQfq", "assignee": null, "priority": 3, "description": "‹pulldesk›\n> The window does not close\n\nSam · 20 Nov, 09:01\nSam reads the comments here. Begin with // for a note that only the team sees.\n‹/pulldesk›"}}', false, false, NULL, NULL, '2026-11-20 09:01:46.01385+00');
INSERT INTO public.board_comments (id, comment_id, entry_id, task_id, part, ours, content, file_url, reactions, deleted_at, is_key) VALUES
	(1, '6Q9qxVqM4HRpM9mf', 3, '6JHGvJfCWpHHw5hH', 0, true, '**Olga:** We come on Tuesday', NULL, NULL, NULL, false),
	(2, '6hh9qgv9pRqVGVgf', 4, '6JHGvJfCWpHHw5hH', 0, true, '**Rita:** The code is alabaster', NULL, NULL, '2026-11-20 09:01:31.00821+00', false),
	(3, '6783r6jF229jCJ98', 6, '6qhw2Ww4RGPxGmq6', 0, true, '// Bob has blocked the bot. Answers are saved and will arrive when they unblock it.', NULL, NULL, NULL, false),
	(4, '6q8HgJC75mRpcXMP', 7, '6qhw2Ww4RGPxGmq6', 0, true, '**Olga:** A new one lies at the desk', NULL, NULL, NULL, false),
	(5, '69xhQXxR7H9rMMqv', 8, '6qhw2Ww4RGPxGmq6', 0, true, '// Bob has blocked the bot. The answer to **#3** is saved and will arrive when they unblock it.', NULL, NULL, NULL, false);
INSERT INTO public.boards (project_id, account_id, sections, sync_token, adopted_at, pulled_at, trouble, is_shared, others) VALUES
	('62XRrRwXPCP5HGXG', '97029256', '{"new": "68P87RX9wpM5GQfq", "on_hold": "6Pg3pxPMm7qwgQGj", "pending": "6whHVMgxmF7vvv38", "assigned": "6cfrx5jmpgx2F8JJ", "reopened": "6gV5FfwfcHmhM9C2", "resolved": "69mpXVq8xfVxvPMF", "in_progress": "6PRQg469HqGG48R6"}', '8udnw9n8nahtfj_nMDo5NzAyOTI1Njo1MQ', '2026-11-20 09:00:03.00068+00', '2026-11-20 09:01:52.01452+00', NULL, true, '{}');
INSERT INTO public.collaborators (project_id, todoist_id, name, email, active, reminded_at) VALUES
	('62XRrRwXPCP5HGXG', '97029256', 'Pulldesk', 'desk@example.com', true, NULL),
	('62XRrRwXPCP5HGXG', '44362065', 'Olga', 'olga@example.com', true, NULL);
INSERT INTO public.desk (id, bot_id, bot_username, project_id, sandbox_mark, troubles, staff_chat_id, topics_lack, opens_at, recalculate_at, briefing_at, statements_at, statements_of, settings_version, words_asked_at, file_key, backup_at, recovery, is_quiet, backed_up_at, backup_hours) VALUES
	(1, 7000000001, 'pulldesk_demo_bot', '62XRrRwXPCP5HGXG', NULL, '{}', NULL, '{}', NULL, NULL, NULL, NULL, NULL, 1, NULL, '\xcd2a2dcdf33b4b6bb63142587b37facbbc04767095754928ae65d24138bad964', NULL, NULL, false, NULL, NULL);
INSERT INTO public.entry_versions (id, entry_id, at, body, entities, by, origin) VALUES
	(1, 3, '2026-11-20 09:01:25.007+00', 'We come on Monday', '[]', 2, 'telegram');
INSERT INTO public.history (id, ticket_id, at, actor_id, actor_name, origin, field, old, new, old_id, new_id, events) VALUES
	(1, 1, '2026-11-20 09:01:19.00391+00', 4, 'Rita', 'telegram', 'filed', NULL, 'The door of hall B is locked', NULL, NULL, '{ticket.created}'),
	(2, 1, '2026-11-20 09:01:19.00441+00', 2, 'Olga', 'telegram', 'assignee', NULL, 'Olga', NULL, 2, '{ticket.changed}'),
	(3, 1, '2026-11-20 09:01:19.00441+00', 2, 'Olga', 'telegram', 'status', 'new', 'assigned', NULL, NULL, '{ticket.changed}'),
	(4, 2, '2026-11-20 09:01:22.00521+00', 4, 'Rita', 'telegram', 'filed', NULL, 'The projector is dark', NULL, NULL, '{ticket.created}'),
	(5, 2, '2026-11-20 09:01:22.00574+00', 3, 'Ivan', 'telegram', 'assignee', NULL, 'Ivan', NULL, 3, '{ticket.changed}'),
	(6, 2, '2026-11-20 09:01:22.00574+00', 3, 'Ivan', 'telegram', 'status', 'new', 'assigned', NULL, NULL, '{ticket.changed}'),
	(7, 1, '2026-11-20 09:01:25.00634+00', 2, 'Olga', 'telegram', 'status', 'assigned', 'in_progress', NULL, NULL, '{ticket.changed}'),
	(8, 3, '2026-11-20 09:01:34.00883+00', 5, 'Bob', 'telegram', 'filed', NULL, 'My badge is broken', NULL, NULL, '{ticket.created}'),
	(9, 3, '2026-11-20 09:01:34.00933+00', 2, 'Olga', 'telegram', 'assignee', NULL, 'Olga', NULL, 2, '{ticket.changed}'),
	(10, 3, '2026-11-20 09:01:34.00933+00', 2, 'Olga', 'telegram', 'status', 'new', 'assigned', NULL, NULL, '{ticket.changed}'),
	(11, 3, '2026-11-20 09:01:37.01042+00', 2, 'Olga', 'telegram', 'status', 'assigned', 'in_progress', NULL, NULL, '{ticket.changed}'),
	(12, 4, '2026-11-20 09:01:40.01129+00', 6, 'Zoe', 'telegram', 'filed', NULL, 'The lamp flickers', NULL, NULL, '{ticket.created}'),
	(13, 4, '2026-11-20 09:01:40.01179+00', 2, 'Olga', 'telegram', 'assignee', NULL, 'Olga', NULL, 2, '{ticket.changed}'),
	(14, 4, '2026-11-20 09:01:40.01179+00', 2, 'Olga', 'telegram', 'status', 'new', 'assigned', NULL, NULL, '{ticket.changed}'),
	(15, 4, '2026-11-20 09:01:40.01239+00', 2, 'Olga', 'telegram', 'status', 'assigned', 'resolved', NULL, NULL, '{ticket.changed}'),
	(16, 5, '2026-11-20 09:01:46.01359+00', 7, 'Sam', 'telegram', 'filed', NULL, 'The window does not close', NULL, NULL, '{ticket.created}');
INSERT INTO public.invites (id, code_hash, role, made_by, made_at, expires_at, used_by, used_at, admitted_at) VALUES
	(1, '\xc3ced61c6cca3155aa174f8dfe1241747cd7ace447626af1167ce787b3674dd5', 'agent', 1, '2026-11-20 09:00:06.00162+00', '2026-11-21 09:00:06.00162+00', 2, '2026-11-20 09:00:09.0017+00', '2026-11-20 09:00:09.0017+00'),
	(2, '\x67937d9d9a67ea05ec0f010bf352e914ee7c624dad7fe01407d6918516fce3c6', 'agent', 1, '2026-11-20 09:00:09.00207+00', '2026-11-21 09:00:09.00207+00', 3, '2026-11-20 09:00:12.00215+00', '2026-11-20 09:00:12.00215+00'),
	(3, '\xc7c8705720ab39ac67fb0f2ba9f1efe15f5262939392597b861b033ac49d27f2', 'agent', 1, '2026-11-20 09:01:52.01464+00', '2026-11-21 09:01:52.01464+00', NULL, NULL, NULL);
INSERT INTO public.job_keys (box, key, lane, due_at, worker, retried) VALUES
	('to_telegram', '4:1', 0, '2026-11-20 09:01:52.01471+00', NULL, false),
	('to_todoist', 'ticket:1', 1, '2026-11-20 09:01:52.01471+00', NULL, false),
	('from_telegram', '100002', 1, '2026-11-20 09:01:52.01477+00', NULL, false);
INSERT INTO public.jobs (id, box, key, lane, dedup, slot, payload, state, due_at, attempts, unknown, started_at, created_at, settled_at, error, ticket_id, entry_id, person_id, told_at) VALUES
	(103, 'to_telegram', '5:3', 0, NULL, NULL, '\x7b2274797065223a2272656c6179222c22656e7472795f6964223a372c2265646974223a66616c73652c2273696c656e74223a66616c73652c2266696c65735f6f6e6c79223a66616c73652c2261736b6564223a66616c73657d', 'parked', '2026-11-20 09:01:37.01042+00', 1, 0, NULL, '2026-11-20 09:01:37.01042+00', NULL, 'blocked', 3, 7, 5, NULL),
	(147, 'to_telegram', '4:1', 0, NULL, NULL, '\x7b2274797065223a2272656c6179222c22656e7472795f6964223a31332c2265646974223a66616c73652c2273696c656e74223a66616c73652c2266696c65735f6f6e6c79223a66616c73652c2261736b6564223a66616c73657d', 'waiting', '2026-11-20 09:01:52.01471+00', 0, 0, NULL, '2026-11-20 09:01:52.01471+00', NULL, NULL, 1, 13, 4, NULL),
	(148, 'to_todoist', 'ticket:1', 1, NULL, NULL, '\x7b22646f223a22636f6d6d656e74222c22656e747279223a31332c227469636b6574223a317d', 'waiting', '2026-11-20 09:01:52.01471+00', 0, 0, NULL, '2026-11-20 09:01:52.01471+00', NULL, NULL, 1, 13, NULL, NULL),
	(149, 'from_telegram', '100002', 1, '7000000001:481848152', NULL, '\x7b227570646174655f6964223a3438313834383135322c226d657373616765223a7b226d6573736167655f6964223a382c2266726f6d223a7b226964223a3130303030322c2269735f626f74223a66616c73652c2266697273745f6e616d65223a224976616e222c226c616e67756167655f636f6465223a227275227d2c2263686174223a7b226964223a3130303030322c2274797065223a2270726976617465222c2266697273745f6e616d65223a224976616e227d2c2264617465223a313739353136353331322c2274657874223a222f6e6f74652032206772616e697465222c22656e746974696573223a5b7b2274797065223a22626f745f636f6d6d616e64222c226f6666736574223a302c226c656e677468223a357d5d7d7d', 'waiting', '2026-11-20 09:01:52.01477+00', 0, 0, NULL, '2026-11-20 09:01:52.01477+00', NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO public.messages (bot_id, chat_id, message_id, kind, ticket_id, entry_id, question_id, slot, fingerprint, has_media, file_id, sent_at, page) VALUES
	(7000000001, 900, 2, 'line', NULL, NULL, NULL, NULL, '46692f29482a4cfa64dc1a5ee8a22e36', false, NULL, '2026-11-20 09:00:03.00027+00', NULL),
	(7000000001, 900, 3, 'slot', NULL, NULL, NULL, 'setup', '64d184aad075c907b098306586de566c', false, NULL, '2026-11-20 09:00:03.00101+00', 1),
	(7000000001, 900, 5, 'line', NULL, NULL, NULL, NULL, 'bfc3e13f0ee56cdafca8d8670b4bae27', false, NULL, '2026-11-20 09:00:06.00138+00', NULL),
	(7000000001, 900, 6, 'line', NULL, NULL, NULL, NULL, 'a8fd9c55c28b91322d0563686ec96e4b', false, NULL, '2026-11-20 09:00:09.00183+00', NULL),
	(7000000001, 100001, 2, 'line', NULL, NULL, NULL, NULL, '8a20b516d65dc9abd0b1f6b992085a2d', false, NULL, '2026-11-20 09:00:09.00204+00', NULL),
	(7000000001, 900, 7, 'line', NULL, NULL, NULL, NULL, '2bc9a86dca0cd6e9ff9d018eee82604c', false, NULL, '2026-11-20 09:00:12.00228+00', NULL),
	(7000000001, 100002, 2, 'line', NULL, NULL, NULL, NULL, 'a6966dfc107d2e789bafef1754673924', false, NULL, '2026-11-20 09:00:12.00249+00', NULL),
	(7000000001, 900, 8, 'line', NULL, NULL, NULL, NULL, '5039ff0aa1fa8ba459ea5a76064a5ad4', false, NULL, '2026-11-20 09:01:13.00293+00', NULL),
	(7000000001, 900, 9, 'line', NULL, NULL, NULL, 'linked:100001:44362065', '32399fcb41569531e53133339d75c254', false, NULL, '2026-11-20 09:01:16.00349+00', NULL),
	(7000000001, 100001, 4, 'slot', NULL, NULL, NULL, 'link', 'cf79c7ff8113d5414a490108897162d9', false, NULL, '2026-11-20 09:01:16.00313+00', 1),
	(7000000001, 100003, 1, 'said', 1, 1, NULL, NULL, NULL, false, NULL, '2026-11-20 09:01:19+00', NULL),
	(7000000001, 100004, 2, 'slot', 3, NULL, NULL, 'receipt:3', '861ff636d5d465a9ed4693d9fafc0972', false, NULL, '2026-11-20 09:01:34.00873+00', 1),
	(7000000001, 100003, 3, 'line', 1, NULL, NULL, 'taken:1', 'f68d1ab5631000e7f06addf4f19e3cc3', false, NULL, '2026-11-20 09:01:19.00462+00', NULL),
	(7000000001, 100006, 2, 'slot', 4, NULL, NULL, 'receipt:4', 'b6fe34f332e92355a354560421339d8b', false, NULL, '2026-11-20 09:01:40.01119+00', 1),
	(7000000001, 100001, 14, 'slot', 2, NULL, NULL, 'hand:2', 'e5874d2ce124109699d42e29ef383f8d', false, NULL, '2026-11-20 09:01:43.01318+00', 1),
	(7000000001, 100005, 1, 'said', 5, 10, NULL, NULL, NULL, false, NULL, '2026-11-20 09:01:46+00', NULL),
	(7000000001, 100001, 10, 'said', 3, 7, NULL, NULL, NULL, false, NULL, '2026-11-20 09:01:37+00', NULL),
	(7000000001, 100003, 4, 'said', 2, 2, NULL, NULL, NULL, false, NULL, '2026-11-20 09:01:22+00', NULL),
	(7000000001, 900, 12, 'slot', 3, NULL, NULL, 'card:3', 'bdd0c2b4276fd8c44b72119719ebf7ae', false, NULL, '2026-11-20 09:01:34.00905+00', 1),
	(7000000001, 100001, 9, 'slot', 3, NULL, NULL, 'card:3', '1091d75777eb2d319c9671acbcd4d747', false, NULL, '2026-11-20 09:01:34.00905+00', 1),
	(7000000001, 100003, 6, 'line', 2, NULL, NULL, 'taken:2', '24cc16c512b51a250a9603cb6532681d', false, NULL, '2026-11-20 09:01:22.00595+00', NULL),
	(7000000001, 900, 11, 'slot', 2, NULL, NULL, 'card:2', '5c29f4a0ae2bce6405cb93756eac88e0', false, NULL, '2026-11-20 09:01:22.00546+00', 1),
	(7000000001, 100001, 6, 'slot', 2, NULL, NULL, 'card:2', '5c29f4a0ae2bce6405cb93756eac88e0', false, NULL, '2026-11-20 09:01:22.00546+00', 1),
	(7000000001, 100002, 4, 'slot', 2, NULL, NULL, 'card:2', '55c5e6b745427b04c3c910e0d7001469', false, NULL, '2026-11-20 09:01:22.00546+00', 1),
	(7000000001, 100003, 5, 'slot', 2, NULL, NULL, 'receipt:2', 'abafad42b620aea3ab406b5c12e0a146', false, NULL, '2026-11-20 09:01:22.00511+00', 1),
	(7000000001, 100001, 7, 'said', 1, 3, NULL, NULL, NULL, false, NULL, '2026-11-20 09:01:25+00', NULL),
	(7000000001, 900, 10, 'slot', 1, NULL, NULL, 'card:1', '904573738b4f46d9f53e85a5dd033ae6', false, NULL, '2026-11-20 09:01:19.00413+00', 1),
	(7000000001, 100001, 5, 'slot', 1, NULL, NULL, 'card:1', '32925c2380abe9e11d9aee7b997eeac1', false, NULL, '2026-11-20 09:01:19.00413+00', 1),
	(7000000001, 100002, 3, 'slot', 1, NULL, NULL, 'card:1', 'a59614af2da653b7c36289ab326bd926', false, NULL, '2026-11-20 09:01:19.00413+00', 1),
	(7000000001, 100003, 2, 'slot', 1, NULL, NULL, 'receipt:1', '4fda521de49b4621cdddec5fb473825f', false, NULL, '2026-11-20 09:01:19.00381+00', 1),
	(7000000001, 100003, 7, 'relay', 1, 3, NULL, 'entry:3', 'ba13543f07198435cbbabf0c1c2bfa9f', false, NULL, '2026-11-20 09:01:25.00653+00', NULL),
	(7000000001, 100003, 8, 'said', 1, 4, NULL, NULL, NULL, false, NULL, '2026-11-20 09:01:28+00', NULL),
	(7000000001, 100001, 8, 'relay', 1, 4, NULL, NULL, '688a2cce0a4fa09cdaf5926b660e5e70', false, NULL, '2026-11-20 09:01:28.00764+00', NULL),
	(7000000001, 100003, 10, 'line', NULL, NULL, NULL, NULL, '7b7ed73fab0231a1028137cddd865c7a', false, NULL, '2026-11-20 09:01:31.00851+00', NULL),
	(7000000001, 100004, 1, 'said', 3, 5, NULL, NULL, NULL, false, NULL, '2026-11-20 09:01:34+00', NULL),
	(7000000001, 100004, 3, 'line', 3, NULL, NULL, 'taken:3', '903e701e3090bfeb35ffe160a4ad449d', false, NULL, '2026-11-20 09:01:34.00954+00', NULL),
	(7000000001, 100005, 2, 'slot', 5, NULL, NULL, 'receipt:5', '14c46d12b6725be8aeda77cf8018bd54', false, NULL, '2026-11-20 09:01:46.01349+00', 1),
	(7000000001, 900, 14, 'slot', 5, NULL, NULL, 'card:5', '5110da5fabea930ee2822a694c4b8d52', false, NULL, '2026-11-20 09:01:46.01381+00', 1),
	(7000000001, 100001, 15, 'slot', 5, NULL, NULL, 'card:5', '5110da5fabea930ee2822a694c4b8d52', false, NULL, '2026-11-20 09:01:46.01381+00', 1),
	(7000000001, 100002, 5, 'slot', 3, NULL, NULL, 'card:3', '870853ed08935bc6adbb681113ae975e', false, NULL, '2026-11-20 09:01:34.00905+00', 1),
	(7000000001, 100001, 11, 'line', 3, NULL, NULL, NULL, '51a43254ddca4f382c737ed674ae1810', false, NULL, '2026-11-20 09:01:37.01099+00', NULL),
	(7000000001, 100006, 1, 'said', 4, 9, NULL, NULL, NULL, false, NULL, '2026-11-20 09:01:40+00', NULL),
	(7000000001, 100002, 7, 'slot', 5, NULL, NULL, 'card:5', 'ef5015d3ade09ff5449d9a75e687a886', false, NULL, '2026-11-20 09:01:46.01381+00', 1),
	(7000000001, 100006, 3, 'line', 4, NULL, NULL, 'taken:4', '7057873c24dc20b50c05621c5fe9985f', false, NULL, '2026-11-20 09:01:40.012+00', NULL),
	(7000000001, 100003, 11, 'said', NULL, 11, NULL, NULL, NULL, false, NULL, '2026-11-20 09:01:49+00', NULL),
	(7000000001, 100003, 12, 'slot', NULL, NULL, 1, 'question:1', '6a201162e516d797884f361fccdeb629', false, NULL, '2026-11-20 09:01:49.01419+00', 1),
	(7000000001, 100005, 3, 'said', 6, 12, NULL, NULL, NULL, false, NULL, '2026-11-20 09:01:52+00', NULL),
	(7000000001, 900, 13, 'slot', 4, NULL, NULL, 'card:4', 'ee1438f7becb2789d4b9a027b0028db6', false, NULL, '2026-11-20 09:01:40.01151+00', 1),
	(7000000001, 100001, 12, 'slot', 4, NULL, NULL, 'card:4', '27851ab5f7402d986043f2b3cee42bac', false, NULL, '2026-11-20 09:01:40.01151+00', 1),
	(7000000001, 100002, 6, 'slot', 4, NULL, NULL, 'card:4', '8cb8aeb40c7a95ddd24c502f369634bd', false, NULL, '2026-11-20 09:01:40.01151+00', 1);
INSERT INTO public.messages (bot_id, chat_id, message_id, kind, ticket_id, entry_id, question_id, slot, fingerprint, has_media, file_id, sent_at, page) VALUES
	(7000000001, 100006, 4, 'slot', 4, NULL, NULL, 'resolved:4', '96e1a4d04a48187b362aa974d49e53a8', false, NULL, '2026-11-20 09:01:40.01288+00', 1),
	(7000000001, 100005, 4, 'slot', 6, NULL, NULL, 'receipt:6', 'db307774f2bd7be60fd015389f700c9a', false, NULL, '2026-11-20 09:01:52.0145+00', 1),
	(7000000001, 100001, 16, 'said', 1, 13, NULL, NULL, NULL, false, NULL, '2026-11-20 09:01:52+00', NULL);
SELECT pg_catalog.setval('public.announcements_id_seq', 1, false);
SELECT pg_catalog.setval('public.approvals_id_seq', 1, false);
SELECT pg_catalog.setval('public.articles_id_seq', 1, false);
SELECT pg_catalog.setval('public.asks_id_seq', 1, false);
SELECT pg_catalog.setval('public.audit_id_seq', 8, true);
SELECT pg_catalog.setval('public.blobs_id_seq', 1, false);
SELECT pg_catalog.setval('public.board_acts_id_seq', 1, false);
SELECT pg_catalog.setval('public.board_cards_id_seq', 5, true);
SELECT pg_catalog.setval('public.board_commands_id_seq', 28, true);
SELECT pg_catalog.setval('public.board_comments_id_seq', 5, true);
SELECT pg_catalog.setval('public.brakes_id_seq', 1, false);
SELECT pg_catalog.setval('public.briefings_id_seq', 1, false);
SELECT pg_catalog.setval('public.canned_replies_id_seq', 1, false);
SELECT pg_catalog.setval('public.categories_id_seq', 1, true);
SELECT pg_catalog.setval('public.chats_id_seq', 1, false);
SELECT pg_catalog.setval('public.confirmations_id_seq', 1, false);
SELECT pg_catalog.setval('public.contacts_id_seq', 1, false);
SELECT pg_catalog.setval('public.crm_changes_id_seq', 1, false);
SELECT pg_catalog.setval('public.desk_id_seq', 1, false);
SELECT pg_catalog.setval('public.digest_lines_id_seq', 1, false);
SELECT pg_catalog.setval('public.entries_id_seq', 13, true);
SELECT pg_catalog.setval('public.entry_versions_id_seq', 1, true);
SELECT pg_catalog.setval('public.erasures_id_seq', 1, false);
SELECT pg_catalog.setval('public.events_feed_id_seq', 1, false);
SELECT pg_catalog.setval('public.events_id_seq', 1, false);
SELECT pg_catalog.setval('public.external_people_id_seq', 1, false);
SELECT pg_catalog.setval('public.feed_positions', 1, false);
SELECT pg_catalog.setval('public.files_id_seq', 1, false);
SELECT pg_catalog.setval('public.group_mentions_id_seq', 1, false);
SELECT pg_catalog.setval('public.held_acts_id_seq', 1, false);
SELECT pg_catalog.setval('public.history_id_seq', 16, true);
SELECT pg_catalog.setval('public.ideas_id_seq', 1, false);
SELECT pg_catalog.setval('public.idempotency_keys_id_seq', 1, false);
SELECT pg_catalog.setval('public.invites_id_seq', 3, true);
SELECT pg_catalog.setval('public.jobs_id_seq', 149, true);
SELECT pg_catalog.setval('public.known_problems_id_seq', 1, false);
SELECT pg_catalog.setval('public.ledger_entries_id_seq', 1, false);
SELECT pg_catalog.setval('public.mailings_id_seq', 1, false);
SELECT pg_catalog.setval('public.marks_id_seq', 1, false);
SELECT pg_catalog.setval('public.member_invites_id_seq', 1, false);
SELECT pg_catalog.setval('public.memberships_id_seq', 1, false);
SELECT pg_catalog.setval('public.menu_items_id_seq', 1, false);
SELECT pg_catalog.setval('public.menus_id_seq', 1, false);
SELECT pg_catalog.setval('public.offers_id_seq', 1, false);
SELECT pg_catalog.setval('public.organizations_id_seq', 1, false);
SELECT pg_catalog.setval('public.outlets_id_seq', 1, false);
SELECT pg_catalog.setval('public.pauses_id_seq', 1, false);
SELECT pg_catalog.setval('public.payment_requests_id_seq', 1, false);
SELECT pg_catalog.setval('public.people_id_seq', 7, true);
SELECT pg_catalog.setval('public.person_tokens_id_seq', 1, false);
SELECT pg_catalog.setval('public.prepared_answers_id_seq', 1, false);
SELECT pg_catalog.setval('public.preset_answers_id_seq', 1, false);
SELECT pg_catalog.setval('public.questions_id_seq', 1, true);
SELECT pg_catalog.setval('public.reactions_id_seq', 1, false);
SELECT pg_catalog.setval('public.recovery_codes_id_seq', 1, false);
SELECT pg_catalog.setval('public.report_results_id_seq', 1, false);
SELECT pg_catalog.setval('public.review_criteria_id_seq', 1, false);
SELECT pg_catalog.setval('public.reviews_id_seq', 1, false);
SELECT pg_catalog.setval('public.rings_id_seq', 1, false);
SELECT pg_catalog.setval('public.root_causes_id_seq', 1, false);
SELECT pg_catalog.setval('public.rule_events_id_seq', 1, false);
SELECT pg_catalog.setval('public.rules_id_seq', 1, false);
SELECT pg_catalog.setval('public.saved_views_id_seq', 1, false);
SELECT pg_catalog.setval('public.searches_id_seq', 1, false);
SELECT pg_catalog.setval('public.second_factors_id_seq', 1, false);
SELECT pg_catalog.setval('public.sent_cards_id_seq', 1, false);
SELECT pg_catalog.setval('public.sent_forms_id_seq', 1, false);
SELECT pg_catalog.setval('public.shifts_id_seq', 1, false);
SELECT pg_catalog.setval('public.subscriptions_id_seq', 1, false);
SELECT pg_catalog.setval('public.system_links_id_seq', 1, false);
SELECT pg_catalog.setval('public.systems_id_seq', 1, false);
SELECT pg_catalog.setval('public.ticket_groups_id_seq', 1, false);
SELECT pg_catalog.setval('public.ticket_numbers', 6, true);
SELECT pg_catalog.setval('public.tickets_id_seq', 6, true);
SELECT pg_catalog.setval('public.topic_models_id_seq', 1, false);
SELECT pg_catalog.setval('public.use_log_id_seq', 1, false);
SELECT pg_catalog.setval('public.uses_id_seq', 1, false);
SELECT pg_catalog.setval('public.web_sessions_id_seq', 1, false);
SELECT pg_catalog.setval('public.web_sign_ins_id_seq', 1, false);
SELECT pg_catalog.setval('public.worker_seats', 2, true);
