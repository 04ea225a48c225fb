-- The log. Uniqueness of ids and of stream versions lives in side tables, because a unique constraint on a partitioned
-- table must contain its partition key.
create table log.events (
    position bigint not null,
    id uuid not null,
    type text not null,
    version integer not null,
    source text not null,
    subject text not null,
    stream_version bigint not null,
    time timestamptz not null,
    recorded_at timestamptz not null,
    data jsonb not null,
    kafka_topic text,
    kafka_partition integer,
    kafka_offset bigint,
    hash bytea not null,
    primary key (position),
    check (position > 0),
    check (version > 0),
    check (stream_version > 0),
    check (octet_length(hash) = 32),
    check (jsonb_typeof(data) = 'object')
) partition by range (position);

comment on table log.events is 'Every event, once, in one gapless order. Append-only: a correction is a new event.';
comment on column log.events.position is 'Place in the one order: 1, 2, 3 ... as committed.';
comment on column log.events.id is 'UUIDv5 of what the event is about; unique (log.event_ids).';
comment on column log.events.type is 'Family and past-tense verb: article.found.';
comment on column log.events.version is 'Version of the schema of data.';
comment on column log.events.source is 'The service that says so: /wirewatch/ingest.';
comment on column log.events.subject is 'The stream: id of the feed, article, development or alert. With the family it names one stream.';
comment on column log.events.stream_version is 'Place within its stream: 1, 2, 3 ... (log.stream_versions).';
comment on column log.events.time is 'When it happened (event time).';
comment on column log.events.recorded_at is 'When this log took it; not part of the hash, so that a log may move house.';
comment on column log.events.data is 'The event itself, as schemas/ documents its type and version.';
comment on column log.events.kafka_topic is 'Where it was read from; null where it came by `wirewatch store append`. Not part of the hash.';
comment on column log.events.kafka_partition is 'Partition of kafka_topic.';
comment on column log.events.kafka_offset is 'Offset within kafka_partition.';
comment on column log.events.hash is 'SHA-256 over the hash before it and the canonical bytes of this event.';

grant select, insert on log.events to wirewatch_store;
