create schema wirewatch;
comment on schema wirewatch is 'Documented views over the event log, for people and programs that query it.';
grant usage on schema wirewatch to wirewatch_reader;
