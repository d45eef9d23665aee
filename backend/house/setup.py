"""Everything that must be there before anything runs."""

from __future__ import annotations

from backend.devdb import cluster

from . import packages, tools


def set_up(*, for_tests: bool) -> None:
    needs = packages.to_run(own_database=cluster.given() is None)
    packages.install(needs + (packages.to_test() if for_tests else []))
    tools.set_up_python()


def all_of_it() -> int:
    set_up(for_tests=True)
    tools.set_up_node(tools.ORACLE, "the test oracle")
    tools.build_pwa()
    return 0
