-- Views for the operator's other programs (docs/reference/export.md), in a schema of their own.
-- Rules: no names of people and none of their words; only filed tickets; columns are added at the end of a view, and a
-- migration removes one, with a `drop view` of its view.
create schema if not exists reports;

create or replace view reports.tickets as
select t.id, t.number, t.status, t.priority, t.filed_at, t.origin, c.name as category, e.slug as event,
  r.name as root_cause, t.requester_id, t.assignee_id, t.ended_at, t.end_reason, t.first_due_at, t.solve_due_at,
  t.promised_at, f.taken_at, f.taken_by, f.taken_clock, f.taken_work, f.answered_at, f.answered_by, f.answered_clock,
  f.answered_work, f.answered_late, f.solved_at, f.solved_by, f.solved_clock, f.solved_work, f.solved_late,
  f.ended_clock, f.by_silence, f.reopened, f.escalated, f.promises, f.agents, f.comments, f.replies, f.notes,
  t.organization_id, t.outlet_id
from tickets t left join ticket_facts f on f.ticket_id = t.id left join categories c on c.id = t.category_id
  left join events e on e.id = t.event_id left join root_causes r on r.id = t.root_cause_id
where t.filed_at is not null;

create or replace view reports.entries as
select n.id, n.ticket_id, n.created_at as at, n.kind, n.origin, n.author_id, n.edited_at, n.withdrawn_at, n.delivery,
  coalesce(cast(substring(n.body from '^<sealed t (\d{1,9}) [\w=-]+>$') as int), length(n.body)) as length
from entries n join tickets t on t.id = n.ticket_id
where t.filed_at is not null;

create or replace view reports.history as
select h.id, h.ticket_id, h.at, h.field, h.origin, h.actor_id, h.old_id, h.new_id,
  case when h.field in ('status', 'priority', 'rating', 'rating_agent') then h.old end as old,
  case when h.field in ('status', 'priority', 'rating', 'rating_agent') then h.new end as new
from history h join tickets t on t.id = h.ticket_id
where t.filed_at is not null;

create or replace view reports.spans as
select s.ticket_id, s.kind, s.n, s.status, s.person_id, s.started_at, s.ended_at, s.clock, s.work
from ticket_spans s;

create or replace view reports.marks as
select m.ticket_id, m.about, m.person_id, m.stars, m.asked_at, m.marked_at from marks m;

create or replace view reports.events as
select e.id, e.slug, e.starts_on, e.ends_on, e.external_id, e.attendance from events e;
