-- name: list_hosts
insert into ingest.hosts (host)
select distinct listed.host
from unnest(cast(:hosts as text[])) as listed (host)
on conflict (host) do nothing

-- name: unlist_feeds
-- A feed that left the list is remembered and no longer polled.
update ingest.feeds
set listed = false
where listed and feed_id <> all (cast(:feed_ids as uuid[]))

-- name: list_feed
-- A feed that is new is due at once; one that is known keeps its schedule, or a restart would poll early.
insert into ingest.feeds (feed_id, url, poll_url, host, listed, tags, added_at, next_at)
values (:feed_id, :url, :url, :host, true, :tags, :now, :now)
on conflict (feed_id) do update
set listed = true,
    tags = excluded.tags
where not feeds.listed or feeds.tags <> excluded.tags

-- name: lease_hosts
-- Hosts with a due feed that nobody holds, those that wait longest first. Concurrent workers skip each other's rows.
with due as (
    select h.host
    from ingest.hosts h
    join lateral (
        select min(f.next_at) as next_at
        from ingest.feeds f
        where f.host = h.host
            and f.listed
            and f.gone_at is null
            and f.next_at <= :now
    ) f on f.next_at is not null
    where (h.leased_until is null or h.leased_until <= :now)
        and h.next_start_at <= :now
    order by f.next_at
    limit :hosts
    for update of h skip locked
)
update ingest.hosts h
set leased_by = :worker,
    leased_until = :until
from due
where h.host = due.host
returning h.host

-- name: due_feeds
select *
from ingest.feeds
where host = any (cast(:hosts as text[]))
    and listed
    and gone_at is null
    and next_at <= :now
order by next_at, feed_id

-- name: renew_lease
update ingest.hosts
set leased_until = :until
where host = :host
    and leased_by = :worker
    and leased_until > :now
returning host

-- name: release_host
update ingest.hosts
set leased_by = null,
    leased_until = null,
    next_start_at = greatest(next_start_at, :next_start_at)
where host = :host
    and leased_by = :worker

-- name: hold_lease
-- Locks the row to the end of the transaction: nobody can take over a host while its poll is published and saved.
select host
from ingest.hosts
where host = :host
    and leased_by = :worker
    and leased_until > :now
for update

-- name: conclude_alone
-- One answer at a time is decided and saved, over all workers: two feeds that bring the same story at the same moment
-- must see each other, or neither is a copy of the other.
select pg_advisory_xact_lock(hashtext('ingest.conclude'))

-- name: sightings
select key, article_id::text as article_id, content
from ingest.sightings
where feed_id = :feed_id
    and key = any (cast(:keys as text[]))

-- name: articles
select
    article_id::text as article_id,
    feed_id::text as feed_id,
    revision,
    guid,
    title_hash,
    summary_hash,
    text_hash,
    first_seen_at,
    copy_of::text as copy_of,
    copy_score
from ingest.articles
where article_id = any (cast(:article_ids as uuid[]))

-- name: originals
-- Same words, or shared shingles: for each new article the candidates that share most. A union, because an `or` of the
-- two reads every fingerprint of the window while all workers wait. A shingle that stands in every
-- article of a publisher (the foot of its pages) brings a bounded number of them.
with asked as (
    select * from unnest(cast(:numbers as integer[]), cast(:hashes as bigint[])) as asked (number, hash)
),
sharing as (
    select
        a.number,
        s.article_id,
        row_number() over (partition by a.number order by count(*) desc, s.article_id) as place
    from asked a
    cross join lateral (
        select article_id
        from ingest.shingles
        where hash = a.hash
        order by article_id
        limit :bearers
    ) s
    group by a.number, s.article_id
)
select article_id::text as article_id, first_seen_at, text_hash, sketch
from ingest.fingerprints
where first_seen_at >= :since
    and article_id in (
        select article_id
        from ingest.fingerprints
        where text_hash = any (cast(:text_hashes as text[]))
        union
        select article_id
        from sharing
        where place <= :candidates
    )

-- name: save_feed
update ingest.feeds
set poll_url = :poll_url,
    host = :host,
    title = :title,
    next_at = :next_at,
    etag = :etag,
    last_modified = :last_modified,
    body_sha256 = :body_sha256,
    wish_seconds = :wish_seconds,
    last_ok_at = :last_ok_at,
    failing_since = :failing_since,
    failures = :failures,
    failure_score = :failure_score,
    failure_reasons = :failure_reasons,
    move_to = :move_to,
    move_seen = :move_seen,
    gone_at = :gone_at
where feed_id = :feed_id

-- name: save_article
insert into ingest.articles (
    article_id, feed_id, revision, guid, title_hash, summary_hash, text_hash, first_seen_at, copy_of, copy_score
)
values (
    :article_id, :feed_id, :revision, :guid, :title_hash, :summary_hash, :text_hash, :first_seen_at, :copy_of,
    :copy_score
)
on conflict (article_id) do update
set revision = excluded.revision,
    guid = excluded.guid,
    title_hash = excluded.title_hash,
    summary_hash = excluded.summary_hash,
    text_hash = excluded.text_hash

-- name: save_sighting
insert into ingest.sightings (feed_id, key, article_id, content)
values (:feed_id, :key, :article_id, :content)
on conflict (feed_id, key) do update
set article_id = excluded.article_id,
    content = excluded.content

-- name: save_fingerprint
insert into ingest.fingerprints (article_id, first_seen_at, text_hash, sketch)
values (:article_id, :first_seen_at, :text_hash, :sketch)
on conflict (article_id) do nothing

-- name: save_shingles
insert into ingest.shingles (hash, article_id)
select hash, cast(:article_id as uuid)
from unnest(cast(:sketch as bigint[])) as sketch (hash)
on conflict do nothing

-- name: cool_host
update ingest.hosts
set next_start_at = greatest(next_start_at, :until)
where host = :host

-- name: prune_fingerprints
delete from ingest.fingerprints
where first_seen_at < :before

-- name: lag
-- Seconds that the most overdue feed waits beyond its time; 0 where none does.
select coalesce(greatest(extract(epoch from cast(:now as timestamptz) - min(next_at)), 0), 0) as seconds
from ingest.feeds
where listed
    and gone_at is null
