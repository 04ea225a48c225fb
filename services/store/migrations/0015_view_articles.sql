-- The latest revision of each article: the one that no later revision follows.
create view wirewatch.articles as
select
    e.subject as article_id,
    (e.data ->> 'revision')::integer as revision,
    e.data ->> 'title' as title,
    e.data ->> 'summary' as summary,
    e.data ->> 'text' as text,
    e.data ->> 'url' as url,
    e.data ->> 'publisher' as publisher,
    array(select jsonb_array_elements_text(e.data -> 'authors')) as authors,
    e.data ->> 'language' as language,
    array(select jsonb_array_elements_text(e.data -> 'tags')) as tags,
    log.moment(e.data ->> 'published_at') as published_at,
    log.moment(e.data ->> 'first_seen_at') as first_seen_at,
    e.data ->> 'feed_id' as feed_id,
    e.data ->> 'feed_title' as feed_title,
    e.data -> 'copy_of' ->> 'article_id' as copy_of,
    e.position
from log.events as e
where
    e.type in ('article.found', 'article.revised')
    and not exists (
        select from log.events as later
        where
            later.subject = e.subject
            and later.type in ('article.found', 'article.revised')
            and ((later.data ->> 'revision')::integer, later.position) > ((e.data ->> 'revision')::integer, e.position)
    );

comment on view wirewatch.articles is 'Articles in their latest revision.';
comment on column wirewatch.articles.article_id is 'Id of the article, derived from its canonical URL.';
comment on column wirewatch.articles.revision is '1 as first found, then 2, 3 ... as its title, summary or text changed.';
comment on column wirewatch.articles.title is 'Headline, plain text.';
comment on column wirewatch.articles.summary is 'Summary as the feed gave it, plain text.';
comment on column wirewatch.articles.text is 'Content where the feed carries it, else the summary; plain text.';
comment on column wirewatch.articles.url is 'Canonical URL, or null where the entry had no link.';
comment on column wirewatch.articles.publisher is 'Registrable domain of the publisher: the unit of independence.';
comment on column wirewatch.articles.authors is 'Authors as the feed names them.';
comment on column wirewatch.articles.language is 'Language tag, or null where none is known.';
comment on column wirewatch.articles.tags is 'Categories that the operator gave the feed.';
comment on column wirewatch.articles.published_at is 'When it was published; where the feed does not say, when it was updated or first seen.';
comment on column wirewatch.articles.first_seen_at is 'When ingest first saw it.';
comment on column wirewatch.articles.feed_id is 'Id of the feed that it was found in.';
comment on column wirewatch.articles.feed_title is 'Title of that feed.';
comment on column wirewatch.articles.copy_of is 'Article whose wire text this one copies, or null.';
comment on column wirewatch.articles.position is 'Position of the revision in the log.';

grant select on wirewatch.articles to wirewatch_reader;
