"""A mail server for the replay: it takes every letter, and hands on the link in it.

    python -m bench.replaying.receiving PORT

prints a line for each letter: its address, the token of its link, when it came.
"""

import asyncio
import re
import sys
import time

LINK = re.compile(rb"/petitions/confirm/([0-9a-z]{40})/")
ADDRESS = re.compile(rb"<([^>]*)>")
READY = "ready"
END_OF_LETTER = b"\r\n.\r\n"
MOST_BYTES = 2**20


async def _serve(port: int) -> None:
    server = await asyncio.start_server(_talk, "127.0.0.1", port, limit=MOST_BYTES)
    print(READY, flush=True)
    async with server:
        await server.serve_forever()


async def _talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """One connection: as much of RFC 5321 as a sender needs."""
    recipient = b""
    writer.write(b"220 sink\r\n")
    try:
        while line := await reader.readline():
            word = line[:4].upper().strip()
            if word == b"DATA":
                writer.write(b"354 go on\r\n")
                await writer.drain()
                letter = await reader.readuntil(END_OF_LETTER)
                _hand_on(recipient, letter)
            elif word == b"RCPT":
                found = ADDRESS.search(line)
                recipient = found[1] if found else b""
            elif word == b"QUIT":
                writer.write(b"221 bye\r\n")
                break
            writer.write(b"250 ok\r\n")
            await writer.drain()
    except (ConnectionError, asyncio.IncompleteReadError):
        pass
    finally:
        writer.close()


def _hand_on(recipient: bytes, letter: bytes) -> None:
    token = token_in(letter)
    print(recipient.decode(), token, f"{time.time():.6f}", flush=True)


def token_in(letter: bytes) -> str:
    """The token of the letter's link; "-" of one that asks for nothing."""
    # Quoted-printable breaks long lines and writes "=" as =3D.
    found = LINK.search(letter.replace(b"=\r\n", b""))
    return found[1].decode() if found else "-"


if __name__ == "__main__":
    asyncio.run(_serve(int(sys.argv[1])))
