-- The group role of the alert service. It cannot log in: a service takes it with SET ROLE.
-- Roles belong to the whole server, so another database's migration may have made it, even at this moment.
do $$
begin
    begin
        create role wirewatch_alert nologin;
    exception when duplicate_object or unique_violation then
        null;
    end;
    if not pg_has_role(current_user, 'wirewatch_alert', 'member') then
        grant wirewatch_alert to current_user;
    end if;
end
$$;

-- It reads the log and never writes it: what became of an alert goes through Kafka, and the store is the one writer.
grant usage on schema log to wirewatch_alert;
grant select on log.events to wirewatch_alert;
