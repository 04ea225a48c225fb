-- Each version of a stream once. A stream is a family (article, development, feed ...) and a subject.
create table log.stream_versions (
    family text not null,
    subject text not null,
    version bigint not null,
    position bigint not null,
    primary key (family, subject, version)
);
comment on table log.stream_versions is 'Which events a stream has, in their order.';
comment on column log.stream_versions.family is 'The event type up to its dot: article.';
comment on column log.stream_versions.subject is 'Id of the feed, article, development or alert.';
comment on column log.stream_versions.version is 'Place within the stream: 1, 2, 3 ...';
comment on column log.stream_versions.position is 'Position of that event in the log.';

grant select, insert on log.stream_versions to wirewatch_store;
