-- Each event id once: what makes a repeated append harmless.
create table log.event_ids (
    id uuid primary key,
    position bigint not null
);
comment on table log.event_ids is 'Which ids the log holds, and where.';
comment on column log.event_ids.id is 'Id of an event.';
comment on column log.event_ids.position is 'Position of that event.';

grant select, insert on log.event_ids to wirewatch_store;
