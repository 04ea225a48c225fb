-- name: read
-- The log after a position, in its order. Positions are gapless and appear in commit order, so nothing is stepped over;
-- data is fetched for the types that matter only.
select
    position,
    type,
    version,
    recorded_at,
    case when type = any(%(types)s) then data end as data
from log.events
where position > %(after)s
order by position
limit %(limit)s

-- name: last
select coalesce(max(position), 0) from log.events
