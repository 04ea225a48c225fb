"""The real parts: they start, they keep what they were given through kill -9, and they leave nothing behind."""

import psycopg
from kafka import KafkaAdminClient


def test_the_kafka_fixture_is_a_broker_that_answers(kafka: str) -> None:
    admin = KafkaAdminClient(bootstrap_servers=kafka)
    try:
        assert isinstance(admin.list_topics(), list)
    finally:
        admin.close()


def test_the_postgres_fixture_is_an_empty_database_with_durable_commits(postgres: str) -> None:
    with psycopg.connect(postgres) as connection:
        tables = connection.execute("select count(*) from pg_tables where schemaname = 'public'").fetchone()
        durable = connection.execute("select current_setting('fsync'), current_setting('synchronous_commit')")
        assert tables == (0,)
        assert durable.fetchone() == ("on", "on")
