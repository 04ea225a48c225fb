create view wirewatch.dead_letters as
select
    e.id as dead_letter_id,
    e.data ->> 'refused_by' as refused_by,
    e.data ->> 'reason' as reason,
    e.data ->> 'detail' as detail,
    e.data -> 'kafka' ->> 'topic' as topic,
    (e.data -> 'kafka' ->> 'partition')::integer as partition,
    (e.data -> 'kafka' ->> 'offset')::bigint as "offset",
    e.data -> 'feed' ->> 'feed_id' as feed_id,
    e.data -> 'feed' ->> 'url' as feed_url,
    (e.data -> 'feed' ->> 'entry')::integer as entry,
    decode(e.data ->> 'head', 'base64') as head,
    (e.data ->> 'size')::bigint as size,
    e.data ->> 'sha256' as sha256,
    e.time,
    e.position
from log.events as e
where e.type = 'dead_letter.written';

comment on view wirewatch.dead_letters is 'Messages and entries that a service refused, with their coordinates and the reason.';
comment on column wirewatch.dead_letters.dead_letter_id is 'Id of the dead letter.';
comment on column wirewatch.dead_letters.refused_by is 'Process that refused it: ingest, annotate, novelty, store, alert.';
comment on column wirewatch.dead_letters.reason is 'Why: not_an_event, unknown_type, invalid_data, wrong_topic, refused_by_database ...';
comment on column wirewatch.dead_letters.detail is 'The reason in a sentence.';
comment on column wirewatch.dead_letters.topic is 'Kafka topic of a refused message, or null.';
comment on column wirewatch.dead_letters.partition is 'Its partition.';
comment on column wirewatch.dead_letters."offset" is 'Its offset.';
comment on column wirewatch.dead_letters.feed_id is 'Feed of a refused entry, or null.';
comment on column wirewatch.dead_letters.feed_url is 'URL of that feed.';
comment on column wirewatch.dead_letters.entry is 'Which entry of the feed''s answer, from 0.';
comment on column wirewatch.dead_letters.head is 'The first 64 kB of the refused bytes.';
comment on column wirewatch.dead_letters.size is 'Length of the refused bytes.';
comment on column wirewatch.dead_letters.sha256 is 'SHA-256 of the refused bytes, hex.';
comment on column wirewatch.dead_letters.time is 'When it was refused.';
comment on column wirewatch.dead_letters.position is 'Position of the dead letter in the log.';

grant select on wirewatch.dead_letters to wirewatch_reader;
