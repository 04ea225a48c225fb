-- What ingest remembers between polls. It can be rebuilt: a feed that is forgotten is polled again, and the log knows
-- the ids of everything that was published before.

create schema ingest;

-- Roles belong to the whole server: another database's migration may have made it, even at this moment, or an operator
-- did so for an owner who may not. What the owner may not grant is left to the operator.
do $$
begin
    if not exists (select from pg_roles where rolname = 'wirewatch_ingest') then
        begin
            create role wirewatch_ingest nologin;
        exception when duplicate_object or unique_violation then
            null;
        end;
    end if;
    begin
        grant wirewatch_ingest to current_user;
    exception when insufficient_privilege then
        null;
    end;
end
$$;

-- The unit of politeness, and of leases: one worker at a time polls the feeds of a host.
create table ingest.hosts (
    host text primary key,
    leased_by text,
    leased_until timestamptz,
    next_start_at timestamptz not null default '-infinity'
);

comment on table ingest.hosts is 'Registrable domains and addresses that are polled, each by one worker at a time.';
comment on column ingest.hosts.next_start_at is 'No poll at this host starts earlier (politeness, Retry-After).';

create table ingest.feeds (
    feed_id uuid primary key,
    url text not null unique,
    poll_url text not null,
    host text not null references ingest.hosts (host),
    listed boolean not null,
    tags text[] not null,
    title text,
    added_at timestamptz not null,
    next_at timestamptz not null,
    etag text,
    last_modified text,
    body_sha256 text,
    wish_seconds double precision,
    last_ok_at timestamptz,
    failing_since timestamptz,
    failures integer,
    failure_score double precision,
    failure_reasons text[],
    move_to text,
    move_seen integer,
    gone_at timestamptz
);

create index feeds_due on ingest.feeds (next_at) where listed and gone_at is null;
create index feeds_of_host on ingest.feeds (host);

comment on table ingest.feeds is 'Feeds, with validators, schedule and failures.';
comment on column ingest.feeds.listed is 'Whether the operator''s list holds it now; others are remembered, not polled.';
comment on column ingest.feeds.wish_seconds is 'Interval that the last document asked for (ttl, sy:updatePeriod).';

create table ingest.articles (
    article_id uuid primary key,
    feed_id uuid not null,
    revision integer not null,
    guid text,
    title_hash text not null,
    summary_hash text not null,
    text_hash text not null,
    first_seen_at timestamptz not null,
    copy_of uuid,
    copy_score double precision
);

comment on table ingest.articles is 'Articles in their latest revision, as hashes.';

create table ingest.sightings (
    feed_id uuid not null,
    key text not null,
    article_id uuid,
    content text not null,
    primary key (feed_id, key)
);

comment on table ingest.sightings is 'Entries as each feed last showed them; without an article where refused.';

-- What copies are found by. Rows older than the window of copies are pruned.
create table ingest.fingerprints (
    article_id uuid primary key,
    first_seen_at timestamptz not null,
    text_hash text,
    sketch bigint[] not null
);

create index fingerprints_by_text on ingest.fingerprints (text_hash) where text_hash is not null;
create index fingerprints_by_age on ingest.fingerprints (first_seen_at);

create table ingest.shingles (
    hash bigint not null,
    article_id uuid not null references ingest.fingerprints (article_id) on delete cascade,
    primary key (hash, article_id)
);

create index shingles_of_article on ingest.shingles (article_id);

comment on table ingest.fingerprints is 'Bottom-k sketches of the texts of the last days.';

grant usage on schema ingest to wirewatch_ingest;
grant select, insert, update on ingest.hosts, ingest.feeds, ingest.articles, ingest.sightings to wirewatch_ingest;
grant select, insert, delete on ingest.fingerprints, ingest.shingles to wirewatch_ingest;
