"""The local run: real Kafka, real Postgres and the five services on loopback, without Docker and without root.

Everything lives under one run folder (`.run`), so that runs can stand side by side. `Kafka` and `Postgres` each start
one part; `Stack` runs them and the services under supervisor, which restarts what dies. `make up`, `make demo`, the
tests and the benchmarks all start the system through this package.
"""
