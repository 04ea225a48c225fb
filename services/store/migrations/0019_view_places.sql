create view wirewatch.places as
select
    a.article_id,
    (x.place ->> 'geonames_id')::bigint as geonames_id,
    x.place ->> 'name' as name,
    x.place ->> 'feature' as feature,
    x.place ->> 'country' as country,
    x.place ->> 'admin1' as admin1,
    (x.place ->> 'latitude')::double precision as latitude,
    (x.place ->> 'longitude')::double precision as longitude,
    jsonb_array_length(x.place -> 'mentions') as mentions,
    jsonb_array_length(jsonb_path_query_array(x.place, '$.mentions[*] ? (@.literal == true)')) as literal_mentions,
    a.published_at,
    a.data ->> 'publisher' as publisher,
    a.data ->> 'title' as title,
    a.position
from log.current_annotations as a
cross join lateral jsonb_array_elements(a.data -> 'places') as x (place);

comment on view wirewatch.places is 'Places that an article mentions: one row for each article and place.';
comment on column wirewatch.places.article_id is 'Article that mentions it.';
comment on column wirewatch.places.geonames_id is 'GeoNames id, or null where the name could not be resolved.';
comment on column wirewatch.places.name is 'Name of the place.';
comment on column wirewatch.places.feature is 'What it is: city, country ...; or null.';
comment on column wirewatch.places.country is 'ISO 3166-1 alpha-3 code of its country, or null.';
comment on column wirewatch.places.admin1 is 'First-order division that it lies in, or null.';
comment on column wirewatch.places.latitude is 'Degrees north (WGS 84), or null.';
comment on column wirewatch.places.longitude is 'Degrees east (WGS 84), or null.';
comment on column wirewatch.places.mentions is 'How often the article names it.';
comment on column wirewatch.places.literal_mentions is 'How often of these the place itself is meant, not an actor (Moscow imposed sanctions).';
comment on column wirewatch.places.published_at is 'When the article was published.';
comment on column wirewatch.places.publisher is 'Registrable domain of the publisher.';
comment on column wirewatch.places.title is 'Headline of the article.';
comment on column wirewatch.places.position is 'Position of the annotation in the log.';

grant select on wirewatch.places to wirewatch_reader;
