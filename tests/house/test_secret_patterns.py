from __future__ import annotations

import pytest

from backend.house.secret_patterns import found_in

# Put together here, so that this file holds none of them.
SECRETS = [
    ("a private key", "-----BEGIN EC " + "PRIVATE KEY-----"),
    ("an AWS key", "AKIA" + "ABCDEFGHIJKLMNOP"),
    ("a GitHub token", "ghp_" + "a1B2" * 9),
    ("a password in an address", "postgresql://app:" + "correct-horse@db/safe"),
    ("a secret that was assigned", "SECRET_KEY = '" + "q9w8e7r6" * 4 + "'"),
    ("a web push private key", "VAPID_PRIVATE_KEY=" + "Ab3_" * 11),
]
HARMLESS = [
    "postgresql://app@db/safe",
    "postgresql://safe_spaces_app:$password@db:5432/safe_spaces",
    'SECRET_KEY = env.str("SECRET_KEY")',
    "token = request.headers['X-Token']",
    "see https://example.org/a:b@c",
]


@pytest.mark.parametrize(("what", "line"), SECRETS)
def test_a_secret_is_found_on_its_line(what: str, line: str) -> None:
    assert (2, what) in list(found_in(f"first\n{line}\nlast"))


@pytest.mark.parametrize("line", HARMLESS)
def test_what_is_no_secret_is_left_alone(line: str) -> None:
    assert not list(found_in(line))
