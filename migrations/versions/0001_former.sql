-- What databases of the first days of version 1.0.0 had and the baseline has no more: backups of them hold its rows.
alter table ideas
  add column if not exists stems text[] default '{}' not null,
  add column if not exists joined_id bigint;

create table if not exists board_moves (
  task_id text not null,
  section_id text not null,
  by text not null,
  at timestamptz not null,
  constraint pk_board_moves primary key (task_id)
);
