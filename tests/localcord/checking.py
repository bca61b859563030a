"""Checks every exchange against Discord's own description of its REST API (OpenAPI 3.1).

The description is not part of this package: it is given as a file, and without one nothing is checked.
"""

from __future__ import annotations

import json
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, Final

import jsonschema_rs
from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError, best_match

from tests.localcord.description_gaps import GAPS, READINGS, Gap, Reading
from tests.localcord.limits import nameless

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from tests.localcord.exchanges import Exchange

_ANNOTATIONS: Final = frozenset({"title", "description", "format", "discriminator", "example", "contentEncoding"})
_REST_OF_CYCLE: Final = {"type": "object"}
_MOST: Final = 5  # problems told of one body: the first few say it


class _Schemas:
    """The description's schemas, flattened: references replaced by what they mean, and the alternatives made plain.

    This is what makes checking quick (a message takes about 0.2 ms instead of 1.5).
    """

    def __init__(self, schemas: Mapping[str, Any], readings: Mapping[str, Reading]) -> None:
        self._schemas = {**schemas, **{name: reading.schema for name, reading in readings.items()}}
        self._flat: dict[str, Any] = {}
        self._within: list[str] = []

    def flatten(self, schema: Any) -> Any:
        if isinstance(schema, list):
            return [self.flatten(each) for each in schema]
        if not isinstance(schema, dict):
            return schema
        if "$ref" in schema:
            return self._named(schema["$ref"].rsplit("/", 1)[1])
        flat = {
            key: {name: self.flatten(each) for name, each in value.items()}
            if key == "properties"
            else self.flatten(value)
            for key, value in schema.items()
            if key not in _ANNOTATIONS
        }
        return _plain(flat)

    def _named(self, name: str) -> Any:
        if name in self._within:
            return _REST_OF_CYCLE
        if name not in self._flat:
            self._within.append(name)
            self._flat[name] = self.flatten(self._schemas[name])
            self._within.pop()
        return self._flat[name]


def _plain(schema: dict[str, Any]) -> Any:
    """Simpler words for the same."""
    if set(schema) == {"allOf"} and len(schema["allOf"]) == 1:
        return schema["allOf"][0]
    if "oneOf" in schema:
        # Discord means "one of these"; that a value fits two of them is no fault of the value.
        schema["anyOf"] = schema.pop("oneOf")
    if "anyOf" in schema and all(set(each) == {"const"} for each in schema["anyOf"]):
        schema["enum"] = [each["const"] for each in schema.pop("anyOf")]
    return schema


class _Judge:
    """Judges bodies by one schema: quickly whether all is well, and only where it is not, what is wrong.

    That takes a hundred times as long, and the same list of commands is sent by every bot that starts.
    """

    def __init__(self, schema: Any) -> None:
        self._quick = jsonschema_rs.Draft202012Validator(schema)
        self._exact = Draft202012Validator(schema)
        self._wrong = lru_cache(maxsize=16)(lambda text: tuple(self._exact.iter_errors(json.loads(text))))

    def is_valid(self, body: Any) -> bool:
        return self._quick.is_valid(body)

    def problems(self, body: Any) -> Iterator[ValidationError]:
        if not self.is_valid(body):
            yield from self._wrong(json.dumps(body))


class Checker:
    """What Discord's description says of requests and answers."""

    def __init__(self, description: Path, gaps: tuple[Gap, ...] = GAPS) -> None:
        document = json.loads(description.read_text(encoding="utf-8"))
        self._components = document["components"]
        self._of_answers = _Schemas(self._components["schemas"], {})
        self._of_requests = _Schemas(self._components["schemas"], READINGS)
        self._gaps = gaps
        self._judges: dict[tuple[str, str], _Judge] = {}
        self._operations = {
            nameless(f"{method.upper()} {path}"): {**operation, "shared": item.get("parameters", [])}
            for path, item in document["paths"].items()
            for method, operation in item.items()
            if method != "parameters"
        }

    def knows(self, route: str) -> bool:
        """Whether the description has this route ("GET /users/{user_id}")."""
        return nameless(route) in self._operations

    def problems(self, exchange: Exchange) -> Iterator[str]:
        """What is wrong with this request, and with the answer to it."""
        route = nameless(exchange.route)
        operation = self._operations.get(route)
        if operation is None:
            if not self._is_gap(route, "route", "", ""):
                yield f"{exchange}: the description has no such route"
            return
        # A request that was refused may well be faulty: then the refusal is what should be.
        if exchange.status is not None and exchange.status < 400:
            yield from self._of_query(exchange, route, operation)
            yield from self._of_request(exchange, route, operation)
        if exchange.status is not None:
            yield from self._of_response(exchange, route, operation)

    # the three parts of an exchange

    def _of_query(self, exchange: Exchange, route: str, operation: Mapping[str, Any]) -> Iterator[str]:
        known = {each["name"]: each for each in operation.get("parameters", []) if each["in"] == "query"}
        for name, text in exchange.query.items():
            if name not in known:
                if not self._is_gap(route, "query", name, "unknown"):
                    yield f"{exchange}: query: {name} is unknown"
                continue
            judge = self._judge(route, f"query {name}", known[name]["schema"])
            if not any(judge.is_valid(each) for each in _readings(text)):
                yield f"{exchange}: query: {name}={text} is not what it should be"
        for name, parameter in known.items():
            if parameter.get("required") and name not in exchange.query:
                yield f"{exchange}: query: {name} is missing"

    def _of_request(self, exchange: Exchange, route: str, operation: Mapping[str, Any]) -> Iterator[str]:
        content = operation.get("requestBody", {}).get("content", {})
        if exchange.request is None:
            needed = operation.get("requestBody", {}).get("required")
            if needed and not self._is_gap(route, "request", "$", "there is no body"):
                yield f"{exchange}: request: there is no body"
            return
        kind = "application/json" if "application/json" in content else next(iter(content), None)
        if kind is None:
            if not self._is_gap(route, "request", "$", "unexpected"):
                yield f"{exchange}: request: no body is expected"
            return
        judge = self._judge(route, "request", content[kind].get("schema", {}))
        yield from self._complaints(exchange, route, "request", judge, exchange.request)

    def _of_response(self, exchange: Exchange, route: str, operation: Mapping[str, Any]) -> Iterator[str]:
        status = str(exchange.status)
        responses = operation["responses"]
        described = responses.get(status, responses.get(f"{status[0]}XX"))
        if described is None:
            if not self._is_gap(route, "response", "$", status):
                yield f"{exchange}: response: status {status} is not described"
            return
        if "$ref" in described:
            described = self._components["responses"][described["$ref"].rsplit("/", 1)[1]]
        schema = described.get("content", {}).get("application/json", {}).get("schema")
        if schema is None:
            if exchange.response is not None:
                yield f"{exchange}: response: status {status} has no body"
            return
        judge = self._judge(route, f"response {status}", schema)
        yield from self._complaints(exchange, route, "response", judge, exchange.response)

    # judging

    def _complaints(self, exchange: Exchange, route: str, part: str, judge: _Judge, body: Any) -> Iterator[str]:
        told = 0
        for error in judge.problems(body):
            closest = best_match([error]) or error
            if told < _MOST and not self._is_gap(route, part, _place(closest), closest.message):
                told += 1
                yield f"{exchange}: {part}: {_place(closest)}: {closest.message[:300]}"

    def _is_gap(self, route: str, part: str, place: str, message: str) -> bool:
        return any(gap.covers(route, part, place, message) for gap in self._gaps)

    def _judge(self, route: str, part: str, schema: Any) -> _Judge:
        found = self._judges.get((route, part))
        if found is None:
            schemas = self._of_answers if part.startswith("response") else self._of_requests
            found = self._judges[route, part] = _Judge(schemas.flatten(schema))
        return found


@cache
def checker_of(description: Path) -> Checker:
    """Give the one checker by a description that stays as it is: to read it anew takes a hundred times as long."""
    return Checker(description)


def _place(error: ValidationError) -> str:
    return "$" + "".join(f"[{each}]" if isinstance(each, int) else f".{each}" for each in error.absolute_path)


def _readings(text: str) -> Iterator[Any]:
    """What a text in a query may stand for."""
    yield text
    if text.lower() in {"true", "false"}:
        yield text.lower() == "true"
    if text.lstrip("-").isdecimal():
        yield int(text)
        yield bool(int(text))
    yield text.split(",")
