"""make bench and make drills: what is measured, and what is broken on purpose."""

from __future__ import annotations

import os
import shlex

from backend.devdb import cluster

from . import packages, tools
from .manage import secret_key
from .setup import all_of_it
from .shell import environment, show


def bench() -> int:
    return _python_module("bench")


def drills() -> int:
    return _python_module("drills")


def _python_module(name: str) -> int:
    """`python -m bench` (or drills), with the database's two addresses, Node and the browsers at hand."""
    all_of_it()
    with cluster.database() as urls:
        env = environment(**urls.environment, SECRET_KEY=secret_key(), **packages.browsers())
        env["PATH"] = tools.node_environment()["PATH"]
        extra = shlex.split(os.environ.get("ARGS", ""))
        return show([str(tools.PYTHON), "-m", name, *extra], env=env)
