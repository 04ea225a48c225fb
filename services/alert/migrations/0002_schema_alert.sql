create schema alert;
comment on schema alert is 'What the alert service must remember. Events alert.delivered and alert.failed of the log tell the outcome.';
grant usage on schema alert to wirewatch_alert;

-- One row: how far the log has been matched. It moves in the transaction that queues the alerts.
create table alert.checkpoint (
    one boolean primary key default true check (one),
    position bigint not null,
    check (position >= 0)
);
comment on table alert.checkpoint is 'Position up to which the log has been matched with the subscriptions.';
grant select, insert, update on alert.checkpoint to wirewatch_alert;

create table alert.developments (
    development_id text primary key,
    position bigint not null,
    standing jsonb not null
);
comment on table alert.developments is 'Developments as they stand: their parts so far, folded from the log.';
comment on column alert.developments.position is 'Position of the last event folded in.';
comment on column alert.developments.standing is 'Its parts, and why it fell if it did, as JSON.';
grant select, insert, update on alert.developments to wirewatch_alert;

create table alert.endpoints (
    endpoint_id text primary key,
    host text not null,
    failures integer not null,
    failing_since timestamptz,
    open_until timestamptz,
    disabled text,
    check (failures >= 0)
);
comment on table alert.endpoints is 'Health of each endpoint: its circuit.';
comment on column alert.endpoints.endpoint_id is 'Derived from the whole URL, which may hold a token and is not kept here.';
comment on column alert.endpoints.failures is 'Failures in a row.';
comment on column alert.endpoints.open_until is 'No request is made before it.';
comment on column alert.endpoints.disabled is 'Why no request is made at all: gone (it answered 410) or exhausted (days of failure); null otherwise.';
grant select, insert, update on alert.endpoints to wirewatch_alert;
