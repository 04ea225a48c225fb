-- The append: one transaction, these queries in this order. Parameters in psycopg's form: %(x)s as text, %(x)b in binary.

-- name: limit_idleness
-- A process that hangs in the middle holds the counter, and with it everybody: Postgres ends its session then.
set local idle_in_transaction_session_timeout = '5s'

-- name: make_batch
create temporary table if not exists batch (
    number integer not null,
    id uuid not null,
    type text not null,
    version integer not null,
    source text not null,
    subject text not null,
    time timestamptz not null,
    data jsonb not null,
    kafka_topic text,
    kafka_partition integer,
    kafka_offset bigint
) on commit delete rows

-- name: copy_batch
copy pg_temp.batch (
    number,
    id,
    type,
    version,
    source,
    subject,
    time,
    data,
    kafka_topic,
    kafka_partition,
    kafka_offset
) from stdin

-- name: lock_counter
-- Whoever holds this row is the only one who appends. What comes after it sees all that was appended before.
select
    position,
    head
from log.counter
for update

-- name: look_up
select
    b.number,
    i.id is not null as known,
    coalesce(v.version, 0) as stream_version
from pg_temp.batch as b
left join log.event_ids as i on i.id = b.id
left join lateral (
    select s.version
    from log.stream_versions as s
    where s.family = split_part(b.type, '.', 1) and s.subject = b.subject
    order by s.version desc
    limit 1
) as v on true

-- name: provide_partitions
select log.provide_partitions(%(first)s, %(last)s)

-- name: insert_new
with new as materialized (
    select
        n.position,
        b.id,
        b.type,
        b.version,
        b.source,
        b.subject,
        n.stream_version,
        b.time,
        b.data,
        b.kafka_topic,
        b.kafka_partition,
        b.kafka_offset,
        n.hash
    from unnest(
        %(numbers)b::integer[], %(positions)b::bigint[], %(stream_versions)b::bigint[], %(hashes)b::bytea[]
    ) as n (number, position, stream_version, hash)
    inner join pg_temp.batch as b using (number)
    order by n.position
),

ids as (
    insert into log.event_ids (id, position)
    select
        id,
        position
    from new
),

versions as (
    insert into log.stream_versions (family, subject, version, position)
    select
        split_part(type, '.', 1),
        subject,
        stream_version,
        position
    from new
)

insert into log.events (
    position,
    id,
    type,
    version,
    source,
    subject,
    stream_version,
    time,
    recorded_at,
    data,
    kafka_topic,
    kafka_partition,
    kafka_offset,
    hash
)
select
    position,
    id,
    type,
    version,
    source,
    subject,
    stream_version,
    time,
    -- Not now(): the transaction may have waited for the counter, and would be older than the one before it.
    statement_timestamp(),
    data,
    kafka_topic,
    kafka_partition,
    kafka_offset,
    hash
from new

-- name: move_counter
-- The notification goes out with the commit; followers poll as well, so one that is lost costs time only.
with moved as (
    update log.counter
    set
        position = %(position)s,
        head = %(head)s
    returning position
)

select pg_notify('wirewatch_log', position::text)
from moved

-- name: move_offsets
-- The fence: a partition that another process moved on is not updated, and the caller counts.
update log.offsets as o
set next = m.next
from unnest(
    %(topics)s::text[], %(partitions)s::integer[], %(expected)s::bigint[], %(next)s::bigint[]
) as m (topic, partition, expected, next)
where o.topic = m.topic and o.partition = m.partition and o.next = m.expected
