-- The parts of a development put together: the words of the principal one (else of the first relation), the novelties
-- of all, the largest counts that are known.
create view wirewatch.developments as
select
    d.development_id,
    d.lead ->> 'summary' as summary,
    d.lead ->> 'type' as type,
    d.lead ->> 'mode' as mode,
    (d.lead ->> 'joint')::boolean as joint,
    array(select jsonb_array_elements_text(d.lead -> 'parties')) as parties,
    array(select jsonb_array_elements_text(d.lead -> 'sources')) as sources,
    array(select jsonb_array_elements_text(d.lead -> 'targets')) as targets,
    d.lead -> 'place' ->> 'name' as place,
    d.lead -> 'place' ->> 'country' as country,
    d.lead -> 'place' ->> 'admin1' as admin1,
    (d.lead -> 'place' ->> 'geonames_id')::bigint as geonames_id,
    (d.lead -> 'place' ->> 'latitude')::double precision as latitude,
    (d.lead -> 'place' ->> 'longitude')::double precision as longitude,
    d.lead -> 'time' ->> 'value' as event_time,
    d.lead -> 'time' ->> 'precision' as event_time_precision,
    d.lead ->> 'status' as status,
    d.lead ->> 'attributed_to' as attributed_to,
    array(select distinct n ->> 'basis' from jsonb_array_elements(d.novelties) as n order by 1) as bases,
    array(select distinct n ->> 'kind' from jsonb_array_elements(d.novelties) as n order by 1) as kinds,
    d.novelties,
    d.relations,
    d.independent_reports,
    d.confidence,
    array(select jsonb_array_elements_text(d.lead -> 'languages')) as languages,
    array(select jsonb_array_elements_text(d.lead -> 'tags')) as tags,
    d.detected_at,
    d.first_position,
    d.last_position
from (
    select
        p.development_id,
        (array_agg(p.data order by (p.data -> 'relation' ->> 'principal')::boolean desc, p.relation))[1] as lead,
        (
            select jsonb_agg(distinct n)
            from unnest(array_agg(p.data)) as part, jsonb_array_elements(part -> 'novelties') as n
        ) as novelties,
        array_agg(p.relation order by p.relation) as relations,
        max(greatest((p.data ->> 'independent_reports')::integer, c.independent_reports)) as independent_reports,
        max(greatest((p.data ->> 'confidence')::double precision, c.confidence)) as confidence,
        min(p.time) as detected_at,
        min(p.position) as first_position,
        max(greatest(p.position, c.position)) as last_position
    from log.development_parts as p
    cross join lateral (
        -- What corroborated the part since its last detection: the counts after a corroboration are those with it.
        select
            max((e.data ->> 'independent_reports')::integer) as independent_reports,
            max((e.data ->> 'confidence')::double precision) as confidence,
            max(e.position) as position
        from log.events as e
        where
            e.subject = p.development_id
            and e.type = 'development.corroborated'
            and e.data -> 'relation' ->> 'key' = p.relation
            and e.position > p.position
    ) as c
    group by p.development_id
) as d;

comment on view wirewatch.developments is 'Developments that stand: detected, and not superseded since.';
comment on column wirewatch.developments.development_id is 'Id of the development, derived from its event: what, between whom, on which day, in which country.';
comment on column wirewatch.developments.summary is 'What is new, in one sentence.';
comment on column wirewatch.developments.type is 'Root type of PLOVER: AGREE, CONSULT ... ASSAULT.';
comment on column wirewatch.developments.mode is 'How, within the type: airstrike. Null where it has none.';
comment on column wirewatch.developments.joint is 'Whether the sources acted together.';
comment on column wirewatch.developments.parties is 'Countries and non-state actors that it is about.';
comment on column wirewatch.developments.sources is 'Ids of the actors who did it.';
comment on column wirewatch.developments.targets is 'Ids of the actors to whom it was done.';
comment on column wirewatch.developments.place is 'Name of the place, or null.';
comment on column wirewatch.developments.country is 'ISO 3166-1 alpha-3 code of the place''s country, or null.';
comment on column wirewatch.developments.admin1 is 'First-order division of the place, or null.';
comment on column wirewatch.developments.geonames_id is 'GeoNames id of the place, or null.';
comment on column wirewatch.developments.latitude is 'Degrees north (WGS 84), or null.';
comment on column wirewatch.developments.longitude is 'Degrees east (WGS 84), or null.';
comment on column wirewatch.developments.event_time is 'When: ISO 8601 date as precise as known: 2017-01-18, 2017-01 or 2017.';
comment on column wirewatch.developments.event_time_precision is 'day, month or year.';
comment on column wirewatch.developments.status is 'actual, claimed, denied, planned, hypothetical, historical or negated.';
comment on column wirewatch.developments.attributed_to is 'Actor that says so, or null where the articles themselves do.';
comment on column wirewatch.developments.bases is 'What the novelty rests on: stated (the text says so), observed (our memory does), or both.';
comment on column wirewatch.developments.kinds is 'How it is new: first, since, record, resumed, shift.';
comment on column wirewatch.developments.novelties is 'Each way in which it is new, with scope, horizon and the history it is new against.';
comment on column wirewatch.developments.relations is 'Keys of the relations that hold it new.';
comment on column wirewatch.developments.independent_reports is 'Independent reports that are known: no copies, one for each publisher.';
comment on column wirewatch.developments.confidence is '0 to 1; corroboration raises it.';
comment on column wirewatch.developments.languages is 'Languages of its reports when it was detected.';
comment on column wirewatch.developments.tags is 'Categories of the feeds that reported it when it was detected.';
comment on column wirewatch.developments.detected_at is 'Event time of the first of its parts that stand.';
comment on column wirewatch.developments.first_position is 'Position of the first of its parts that stand.';
comment on column wirewatch.developments.last_position is 'Position of the last event that changed it.';

grant select on wirewatch.developments to wirewatch_reader;
