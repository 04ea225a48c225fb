-- Partitions of a million positions: the ones that positions first_position to last_position fall into, and one ahead.
-- The appending transaction calls it, so a missing partition never stops an append. It runs as the owner of the log,
-- because the service may not create tables there. A partition is made beside the log and attached then: attaching
-- lets readers and writers of the log go on, `create table ... partition of` would wait for all of them.
create function log.provide_partitions(first_position bigint, last_position bigint) returns void
language plpgsql
security definer
set search_path = ''
as $$
declare
    width constant bigint := 1000000;
    number bigint;
    name text;
begin
    for number in first_position / width .. last_position / width + 1 loop
        name := 'events_' || lpad(number::text, 6, '0');
        continue when exists (
            select from pg_catalog.pg_inherits
            where inhparent = 'log.events'::regclass and inhrelid = pg_catalog.to_regclass('log.' || name)
        );
        if pg_catalog.to_regclass('log.' || name) is null then
            execute format('create table log.%I (like log.events including all)', name);
            execute format(
                'create trigger refuse_change before update or delete or truncate on log.%I '
                'for each statement execute function log.refuse_change()', name);
            execute format('alter table log.%I enable always trigger refuse_change', name);
        end if;
        execute format(
            'alter table log.events attach partition log.%I for values from (%s) to (%s)',
            name, number * width, (number + 1) * width);
    end loop;
end
$$;
comment on function log.provide_partitions is 'Makes sure that the log has partitions for these positions, and one ahead.';

revoke execute on function log.provide_partitions from public;
grant execute on function log.provide_partitions to wirewatch_store;

select log.provide_partitions(1, 1);
