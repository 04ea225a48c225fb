-- The group role of the alert service. It cannot log in: a service takes it with SET ROLE.
-- Roles belong to the whole server: another database's migration may have made it, even at this moment, or an operator
-- did so for an owner who may not. What the owner may not grant is left to the operator.
do $$
begin
    if not exists (select from pg_roles where rolname = 'wirewatch_alert') then
        begin
            create role wirewatch_alert nologin;
        exception when duplicate_object or unique_violation then
            null;
        end;
    end if;
    begin
        grant wirewatch_alert to current_user;
    exception when insufficient_privilege then
        null;
    end;
end
$$;

-- It reads the log and never writes it: what became of an alert goes through Kafka, and the store is the one writer.
grant usage on schema log to wirewatch_alert;
grant select on log.events to wirewatch_alert;
