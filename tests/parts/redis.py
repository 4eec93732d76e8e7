"""A Redis of the tests' own, with every write on disk, gone when they end."""

import shutil
import subprocess
import tempfile
from pathlib import Path

from config.launching import stores
from tests.parts.finding import PartMissing, die_with_parent, end, wait_for

HELP = "Redis is needed: install redis-server (Debian: apt install redis-server)."


class RedisServer:
    """Starts, stops and kills a redis-server on a private socket."""

    def __init__(self) -> None:
        binary = stores.redis_binary()
        if binary is None:
            raise PartMissing(HELP)
        self.binary = binary
        self.folder = Path(tempfile.mkdtemp(prefix="clarion-redis-"))
        self.socket = self.folder / "redis.sock"
        self.process: subprocess.Popen | None = None

    @property
    def url(self) -> str:
        return f"unix://{self.socket}"

    def start(self) -> None:
        self.process = subprocess.Popen(
            [
                self.binary,
                *("--port", "0", "--unixsocket", str(self.socket)),
                *("--unixsocketperm", "700", "--dir", str(self.folder)),
                *("--appendonly", "yes", "--save", ""),
                # One for the broker and one cache for each of pytest-xdist's workers.
                *("--databases", "64"),
                *("--loglevel", "warning", "--logfile", str(self.folder / "log")),
            ],
            preexec_fn=die_with_parent,
        )
        wait_for(
            lambda: stores.answers(self.socket),
            15,
            what=f"Redis starts; see {self.folder}/log",
        )

    def stop(self) -> None:
        if self.process:
            end(self.process)

    def kill(self) -> None:
        if self.process:
            self.process.kill()
            self.process.wait()

    def restart(self) -> None:
        self.stop()
        self.start()

    def remove(self) -> None:
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)
