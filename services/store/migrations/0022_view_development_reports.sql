-- The articles that carry a development, each once: those it was detected with, and those that corroborated it since.
create view wirewatch.development_reports as
select distinct on (r.development_id, r.report ->> 'article_id')
    r.development_id,
    r.report ->> 'article_id' as article_id,
    r.report ->> 'claim_id' as claim_id,
    r.report ->> 'publisher' as publisher,
    r.report ->> 'title' as title,
    r.report ->> 'url' as url,
    r.report ->> 'published_at' as published_at,
    (r.report ->> 'independent')::boolean as independent,
    r.report ->> 'evidence' as evidence,
    r.position
from (
    select
        p.development_id,
        x.report,
        p.position
    from log.development_parts as p
    cross join lateral jsonb_array_elements(p.data -> 'reports') as x (report)
    union all
    select
        p.development_id,
        e.data -> 'report' as report,
        e.position
    from log.development_parts as p
    inner join log.events as e
        on
            e.subject = p.development_id
            and e.type = 'development.corroborated'
            and e.data -> 'relation' ->> 'key' = p.relation
            and e.position > p.position
) as r
order by r.development_id, r.report ->> 'article_id', r.position desc;

comment on view wirewatch.development_reports is 'Articles that carry a development that stands: one row for each development and article.';
comment on column wirewatch.development_reports.development_id is 'Development (view developments).';
comment on column wirewatch.development_reports.article_id is 'Article that reports it (view articles).';
comment on column wirewatch.development_reports.claim_id is 'Claim of that article (view claims).';
comment on column wirewatch.development_reports.publisher is 'Registrable domain of the publisher.';
comment on column wirewatch.development_reports.title is 'Headline of the article.';
comment on column wirewatch.development_reports.url is 'Canonical URL of the article.';
comment on column wirewatch.development_reports.published_at is 'When the article was published, ISO 8601.';
comment on column wirewatch.development_reports.independent is 'False where it copies another report or shares its publisher.';
comment on column wirewatch.development_reports.evidence is 'The words of the article that show it.';
comment on column wirewatch.development_reports.position is 'Position of the last event that names the report.';

grant select on wirewatch.development_reports to wirewatch_reader;
