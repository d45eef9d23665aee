"""The examples of the open-data page, run as somebody would who copies them."""

from __future__ import annotations

import html
import os
import re
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from backend.pages import open_data

from .product import Product
from .steps import NEAREST

EXAMPLES = [each.code for each in open_data.EXAMPLES]
CODE = re.compile(r'<pre class="code" data-language="(\w+)"><code>(.*?)</code></pre>', re.S)
# A page runs its script as a module; so does this.
RUN = {
    "sh": ["sh", "-e", "-c"],
    "python": [sys.executable, "-c"],
    "javascript": ["node", "--input-type=module", "-e"],
}


def shown(product: Product) -> list[tuple[str, str]]:
    """(language, code) as they stand on the page, with the address of this product."""
    with urllib.request.urlopen(f"{product.url}/data", timeout=10) as answer:
        page = answer.read().decode()
    found = [(language, html.unescape(code)) for language, code in CODE.findall(page)]
    return [(language, re.sub(r"http://localhost:\d+", product.url, code)) for language, code in found]


def run(language: str, code: str, folder: Path) -> str:
    env = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    command = [*RUN[language], code]
    done = subprocess.run(command, cwd=folder, env=env, check=True, capture_output=True, timeout=60)
    return done.stdout.decode()


def test_all_of_them_are_on_the_page(product: Product) -> None:
    assert len(shown(product)) == len(EXAMPLES)


@pytest.mark.parametrize("number", range(len(EXAMPLES)))
def test_an_example_runs_as_it_stands(product: Product, tmp_path: Path, number: int) -> None:
    said = run(*shown(product)[number], tmp_path)
    written = "".join(file.read_text() for file in tmp_path.iterdir())
    assert NEAREST in said + written


def test_an_unchanged_list_is_not_sent_twice(product: Product, tmp_path: Path) -> None:
    code = next(code for _, code in shown(product) if "--etag-compare" in code)
    run("sh", code, tmp_path)
    first = (tmp_path / "places.json").stat()
    assert run("sh", f"{code} --write-out '%{{http_code}}'", tmp_path).endswith("304")
    assert (tmp_path / "places.json").stat().st_size == first.st_size
