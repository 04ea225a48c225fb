-- The two group roles of the store. They cannot log in: a service or a person takes one with SET ROLE.
-- Roles belong to the whole server: another database's migration may have made them, even at this moment, or an operator
-- did so for an owner who may not. What the owner may not grant is left to the operator.
do $$
declare
    wanted text;
begin
    foreach wanted in array array['wirewatch_store', 'wirewatch_reader'] loop
        if not exists (select from pg_roles where rolname = wanted) then
            begin
                execute format('create role %I nologin', wanted);
            exception when duplicate_object or unique_violation then
                null;
            end;
        end if;
        begin
            execute format('grant %I to current_user', wanted);
        exception when insufficient_privilege then
            null;
        end;
    end loop;
    if not has_database_privilege('wirewatch_store', current_database(), 'temporary') then
        execute format('grant temporary on database %I to wirewatch_store', current_database());
    end if;
end
$$;
