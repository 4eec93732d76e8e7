"""Places where a test may kill the process, to see that nothing is lost.

Armed by an empty file `DATA_DIR/failpoints/<name>`, and only in demo mode with
CLARION_FAILPOINTS=1, so that no newsroom's site can be stopped this way.
"""

import os
import signal

from django.conf import settings


def reach(name: str) -> None:
    """Die here and now, once, when a test has armed this point."""
    if not settings.FAILPOINTS:
        return
    try:
        (settings.DATA_DIR / "failpoints" / name).unlink()
    except FileNotFoundError:
        return
    os.kill(os.getpid(), signal.SIGKILL)
