"""Real parts for the tests: PostgreSQL, Redis, a mail server, Chromium.

Each is looked for on the machine first, then fetched if it can be. A part that cannot
be had is a failure on CI and a skip with its reason elsewhere.
"""
