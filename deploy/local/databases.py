"""Databases made and dropped on a server that several runs, or several test modules, share."""

import psycopg
from psycopg import sql


def create_database(server: str, name: str) -> None:
    """Create an empty database on the server of this URL."""
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(sql.SQL("create database {}").format(sql.Identifier(name)))


def drop_database(server: str, name: str) -> None:
    """Drop a database together with the connections that are still open."""
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name)))
