create view wirewatch.claims as
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
    a.position
from log.current_annotations as a
cross join lateral jsonb_array_elements(a.data -> 'claims') as c (claim);

comment on view wirewatch.claims is 'One article''s report of one event: who did what to whom, where and when, said by whom.';
comment on column wirewatch.claims.claim_id is 'Id of the claim: its evidence in one revision of an article.';
comment on column wirewatch.claims.article_id is 'Article that it stands in.';
comment on column wirewatch.claims.type is 'Root type of PLOVER: AGREE, CONSULT ... ASSAULT.';
comment on column wirewatch.claims.mode is 'How, within the type: airstrike. Null where it has none.';
comment on column wirewatch.claims.joint is 'Whether the sources acted together.';
comment on column wirewatch.claims.sources is 'Ids of the actors who did it (view actors).';
comment on column wirewatch.claims.targets is 'Ids of the actors to whom it was done.';
comment on column wirewatch.claims.geonames_id is 'Where: GeoNames id (view places), or null.';
comment on column wirewatch.claims.event_time is 'When: ISO 8601 date as precise as known: 2017-01-18, 2017-01 or 2017.';
comment on column wirewatch.claims.event_time_precision is 'day, month or year.';
comment on column wirewatch.claims.status is 'actual, claimed, denied, planned, hypothetical, historical or negated.';
comment on column wirewatch.claims.attributed_to is 'Actor that says so, or null where the article itself does.';
comment on column wirewatch.claims.stated_novelty is 'What the text says is new: first, since, record or resumed; or null.';
comment on column wirewatch.claims.stated_cue is 'The words that say so: for the first time.';
comment on column wirewatch.claims.stated_since is 'The horizon that the text names: 1990.';
comment on column wirewatch.claims.evidence is 'The words of the article that show the claim.';
comment on column wirewatch.claims.evidence_field is 'title or text.';
comment on column wirewatch.claims.evidence_start is 'Where the evidence starts in that field, in code points from 0.';
comment on column wirewatch.claims.evidence_end is 'Where it ends.';
comment on column wirewatch.claims.confidence is '0 to 1.';
comment on column wirewatch.claims.revision is 'Revision of the article.';
comment on column wirewatch.claims.published_at is 'When the article was published.';
comment on column wirewatch.claims.publisher is 'Registrable domain of the publisher.';
comment on column wirewatch.claims.title is 'Headline of the article.';
comment on column wirewatch.claims.url is 'Canonical URL of the article.';
comment on column wirewatch.claims.history is 'Whether it was loaded as history: it feeds the memory and alerts nobody.';
comment on column wirewatch.claims.position is 'Position of the annotation in the log.';

grant select on wirewatch.claims to wirewatch_reader;
