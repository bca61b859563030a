"""What may become a link."""

import pytest

from adapters.addresses import is_link


@pytest.mark.parametrize(
    "address",
    [
        "https://matrix.to/#/!abc:example.org?via=example.org&via=two.example:8448",
        "https://matrix.to/#/!swEuWkRlk0QnAVFJNmE857tzeKOdvWSYE-5QwuEQF7k?via=localhost",
        "https://discord.com/channels/123/456",
        "https://discord.com/channels/@me/456",
        "https://example.org",
    ],
)
def test_addresses_of_the_web_are_links(address: str) -> None:
    """An address to which everything goes encrypted can be a link."""
    assert is_link(address)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "http://example.org",
        "javascript:alert(1)",
        "https://",
        "https:///etc/passwd",
        "https://user@example.org",
        "https://example.org/a b",
        'https://example.org/"onmouseover="x',
        "https://example.org/<b>",
        "https://example.org/\n",
        "https://exämple.org/",
        "https://example.org/\u202e",
        " https://example.org",
        "https://example.org/" + "a" * 2_000,
    ],
)
def test_nothing_else_is(address: str) -> None:
    """What goes in the clear, names a user, or holds what no address holds is only words."""
    assert not is_link(address)
