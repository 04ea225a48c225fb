-- The end of the log moves forward only.
create function log.refuse_return() returns trigger
language plpgsql
set search_path = ''
as $$
begin
    if new.position <= old.position then
        raise exception 'the log ends at position %, and cannot be made to end at %', old.position, new.position
            using errcode = 'insufficient_privilege';
    end if;
    return new;
end
$$;

create trigger refuse_return before update on log.counter
for each row execute function log.refuse_return();
alter table log.counter enable always trigger refuse_return;
