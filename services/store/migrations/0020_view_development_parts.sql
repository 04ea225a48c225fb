-- A development is told in parts, one for each relation of its event. A part stands while its last word is `detected`.
create view log.development_parts as
select
    last.development_id,
    last.relation,
    last.data,
    last.time,
    last.position
from (
    select distinct on (e.subject, e.data -> 'relation' ->> 'key')
        e.subject as development_id,
        e.data -> 'relation' ->> 'key' as relation,
        e.type,
        e.data,
        e.time,
        e.position
    from log.events as e
    where e.type in ('development.detected', 'development.superseded')
    order by e.subject, e.data -> 'relation' ->> 'key', e.position desc
) as last
where last.type = 'development.detected';

comment on view log.development_parts is 'The parts of developments that stand; developments and development_reports are made from them.';
comment on column log.development_parts.development_id is 'Id of the development.';
comment on column log.development_parts.relation is 'Key of the relation that holds it new.';
comment on column log.development_parts.data is 'The last development.detected of that relation.';
comment on column log.development_parts.time is 'Event time of that.';
comment on column log.development_parts.position is 'Position of that in the log.';
