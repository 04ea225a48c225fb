-- name: checkpoint
select position from alert.checkpoint

-- name: begin
insert into alert.checkpoint (position) values (%(position)s) on conflict do nothing

-- name: move
-- The fence: where another process went on from this position, no row fits and the whole plan is dropped.
update alert.checkpoint set position = %(position)s where position = %(after)s

-- name: standings
select development_id, standing from alert.developments where development_id = any(%(ids)s)

-- name: keep
insert into alert.developments (development_id, position, standing)
select * from unnest(%(ids)s::text[], %(positions)s::bigint[], %(standings)s::jsonb[])
on conflict (development_id) do update set position = excluded.position, standing = excluded.standing

-- name: supersede
update alert.alerts
set
    superseded_position = fallen.position,
    state = case when state = 'queued' then 'withdrawn' else state end
from unnest(%(ids)s::text[], %(positions)s::bigint[]) as fallen (development_id, position)
where alerts.development_id = fallen.development_id

-- name: withdraw
update alert.alerts set state = 'withdrawn' where alert_id = any(%(ids)s) and state = 'queued'

-- name: match
-- A new alert is queued; one that waits for its first attempt gets the newer body; one that was withdrawn is queued
-- again. One whose first attempt was begun keeps its body, its attempts and its lease: an endpoint may have that body.
insert into alert.alerts as known (alert_id, development_id, subscription, position, recorded_at, body, due_at)
select *, %(due_at)s::timestamptz
from unnest(
    %(alert_ids)s::text[],
    %(development_ids)s::text[],
    %(subscriptions)s::text[],
    %(positions)s::bigint[],
    %(recorded_at)s::timestamptz[],
    %(bodies)s::bytea[]
)
on conflict (alert_id) do update set
    body = case when known.taken_at is null then excluded.body else known.body end,
    position = case when known.taken_at is null then excluded.position else known.position end,
    recorded_at = case
        when known.state = 'withdrawn' and known.taken_at is null then excluded.recorded_at else known.recorded_at
    end,
    due_at = case
        when known.state = 'queued' then known.due_at
        when known.taken_at is null then excluded.due_at
        else greatest(known.due_at, excluded.due_at)
    end,
    state = 'queued',
    superseded_position = null
where known.state = 'withdrawn' or (known.state = 'queued' and known.taken_at is null)
returning xmax = 0 as is_new

-- name: take
-- Each subscription gets at most its room, whatever waits for the others. A row that somebody is taking is stepped over.
with wanted as materialized (
    select picked.alert_id
    from unnest(%(names)s::text[], %(rooms)s::integer[]) as free (subscription, room)
    cross join lateral (
        select alert_id
        from alert.alerts
        where alerts.subscription = free.subscription and state = 'queued' and due_at <= %(now)s
        order by due_at, position
        limit free.room
        for update skip locked
    ) as picked
)
update alert.alerts
set due_at = %(leased_until)s, taken_at = coalesce(taken_at, %(now)s)
from wanted
where alerts.alert_id = wanted.alert_id
returning
    alerts.alert_id,
    development_id,
    subscription,
    position,
    recorded_at,
    body,
    attempts,
    round,
    due_at as leased_until

-- name: know_endpoint
insert into alert.endpoints (endpoint_id, host, failures) values (%(endpoint_id)s, %(host)s, 0) on conflict do nothing

-- name: lock_endpoint
select failures, failing_since, open_until, disabled
from alert.endpoints
where endpoint_id = %(endpoint_id)s
for update

-- name: save_endpoint
update alert.endpoints
set
    failures = %(failures)s,
    failing_since = %(failing_since)s,
    open_until = %(open_until)s,
    disabled = %(disabled)s
where endpoint_id = %(endpoint_id)s

-- name: circuits
select endpoint_id, failures, failing_since, open_until, disabled from alert.endpoints

-- name: enable
update alert.endpoints
set failures = 0, failing_since = null, open_until = null, disabled = null
where endpoint_id = any(%(ids)s)

-- name: note_attempt
insert into alert.attempts (alert_id, round, number, at, host, duration_ms, status, reason, detail)
values (%(alert_id)s, %(round)s, %(number)s, %(at)s, %(host)s, %(duration_ms)s, %(status)s, %(reason)s, %(detail)s)
on conflict do nothing

-- name: delivered
-- Also where it was withdrawn meanwhile, or taken again: the endpoint has it.
update alert.alerts
set state = 'delivered', attempts = %(attempts)s, finished_at = %(at)s
where alert_id = %(alert_id)s and round = %(round)s and state in ('queued', 'withdrawn')

-- name: failed
update alert.alerts
set state = 'failed', attempts = %(attempts)s, finished_at = %(at)s
where alert_id = %(alert_id)s and round = %(round)s and state = 'queued' and due_at = %(leased_until)s

-- name: retry
update alert.alerts
set attempts = %(attempts)s, due_at = %(due_at)s
where alert_id = %(alert_id)s and round = %(round)s and state = 'queued' and due_at = %(leased_until)s

-- name: give_up
-- The alerts of a subscription that are due, where its endpoint is disabled (still: redelivering enables it); those that
-- wait fail when they are due.
update alert.alerts
set state = 'failed', finished_at = %(now)s
where alert_id in (
    select alert_id
    from alert.alerts
    where
        subscription = %(subscription)s
        and state = 'queued'
        and due_at <= %(now)s
        and exists (select from alert.endpoints where endpoint_id = %(endpoint_id)s and disabled is not null)
    order by due_at, position
    limit %(limit)s
    for update skip locked
)
returning
    alert_id,
    development_id,
    subscription,
    position,
    recorded_at,
    body,
    attempts,
    round,
    due_at as leased_until

-- name: add_outcome
insert into alert.outcomes (event_id, event) values (%(event_id)s, %(event)s) on conflict do nothing

-- name: outcomes
select event from alert.outcomes order by event_id limit %(limit)s for update skip locked

-- name: forget_outcomes
delete from alert.outcomes where event_id = any(%(ids)s)

-- name: redeliver_ids
update alert.alerts
set state = 'queued', attempts = 0, round = round + 1, due_at = %(now)s, finished_at = null
where alert_id = any(%(ids)s) and state in ('delivered', 'failed')
returning alert_id, subscription

-- name: redeliver_positions
update alert.alerts
set state = 'queued', attempts = 0, round = round + 1, due_at = %(now)s, finished_at = null
-- positions: the first and the last of them.
where position between (%(positions)s::bigint[])[1] and (%(positions)s::bigint[])[2] and state = 'failed'
returning alert_id, subscription

-- name: depth
select count(*) filter (where due_at <= %(now)s and subscription = any(%(names)s)), count(*)
from alert.alerts
where state = 'queued'
