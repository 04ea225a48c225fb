-- What became of each alert: its last word.
create view wirewatch.alerts as
select distinct on (e.subject)
    e.subject as alert_id,
    e.data ->> 'development_id' as development_id,
    e.data ->> 'subscription' as subscription,
    e.data ->> 'endpoint' as endpoint,
    case e.type when 'alert.delivered' then 'delivered' else 'failed' end as outcome,
    (e.data ->> 'attempts')::integer as attempts,
    (e.data ->> 'http_status')::integer as http_status,
    e.data ->> 'reason' as reason,
    e.data ->> 'detail' as detail,
    (e.data ->> 'position')::bigint as development_position,
    e.time,
    e.position
from log.events as e
where e.type in ('alert.delivered', 'alert.failed')
order by e.subject, e.position desc;

comment on view wirewatch.alerts is 'Alerts and what became of them.';
comment on column wirewatch.alerts.alert_id is 'Id of the alert: the webhook-id of every attempt.';
comment on column wirewatch.alerts.development_id is 'Development that it tells of (view developments).';
comment on column wirewatch.alerts.subscription is 'Name of the subscription that it matched.';
comment on column wirewatch.alerts.endpoint is 'Host that it was sent to.';
comment on column wirewatch.alerts.outcome is 'delivered or failed.';
comment on column wirewatch.alerts.attempts is 'How often it was sent.';
comment on column wirewatch.alerts.http_status is 'Status of the last answer, or null where there was none.';
comment on column wirewatch.alerts.reason is 'Why it failed: connect, timeout, gone ...; null where it was delivered.';
comment on column wirewatch.alerts.detail is 'What the endpoint said, or the error; null where it was delivered.';
comment on column wirewatch.alerts.development_position is 'Position of the development.detected that it was made from.';
comment on column wirewatch.alerts.time is 'When it was delivered or given up.';
comment on column wirewatch.alerts.position is 'Position of that event in the log.';

grant select on wirewatch.alerts to wirewatch_reader;
