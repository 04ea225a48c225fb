-- The two group roles of the store. They cannot log in: a service or a person takes one with SET ROLE.
-- Roles belong to the whole server, so another database's migration may have made them, even at this moment.
do $$
declare
    wanted text;
begin
    foreach wanted in array array['wirewatch_store', 'wirewatch_reader'] loop
        begin
            execute format('create role %I nologin', wanted);
        exception when duplicate_object or unique_violation then
            null;
        end;
        if not pg_has_role(current_user, wanted, 'member') then
            execute format('grant %I to current_user', wanted);
        end if;
    end loop;
    if not has_database_privilege('wirewatch_store', current_database(), 'temporary') then
        execute format('grant temporary on database %I to wirewatch_store', current_database());
    end if;
end
$$;
