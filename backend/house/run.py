"""make run: from whatever the machine has to a served page, and back to nothing on Ctrl-C."""

from __future__ import annotations

import fcntl
import json
import os
import signal
import socket
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import FrameType

from backend.devdb import cluster
from backend.devdb.cluster import Cluster, ClusterError, Urls
from backend.devdb.home import PROJECT, STATE

from . import restore, tools
from .children import Children, end_leftovers
from .manage import collect_static, manage, secret_key
from .setup import set_up
from .shell import LOG, environment, last_lines
from .words import HouseError, say, step

RUN = STATE / "run"
STARTS_WITHIN = 60.0
WEB_THREADS = "16"
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
# Without the checks of pages that it never serves, which would keep 20 MB of them in memory.
WORKER = ("manage.py", "procrastinate", "--skip-checks", "worker")
# A job may take longer than a request may: the worker sets its own limit over its role's. Its threads take
# turns anyhow, so a heap for each would only be memory that lies about: 10 MB after some thousand pushes.
WORKER_SETTINGS = {"PGOPTIONS": "-c statement_timeout=120s", "MALLOC_ARENA_MAX": "1"}
NAMES = {"web": "The web server", "worker": "The worker"}


def run() -> int:
    port = int(os.environ.get("PORT") or 8000)
    for number in SIGNALS:
        signal.signal(number, _stop_on_signal)
    with _only_one_here(port):
        if left := end_leftovers(RUN / "children.json"):
            say(f"An earlier run was killed: ended {left} of its processes.")
        check_port(port)
        set_up(for_tests=False)
        tools.build_pwa()
        with cluster.database(say=lambda line: say(f"  {line}")) as urls:
            _prepare(urls)
            return _serve(urls, port)


def _prepare(urls: Urls) -> None:
    words = ("prepare", "--demo", "--map") if _wants_demo() else ("prepare",)
    collect_static(urls)
    restore.finish_if_interrupted(urls)  # first: nothing that staff said in a backup may be published
    manage(*words, urls=urls, doing="Bringing tables and list up to date")


def _wants_demo() -> bool:
    return cluster.given() is None or os.environ.get("DEMO") == "1"


def _serve(urls: Urls, port: int) -> int:
    children = Children(RUN / "children.json")
    # Neither may own tables: the owner's address stays out of their environment.
    demo = "1" if _wants_demo() else "0"
    env = environment(DATABASE_URL=urls.app, SECRET_KEY=secret_key(), PYTHONUNBUFFERED="1", DEMO=demo)
    env.pop("DATABASE_OWNER_URL", None)
    try:
        with step("Starting the web server and the worker"):
            children.start("web", _web(port), env)
            children.start("worker", [str(tools.PYTHON), *WORKER], env | WORKER_SETTINGS)
            _wait_until_served(port, children)
        say(_what_to_try(port))
        return _watch(children, None if cluster.given() else Cluster())
    except KeyboardInterrupt:
        return 0
    finally:
        _ignore_signals()
        with suppress(OSError):  # the terminal may have gone: that must not keep the children
            say("\nStopping.")
        children.stop()


def _web(port: int) -> list[str]:
    serve = [str(tools.PYTHON), "-m", "granian", "--interface", "wsgi", "backend.wsgi:application"]
    where = ["--host", "127.0.0.1", "--port", str(port), "--no-access-log", "--log-level", "warning"]
    workers = ["--workers", "2", "--blocking-threads", WEB_THREADS, "--respawn-failed-workers"]
    return [*serve, *where, *workers, "--workers-kill-timeout", "10"]


def _wait_until_served(port: int, children: Children) -> None:
    deadline = time.monotonic() + STARTS_WITHIN
    while not _answers(port):
        _complain_of_the_dead(children)
        if time.monotonic() > deadline:
            raise HouseError(f"The web server did not answer.\n{last_lines(LOG / 'web.log')}")
        time.sleep(0.1)


def _answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=2) as answer:
            return bool(answer.status == 200)
    except urllib.error.HTTPError as error:
        if error.code != 503:  # not ready yet: the log says what is missing
            raise
        return False
    except OSError:
        return False


def _watch(children: Children, database: Cluster | None) -> int:
    while True:
        _start_worker_again(children)
        _complain_of_the_dead(children)
        children.note()
        if database and not database.is_running:
            _start_again(database)
        time.sleep(1)


def _start_worker_again(children: Children) -> None:
    """It ends by itself when the database goes away; the web server stays, and so does the list of places."""
    if children.restart("worker"):
        say("The worker ended. Starting it again.")
        time.sleep(2)


def _start_again(database: Cluster) -> None:
    """A full disk makes PostgreSQL stop itself: it comes back by itself too, when there is space."""
    say("The database stopped. Starting it again.")
    try:
        database.start(lambda _: None)
    except ClusterError as error:
        say(f"{error}\nTrying again in 5 seconds.")
        time.sleep(5)


def _complain_of_the_dead(children: Children) -> None:
    if dead := children.dead():
        name, code = dead
        raise HouseError(
            f"{NAMES[name]} ended by itself (exit code {code}).\n{last_lines(LOG / f'{name}.log')}"
        )


def _what_to_try(port: int) -> str:
    here = f"http://localhost:{port}"
    return f"""
  {here}

  Try:  {here}                    the nearest open place (type Hanley, or ST1)
        {here}/near               the same without JavaScript
        {here}/api/v1/docs        the API

  Sign in: {here}/venue
{_people()}
  {_where_letters_go()}
  Logs are in {LOG}. Ctrl-C stops everything."""


def _people() -> str:
    """The demo's people; the same file lays them in the database."""
    if not _wants_demo():
        return "        whoever was invited; the first: manage.py inviteofficer you@example.org --senior"
    rows = json.loads((PROJECT / "fixtures" / "demo_people.json").read_text())["people"]
    return "\n".join(f"        {row['email']:22} {row['may']}" for row in rows)


def _where_letters_go() -> str:
    if os.environ.get("EMAIL_URL"):
        return "The code comes by mail."
    return f"No mail server is set: each letter is a file in\n  {STATE / 'mail'} (the newest is last)."


@contextmanager
def _only_one_here(port: int) -> Iterator[None]:
    for folder in (RUN, STATE / "static"):
        folder.mkdir(parents=True, exist_ok=True)
    with (RUN / "run.lock").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            raise HouseError(
                f"This clone is being served already ({lock.read().strip()}). Stop that one first."
            ) from None
        lock.truncate(0)
        lock.write(f"process {os.getpid()}, http://localhost:{port}")
        lock.flush()
        yield


def check_port(port: int) -> None:
    if _is_free(port):
        return
    other = next((number for number in range(port + 1, port + 50) if _is_free(number)), port + 1)
    raise HouseError(f"Port {port} is taken by another program. Type:\n\n    make run PORT={other}\n")


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


def _stop_on_signal(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _ignore_signals() -> None:
    for number in SIGNALS:
        signal.signal(number, signal.SIG_IGN)
