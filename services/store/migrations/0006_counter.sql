-- One row, locked by whoever appends: it makes positions gapless in commit order. (An identity column does not: a
-- number is taken before its transaction commits, and a reader of position > last steps over the late one.)
create table log.counter (
    one boolean primary key default true check (one),
    position bigint not null,
    head bytea not null,
    check (octet_length(head) = 32)
);
comment on table log.counter is 'The end of the log.';
comment on column log.counter.one is 'Always true: there is one row.';
comment on column log.counter.position is 'Position of the last event; 0 while the log is empty.';
comment on column log.counter.head is 'Hash of the last event; 32 zero bytes while the log is empty.';

insert into log.counter (position, head) values (0, decode(repeat('00', 32), 'hex'));

grant select, update on log.counter to wirewatch_store;
