-- A feed is known by its articles, by what happened to it, or by both.
create view wirewatch.feeds as
select
    feed_id,
    coalesce(moved.url, seen.url, state.url) as url,
    seen.title,
    case state.type when 'feed.failed' then 'failing' when 'feed.gone' then 'gone' else 'good' end as state,
    state.reason,
    state.detail,
    state.since,
    coalesce(seen.articles, 0) as articles,
    seen.last_article_at
from (
    select
        e.data ->> 'feed_id' as feed_id,
        count(*) as articles,
        max(log.moment(e.data ->> 'first_seen_at')) as last_article_at,
        (array_agg(e.data ->> 'feed_url' order by e.position desc))[1] as url,
        (array_agg(e.data ->> 'feed_title' order by e.position desc))[1] as title
    from log.events as e
    where e.type = 'article.found'
    group by 1
) as seen
full join (
    select distinct on (e.subject)
        e.subject as feed_id,
        e.type,
        e.data ->> 'url' as url,
        e.data ->> 'reason' as reason,
        e.data ->> 'detail' as detail,
        e.time as since
    from log.events as e
    where e.type in ('feed.failed', 'feed.recovered', 'feed.gone')
    order by e.subject, e.position desc
) as state using (feed_id)
full join (
    select distinct on (e.subject)
        e.subject as feed_id,
        e.data ->> 'new_url' as url
    from log.events as e
    where e.type = 'feed.moved'
    order by e.subject, e.position desc
) as moved using (feed_id);

comment on view wirewatch.feeds is 'Feeds that gave an article or had trouble.';
comment on column wirewatch.feeds.feed_id is 'Id of the feed, derived from its URL as first configured.';
comment on column wirewatch.feeds.url is 'URL that is polled now.';
comment on column wirewatch.feeds.title is 'Title as the feed gives it, or null.';
comment on column wirewatch.feeds.state is 'good, failing or gone.';
comment on column wirewatch.feeds.reason is 'Why it fails: dns, timeout, not_well_formed ...; else null.';
comment on column wirewatch.feeds.detail is 'The failure in words, else null.';
comment on column wirewatch.feeds.since is 'When it came into this state; null where it never had trouble.';
comment on column wirewatch.feeds.articles is 'Articles found in it.';
comment on column wirewatch.feeds.last_article_at is 'When the last of them was first seen.';

grant select on wirewatch.feeds to wirewatch_reader;
