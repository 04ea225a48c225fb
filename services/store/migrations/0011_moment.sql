-- Times within data are texts with their zone. Reading one depends on no setting then, so this may be immutable and
-- indexed, which the plain cast may not.
create function log.moment(iso text) returns timestamptz
language sql immutable strict parallel safe
return iso::timestamptz;
comment on function log.moment is 'The moment that an RFC 3339 text of the log names.';
