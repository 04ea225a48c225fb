-- How far each Kafka partition is in the log. It moves in the transaction that appends, so both are true or neither.
create table log.offsets (
    topic text not null,
    partition integer not null,
    next bigint not null,
    primary key (topic, partition),
    check (next >= 0)
);
comment on table log.offsets is 'The next Kafka offset to read of each partition.';
comment on column log.offsets.topic is 'Kafka topic.';
comment on column log.offsets.partition is 'Kafka partition.';
comment on column log.offsets.next is 'Offset of the first message that the log has not taken yet.';

grant select, insert, update on log.offsets to wirewatch_store;
