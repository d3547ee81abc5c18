"""The project's settings, with additional bare views and without limits on votes."""

import os

os.environ.setdefault("VOTES_PER_MINUTE", "1000000000")
os.environ.setdefault("VOTES_PER_MINUTE_PER_ADDRESS", "1000000000")

from config.settings import *  # noqa: F403 - the limits must be set before they are read

ROOT_URLCONF = "bench.urls"
