-- The log itself, to read and to follow: whoever reads position > last never misses an event.
create view wirewatch.events as
select
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
from log.events;

comment on view wirewatch.events is 'Every event, once, in one gapless order.';
comment on column wirewatch.events.position is 'Place in the one order: 1, 2, 3 ... as committed.';
comment on column wirewatch.events.id is 'Unique id, derived from what the event is about.';
comment on column wirewatch.events.type is 'Family and past-tense verb: article.found.';
comment on column wirewatch.events.version is 'Version of the schema of data.';
comment on column wirewatch.events.source is 'The service that says so: /wirewatch/ingest.';
comment on column wirewatch.events.subject is 'Id of the feed, article, development or alert that it belongs to.';
comment on column wirewatch.events.stream_version is 'Place among the events of the same family and subject: 1, 2, 3 ...';
comment on column wirewatch.events.time is 'When it happened (event time).';
comment on column wirewatch.events.recorded_at is 'When the log took it.';
comment on column wirewatch.events.data is 'The event itself, as its type and version are documented.';
comment on column wirewatch.events.kafka_topic is 'Kafka topic it was read from; null where it was appended by hand.';
comment on column wirewatch.events.kafka_partition is 'Partition of kafka_topic.';
comment on column wirewatch.events.kafka_offset is 'Offset within kafka_partition.';
comment on column wirewatch.events.hash is 'SHA-256 over the hash before it and this event: `wirewatch store verify` walks them.';

grant select on wirewatch.events to wirewatch_reader;
