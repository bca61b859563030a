"""What the readers of the SQL store share: how a question is put, and lists of texts as one parameter."""

import json
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from typing import Any

from sqlalchemy import (
    JSON,
    ColumnElement,
    Executable,
    FunctionElement,
    Integer,
    Select,
    Subquery,
    Text,
    bindparam,
    column,
    select,
)
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler

from storage.engine import Engines
from storage.errors import translated
from storage.texts import fits


class _Each(FunctionElement[str]):
    """The texts of a JSON list, as rows: any number of them in one parameter, and always the same statement."""

    inherit_cache = True


@compiles(_Each, "sqlite")
def _each_in_sqlite(element: _Each, compiler: SQLCompiler, **options: Any) -> str:
    return f"json_each({compiler.process(element.clauses, **options)})"


@compiles(_Each, "postgresql")
def _each_in_postgresql(element: _Each, compiler: SQLCompiler, **options: Any) -> str:
    return f"json_array_elements_text(CAST({compiler.process(element.clauses, **options)} AS JSON))"


def among(name: str) -> Select[str]:
    """Say "one of the texts in that parameter", which ``listed`` makes."""
    return select(column("value", Text)).select_from(_Each(bindparam(name, type_=Text)))


def listed(values: Iterable[str]) -> str:
    """Write texts for ``among``. What no store can hold is left out: it would find nothing."""
    return json.dumps([value for value in values if fits(value)])


class _EachPair(FunctionElement[Any]):
    """The members of a JSON list, as rows that are JSON themselves."""

    inherit_cache = True


@compiles(_EachPair, "sqlite")
def _each_pair_in_sqlite(element: _EachPair, compiler: SQLCompiler, **options: Any) -> str:
    return f"json_each({compiler.process(element.clauses, **options)})"


@compiles(_EachPair, "postgresql")
def _each_pair_in_postgresql(element: _EachPair, compiler: SQLCompiler, **options: Any) -> str:
    return f"json_array_elements(CAST({compiler.process(element.clauses, **options)} AS JSON))"


def pairs_in(name: str) -> Subquery:
    """Give the pairs in that parameter, which ``listed_pairs`` makes, as rows of ``one`` and ``other`` to join with.

    Joined, each pair is looked up. Of ``IN`` SQLite makes a walk through all that a platform ever sent.
    """
    pair = column("value", JSON)
    both = pair[0].as_string().label("one"), pair[1].as_string().label("other")
    return select(*both).select_from(_EachPair(bindparam(name, type_=Text))).subquery()


def listed_pairs(pairs: Iterable[tuple[str, str]]) -> str:
    """Write pairs of texts for ``pairs_in``, each once. What no store can hold is left out: it would find nothing.

    Where none is left it is the empty text: there is nothing to ask.
    """
    asked = [pair for pair in dict.fromkeys(pairs) if all(map(fits, pair))]
    return json.dumps(asked) if asked else ""


class _Place(FunctionElement[int]):
    """Where a text begins in another, letter by letter; 0 where it is not there. ``LIKE`` folds case in SQLite."""

    inherit_cache = True
    type = Integer()


@compiles(_Place, "sqlite")
def _place_in_sqlite(element: _Place, compiler: SQLCompiler, **options: Any) -> str:
    return f"instr({compiler.process(element.clauses, **options)})"


@compiles(_Place, "postgresql")
def _place_in_postgresql(element: _Place, compiler: SQLCompiler, **options: Any) -> str:
    return f"strpos({compiler.process(element.clauses, **options)})"


def holds(text: ColumnElement[str], name: str) -> ColumnElement[bool]:
    """Say "the text in that parameter stands in it"."""
    return _Place(text, bindparam(name, type_=Text)) > 0


class Reader:
    """Puts questions to the database."""

    def __init__(self, engines: Engines) -> None:
        self._engines = engines

    @asynccontextmanager
    async def _reading(self) -> AsyncIterator[AsyncConnection]:
        """Give a connection that sees one moment.

        Raises:
            StorageError: as ``translated``.
        """
        with translated():
            async with self._engines.reader.connect() as connection:
                yield connection

    async def _rows(self, question: Executable, values: Mapping[str, Any] | None = None) -> list[Any]:
        values = values or {}
        if not all(fits(value) for value in values.values() if isinstance(value, str)):
            return []  # such a text is nowhere, and PostgreSQL would not even hear the question
        async with self._reading() as connection:
            return list((await connection.execute(question, values)).fetchall())

    async def _row(self, question: Executable, values: Mapping[str, Any] | None = None) -> Any:
        rows = await self._rows(question, values)
        return rows[0] if rows else None
