"""Places where a test may kill the process, to see that nothing is lost.

Armed by a file `DATA_DIR/failpoints/<name>`, and only in demo mode with
CLARION_FAILPOINTS=1, so that no newsroom's site can be stopped this way. What stands in
the file is whom it is meant for; an empty one means whoever comes first.
"""

import os
import signal

from django.conf import settings


def reach(name: str, about: str = "") -> None:
    """Die here and now, once, when a test has armed this point for what it is about."""
    if not settings.FAILPOINTS:
        return
    armed = settings.DATA_DIR / "failpoints" / name
    try:
        if armed.read_text() not in ("", about):
            return
        armed.unlink()
    except FileNotFoundError:
        return
    os.kill(os.getpid(), signal.SIGKILL)
