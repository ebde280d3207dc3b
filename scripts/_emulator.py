"""The Snowflake emulator on a port, with sums that stay exact. Runs inside the environment that has it:

    python -m scripts._emulator PORT

The emulator takes every sum whose type it cannot see for one over texts and adds it up as doubles; Snowflake adds
decimals exactly. Without that one rule the data tests that compare sums of money mean the same here as anywhere.
"""

from __future__ import annotations

import sys

from fakesnow import cli, transforms


def as_it_is(expression):
    return expression


if __name__ == "__main__":
    transforms.numeric_agg_implicit_cast  # noqa: B018  fails loudly where another version has no such rule
    transforms.numeric_agg_implicit_cast = as_it_is
    sys.exit(cli.main(["--server", "--port", sys.argv[1]]))
