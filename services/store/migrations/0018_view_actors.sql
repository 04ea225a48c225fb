create view wirewatch.actors as
select
    a.article_id,
    x.actor ->> 'id' as actor_id,
    x.actor ->> 'name' as name,
    x.actor ->> 'kind' as kind,
    x.actor ->> 'country' as country,
    x.actor ->> 'sector' as sector,
    x.actor ->> 'party' as party,
    jsonb_array_length(x.actor -> 'mentions') as mentions,
    x.actor -> 'mentions' -> 0 ->> 'text' as first_mention,
    a.published_at,
    a.data ->> 'publisher' as publisher,
    a.data ->> 'title' as title,
    a.position
from log.current_annotations as a
cross join lateral jsonb_array_elements(a.data -> 'actors') as x (actor);

comment on view wirewatch.actors is 'Actors that an article names: one row for each article and actor.';
comment on column wirewatch.actors.article_id is 'Article that names it.';
comment on column wirewatch.actors.actor_id is 'Stable id of the actor: RUS, IS.';
comment on column wirewatch.actors.name is 'Name of the actor.';
comment on column wirewatch.actors.kind is 'state, armed_group, organisation or person.';
comment on column wirewatch.actors.country is 'ISO 3166-1 alpha-3 code of its country, or null.';
comment on column wirewatch.actors.sector is 'PLOVER sector: government, military, rebel ...; or null.';
comment on column wirewatch.actors.party is 'Country or non-state actor that it acts for: relations are kept between parties.';
comment on column wirewatch.actors.mentions is 'How often the article names it.';
comment on column wirewatch.actors.first_mention is 'The words of the first mention.';
comment on column wirewatch.actors.published_at is 'When the article was published.';
comment on column wirewatch.actors.publisher is 'Registrable domain of the publisher.';
comment on column wirewatch.actors.title is 'Headline of the article.';
comment on column wirewatch.actors.position is 'Position of the annotation in the log.';

grant select on wirewatch.actors to wirewatch_reader;
