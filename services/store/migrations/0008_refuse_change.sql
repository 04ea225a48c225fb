-- Statement triggers refuse before a row is looked at, and for everybody: the tables' owner too. They fire always, also
-- for a session that replicates. A statement trigger does not pass to partitions: log.provide_partitions gives each its own.
create function log.refuse_change() returns trigger
language plpgsql
set search_path = ''
as $$
begin
    raise exception '% on %.% is refused: the log is append-only, and a correction is a new event',
        tg_op, tg_table_schema, tg_table_name
        using errcode = 'insufficient_privilege';
end
$$;

create trigger refuse_change before update or delete or truncate on log.events
for each statement execute function log.refuse_change();
alter table log.events enable always trigger refuse_change;

create trigger refuse_change before update or delete or truncate on log.event_ids
for each statement execute function log.refuse_change();
alter table log.event_ids enable always trigger refuse_change;

create trigger refuse_change before update or delete or truncate on log.stream_versions
for each statement execute function log.refuse_change();
alter table log.stream_versions enable always trigger refuse_change;

create trigger refuse_change before insert or delete or truncate on log.counter
for each statement execute function log.refuse_change();
alter table log.counter enable always trigger refuse_change;

create trigger refuse_change before delete or truncate on log.offsets
for each statement execute function log.refuse_change();
alter table log.offsets enable always trigger refuse_change;
