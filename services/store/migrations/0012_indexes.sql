-- Made on the partitioned log: each partition gets its own. All but the first cover only the events that their view reads.
create index events_by_stream on log.events (subject, type, position);

create index articles_by_published
on log.events (log.moment(data ->> 'published_at'), position)
where type in ('article.found', 'article.revised');

create index annotations_by_published
on log.events (log.moment(data ->> 'published_at'), position)
where type = 'article.annotated';

create index developments_by_relation
on log.events (subject, (data -> 'relation' ->> 'key'), position desc)
where type in ('development.detected', 'development.superseded');

create index alerts_by_alert
on log.events (subject, position desc)
where type in ('alert.delivered', 'alert.failed');

create index dead_letters_by_position
on log.events (position)
where type = 'dead_letter.written';
