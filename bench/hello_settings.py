from backend.settings import *  # noqa: F403

ROOT_URLCONF = "bench.hello"
