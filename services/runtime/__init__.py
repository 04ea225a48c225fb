"""What every process needs and none owns: settings, log, health, clocks, Kafka, Postgres, streams, the command line."""
