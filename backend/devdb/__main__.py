"""python -m backend.devdb urls | start | stop | status: the embedded database, from a shell.

eval "$(python -m backend.devdb urls)" gives the shell DATABASE_URL and DATABASE_OWNER_URL,
starting the database if need be.
"""

from __future__ import annotations

import shlex
import sys

from . import cluster, home


def main(arguments: list[str]) -> int:
    match arguments:
        case ["urls"]:
            for name, url in cluster.start().environment.items():
                print(f"export {name}={shlex.quote(url)}")
        case ["start"]:
            cluster.start()
        case ["stop"]:
            cluster.stop()
        case ["status"]:
            ours = cluster.Cluster()
            print(f"{ours.home}: {'running' if ours.is_running else 'stopped'}")
        case _:
            print(__doc__, file=sys.stderr)
            return 2
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except (cluster.ClusterError, home.HomeError) as error:
        sys.exit(str(error))
