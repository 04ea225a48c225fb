create or replace view wirewatch.claims as
select
    c.claim ->> 'id' as claim_id,
    a.article_id,
    c.claim ->> 'type' as type,
    c.claim ->> 'mode' as mode,
    (c.claim ->> 'joint')::boolean as joint,
    array(select jsonb_array_elements_text(c.claim -> 'sources')) as sources,
    array(select jsonb_array_elements_text(c.claim -> 'targets')) as targets,
    (c.claim ->> 'place')::bigint as geonames_id,
    c.claim -> 'time' ->> 'value' as event_time,
    c.claim -> 'time' ->> 'precision' as event_time_precision,
    c.claim ->> 'status' as status,
    c.claim ->> 'attributed_to' as attributed_to,
    c.claim -> 'novelty' ->> 'kind' as stated_novelty,
    c.claim -> 'novelty' ->> 'cue' as stated_cue,
    c.claim -> 'novelty' ->> 'since' as stated_since,
    c.claim -> 'evidence' ->> 'text' as evidence,
    c.claim -> 'evidence' ->> 'field' as evidence_field,
    (c.claim -> 'evidence' ->> 'start')::integer as evidence_start,
    (c.claim -> 'evidence' ->> 'end')::integer as evidence_end,
    (c.claim ->> 'confidence')::double precision as confidence,
    (a.data ->> 'revision')::integer as revision,
    a.published_at,
    a.data ->> 'publisher' as publisher,
    a.data ->> 'title' as title,
    a.data ->> 'url' as url,
    (a.data ->> 'history')::boolean as history,
    a.position,
    c.claim ->> 'strength' as strength,
    c.claim ->> 'doubt' as doubt,
    array(select jsonb_array_elements_text(c.claim -> 'disputes')) as disputes
from log.current_annotations as a
cross join lateral jsonb_array_elements(a.data -> 'claims') as c (claim);

comment on column wirewatch.claims.strength is 'How the source stands to it: said, claims, denies, admits or believes; null without one.';
comment on column wirewatch.claims.doubt is 'Words of the article that doubt it: could not be verified. Or null.';
comment on column wirewatch.claims.disputes is 'Ids of claims of the same article in which another side tells it otherwise.';
