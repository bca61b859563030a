"""The log: one line an event, and never a secret."""

from __future__ import annotations

import io
import json
import logging
import warnings
from typing import Any

import pytest
import structlog
from hypothesis import given
from hypothesis import strategies as st

from bot import logs

SECRET = 'hunter2 "and" more/\\'


pytest_plugins = ["tests.support.operator"]
pytestmark = pytest.mark.usefixtures("log_as_before")


def written(form: str, *, level: str = "info", secrets: tuple[str, ...] = (SECRET,)) -> io.StringIO:
    stream = io.StringIO()
    logs.configure(level=level, form=form, secrets=secrets, stream=stream)
    return stream


def events(stream: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


class Holder:
    """Something whose words hold a secret."""

    def __repr__(self) -> str:
        return f"Holder(password={SECRET!r})"


@pytest.mark.parametrize("form", ["json", "console"])
def test_a_secret_never_appears(form: str) -> None:
    """However a secret gets into an event, it does not get out of it."""
    stream = written(form)
    log = structlog.get_logger("bot.test")
    log.info("plain", said=f"with {SECRET} in it", nested={"deep": [SECRET, {"x": SECRET}]}, holder=Holder())
    log.warning(SECRET)
    log.info(
        "encoded", body=json.dumps({"password": SECRET}), words=repr(SECRET), where="hunter2%20%22and%22%20more%2F%5C"
    )
    try:
        raise ValueError(SECRET)
    except ValueError:
        log.exception("failed")
    logging.getLogger("some.library").error("said %s", SECRET)
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.warn(SECRET, stacklevel=1)
    text = stream.getvalue()
    assert "hunter2" not in text
    assert text.count(logs.MASK) >= 9


@pytest.mark.parametrize(
    "key",
    ["password", "PASSWORD", "matrix_password", "token", "access_token", "access-token", "refresh_token", "secret",
     "client_secret", "Authorization", "pickle_key", "passphrase", "api_key", "cookie"],
)  # fmt: skip
def test_what_is_called_a_secret_is_masked(key: str) -> None:
    """A value whose key says that it is a secret is masked, known or not, at any depth."""
    stream = written("json", secrets=())
    structlog.get_logger("bot").info("event", **{key: "abc", "inner": {key: ["abc"]}})
    (event,) = events(stream)
    assert event[key] == event["inner"][key] == logs.MASK


@pytest.mark.parametrize(
    "text",
    ["Authorization: Bearer s3cr3t-t0ken", "postgresql://folkmoot:s3cr3t-t0ken@localhost/x", "password=s3cr3t-t0ken",
     '{"access_token": "s3cr3t-t0ken"}', "https://x.org/sync?access_token=s3cr3t-t0ken&since=1",
     "POST https://x.org/api/v10/interactions/1/s3cr3t-t0ken/callback", "/webhooks/1/s3cr3t-t0ken?wait=true"],
)  # fmt: skip
def test_what_looks_like_a_secret_is_masked(text: str) -> None:
    """A secret that nobody told the log about is known by what stands around it."""
    stream = written("json", secrets=())
    structlog.get_logger("bot").info("event", error=text)
    assert "s3cr3t" not in stream.getvalue()


def test_ordinary_words_stay() -> None:
    """What is no secret is not masked: ids, counts, a key with nothing in it."""
    stream = written("json", secrets=("ab",))
    structlog.get_logger("bot").info("logged in", user="@ada:example.org", tokens=3, password="", abacus="abacus")
    (event,) = events(stream)
    assert event["user"] == "@ada:example.org"
    assert (event["tokens"], event["password"], event["abacus"]) == (3, "", "abacus")


@given(st.text(), st.text())
def test_an_event_is_one_line(event: str, value: str) -> None:
    """Whatever is in an event, in either form it is one line, and nothing in it moves a cursor."""
    for form in ("json", "console"):
        stream = written(form, secrets=())
        structlog.get_logger("bot").info(event, value=value, other=[value])
        lines = stream.getvalue().split("\n")
        assert len(lines) == 2
        assert lines[1] == ""
        if form == "console":
            assert not any(sign < " " or "\x7f" <= sign <= "\x9f" for sign in lines[0])


def test_a_traceback_is_set_in_on_a_console() -> None:
    """On a console a traceback's lines are set in, so that none can pass for an event."""
    stream = written("console")
    try:
        raise ValueError("x\n2026-01-05T09:00:00Z [info] forged")
    except ValueError:
        structlog.get_logger("bot").exception("failed")
    first, *others = stream.getvalue().splitlines()
    assert "failed" in first
    assert others
    assert all(line.startswith("    ") for line in others)


def test_an_event_begins_with_when_and_what() -> None:
    """In JSON the time, the level and the event stand first; the time is in UTC."""
    stream = written("json")
    structlog.get_logger("bot.part").info("closed", check=3)
    (event,) = events(stream)
    assert list(event)[:4] == ["timestamp", "level", "event", "logger"]
    assert event["timestamp"].endswith("Z")
    assert (event["level"], event["event"], event["logger"], event["check"]) == ("info", "closed", "bot.part", 3)


@pytest.mark.parametrize("library", ["nio", "nio.client", "aiohttp.access", "discord.gateway", "sqlalchemy.engine"])
def test_libraries_say_only_what_matters(library: str) -> None:
    """Even at debug, libraries are held at warnings: below that they write what people said."""
    stream = written("json", level="debug")
    logging.getLogger(library).debug("a whole message")
    logging.getLogger(library).info("a whole message")
    structlog.get_logger("bot").debug("ours")
    assert [event["event"] for event in events(stream)] == ["ours"]


def test_the_level_is_kept() -> None:
    """Below the chosen level nothing is written."""
    stream = written("json", level="warning")
    structlog.get_logger("bot").info("no")
    structlog.get_logger("bot").warning("yes")
    assert [event["event"] for event in events(stream)] == ["yes"]


def test_setting_up_twice_writes_once() -> None:
    """Configured again, the log goes to the new place only."""
    first, second = written("json"), written("json")
    structlog.get_logger("bot").info("once")
    assert first.getvalue() == ""
    assert len(events(second)) == 1


def test_half_of_a_character_does_not_stop_the_log() -> None:
    """Text that no encoding takes is written as an escape."""
    stream = written("json")
    structlog.get_logger("bot").info("odd", value="\ud800")
    assert events(stream)[0]["value"] == "\\ud800"
