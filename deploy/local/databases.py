"""Databases made and dropped on a server that several runs, or several test modules, share."""

import psycopg
from psycopg import sql


def create_database(server: str, name: str, template: str = "template1") -> None:
    """Create a database on the server of this URL: an empty one, or a copy of one that nobody is connected to."""
    statement = sql.SQL("create database {} template {}").format(sql.Identifier(name), sql.Identifier(template))
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(statement)


def drop_database(server: str, name: str) -> None:
    """Drop a database together with the connections that are still open."""
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name)))
