"""make test: everything, on a real PostGIS and in real browsers."""

from __future__ import annotations

import os
import shlex

from backend.devdb import cluster

from . import packages, tools
from .manage import collect_static
from .setup import all_of_it
from .shell import environment, show
from .words import say


def test() -> int:
    all_of_it()
    arguments = shlex.split(os.environ.get("PYTEST_ARGS", ""))
    with cluster.database() as urls:
        collect_static(urls)
        # The owner makes the test databases.
        env = environment(DATABASE_URL=urls.owner, DATABASE_OWNER_URL=urls.owner)
        env["PATH"] = tools.node_environment()["PATH"]
        env |= packages.browsers()
        # A file stays on one worker: what it starts for its tests is started once.
        command = [str(tools.PYTHON), "-m", "pytest", "-n", "2", "--dist", "loadfile", *arguments]
        code = show(command, env=env)
    if not arguments:
        say("The phone app's own tests")
        code = show(tools.npm_command("test"), cwd=tools.PWA, env=tools.node_environment()) or code
    return code
