"""`python -m bench.fast_bot`: the unlimited bot of a day that is played faster than it is.

A job may be stored some seconds after it became due, and a look at the queue allows for that. The allowance is for work
that is not made faster, so that it is longer by the day's clock.
"""

import os
import sys

from bench.unlimited_bot import main
from db.queue import consumer

PACE = "BENCH_PACE"
"""Names the variable that says how many times as fast the clock runs."""

if __name__ == "__main__":
    consumer.LATELY *= float(os.environ[PACE])
    sys.exit(main())
