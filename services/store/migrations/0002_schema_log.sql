create schema log;
comment on schema log is 'The append-only event log and what keeps it. Query the views of schema wirewatch instead.';
grant usage on schema log to wirewatch_store;
