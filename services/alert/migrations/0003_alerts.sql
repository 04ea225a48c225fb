create table alert.alerts (
    alert_id text primary key,
    development_id text not null,
    subscription text not null,
    position bigint not null,
    recorded_at timestamptz not null,
    body bytea not null,
    state text not null default 'queued',
    due_at timestamptz not null,
    taken_at timestamptz,
    attempts integer not null default 0,
    round integer not null default 0,
    finished_at timestamptz,
    superseded_position bigint,
    check (state in ('queued', 'delivered', 'failed', 'withdrawn')),
    check (attempts >= 0),
    check (round >= 0)
);
comment on table alert.alerts is 'The queue, and what became of each alert. One row for a development and a subscription.';
comment on column alert.alerts.alert_id is 'Derived from both; the webhook-id of every attempt.';
comment on column alert.alerts.position is 'Position of the log up to which the body knows the development.';
comment on column alert.alerts.recorded_at is 'When the log took the event that made the development match.';
comment on column alert.alerts.body is 'The bytes that are sent. They do not change once an attempt was begun.';
comment on column alert.alerts.state is 'queued, delivered, failed (redeliver sends it again), or withdrawn (superseded before it was delivered).';
comment on column alert.alerts.due_at is 'When the next attempt may begin; for an alert that is being sent, when it may be taken again.';
comment on column alert.alerts.taken_at is 'When its first attempt was begun.';
comment on column alert.alerts.attempts is 'Attempts finished in this round.';
comment on column alert.alerts.round is 'How often it was redelivered by hand.';
comment on column alert.alerts.superseded_position is 'Position at which the development was superseded whole, if it was; a delivered alert is not recalled.';

create index alerts_due on alert.alerts (subscription, due_at, position) where state = 'queued';
create index alerts_development on alert.alerts (development_id);
create index alerts_position on alert.alerts (position);
grant select, insert, update on alert.alerts to wirewatch_alert;

create table alert.attempts (
    alert_id text not null references alert.alerts,
    round integer not null,
    number integer not null,
    at timestamptz not null,
    host text not null,
    duration_ms integer not null,
    status integer,
    reason text,
    detail text not null,
    primary key (alert_id, round, number)
);
comment on table alert.attempts is 'Every request that was made for an alert.';
comment on column alert.attempts.number is 'From 1 within the round.';
comment on column alert.attempts.status is 'HTTP status; null where there was no answer.';
comment on column alert.attempts.reason is 'Why it failed (schemas.alerts.AlertFailureReason); null where it was delivered.';
comment on column alert.attempts.detail is 'The start of the answer, or what went wrong.';
grant select, insert on alert.attempts to wirewatch_alert;

-- Events that Kafka has not acknowledged yet. They are written with the state that they tell, so a crash loses none.
create table alert.outcomes (
    event_id text primary key,
    event text not null
);
comment on table alert.outcomes is 'alert.delivered and alert.failed on their way to Kafka: CloudEvents in JSON, deleted once acknowledged.';
grant select, insert, update, delete on alert.outcomes to wirewatch_alert;

do $$
begin
    if exists (select from pg_roles where rolname = 'wirewatch_reader') then
        grant usage on schema alert to wirewatch_reader;
        grant select on alert.alerts, alert.attempts, alert.endpoints, alert.checkpoint to wirewatch_reader;
    end if;
end
$$;
