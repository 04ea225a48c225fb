-- The annotation of each article that counts: of its highest revision, and of several of that one the last.
create view log.current_annotations as
select
    e.subject as article_id,
    e.data,
    log.moment(e.data ->> 'published_at') as published_at,
    e.position
from log.events as e
where
    e.type = 'article.annotated'
    and not exists (
        select from log.events as later
        where
            later.subject = e.subject
            and later.type = 'article.annotated'
            and ((later.data ->> 'revision')::integer, later.position) > ((e.data ->> 'revision')::integer, e.position)
    );
comment on view log.current_annotations is 'What the views claims, actors and places are made from.';
comment on column log.current_annotations.article_id is 'Id of the article.';
comment on column log.current_annotations.data is 'The article.annotated itself.';
comment on column log.current_annotations.published_at is 'When the article was published.';
comment on column log.current_annotations.position is 'Position of the annotation in the log.';
