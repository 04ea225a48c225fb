-- Reading the log, its end and its offsets.

-- name: tail
select
    position,
    head
from log.counter

-- name: begin_offsets
insert into log.offsets (topic, partition, next)
select
    topic,
    partition,
    0
from unnest(%(topics)s::text[], %(partitions)s::integer[]) as p (topic, partition)
on conflict do nothing

-- name: offsets
select
    o.topic,
    o.partition,
    o.next
from log.offsets as o
inner join unnest(%(topics)s::text[], %(partitions)s::integer[]) as p (topic, partition)
    on p.topic = o.topic and p.partition = o.partition

-- name: export
select
    e.id::text,
    e.type,
    e.version,
    e.source,
    e.subject,
    e.time,
    e.data::text,
    e.position
from log.events as e
where
    e.position > %(after)s
    and (%(last)s::bigint is null or e.position <= %(last)s)
    and (%(type)s::text is null or e.type = %(type)s)
order by e.position
limit %(limit)s

-- name: walk
-- Each event with what the side tables say of it: both must name its position.
select
    e.id::text,
    e.type,
    e.version,
    e.source,
    e.subject,
    e.time,
    e.data::text,
    e.position,
    e.stream_version,
    e.hash,
    i.position as id_position,
    v.position as stream_position
from log.events as e
left join log.event_ids as i on i.id = e.id
left join log.stream_versions as v
    on v.family = split_part(e.type, '.', 1) and v.subject = e.subject and v.version = e.stream_version
where e.position > %(after)s and e.position <= %(last)s
order by e.position
limit %(limit)s

-- name: beyond
-- The first position after the end of the log. In one statement: nothing can be appended between its two halves.
select min(e.position)
from log.events as e
where e.position > (select c.position from log.counter as c)

-- name: stray_ids
-- The first position that the table of ids has and the log has not, or has with another id.
select min(i.position)
from log.event_ids as i
left join log.events as e on e.position = i.position and e.id = i.id
where e.position is null

-- name: stray_stream_versions
select min(v.position)
from log.stream_versions as v
left join log.events as e
    on
        e.position = v.position
        and e.subject = v.subject
        and e.stream_version = v.version
        and split_part(e.type, '.', 1) = v.family
where e.position is null
