"""Events in, the log: every event once, in one gapless order, in Postgres, with a hash chain and views for SQL."""
