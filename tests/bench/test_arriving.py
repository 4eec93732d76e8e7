"""The open loop: what a person meets with is told, whatever it is."""

import asyncio

import pytest

from bench import arriving
from bench.loading import WrongAnswer

PAGE = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"
CHUNKED = (
    b"HTTP/1.1 302 Found\r\nTransfer-Encoding: chunked\r\n\r\n"
    b"5\r\nhello\r\nb;x=1\r\n to the day\r\n0\r\n\r\n"
)


def asked(*answers, times=1):
    """What one reader gets from a server whose connections give these answers."""
    connections = iter(answers)

    async def serve(reader, writer):
        for answer in next(connections):
            await reader.readuntil(b"\r\n\r\n")
            for piece in answer:
                writer.write(piece)
                await writer.drain()
                await asyncio.sleep(0.01)
        writer.close()

    async def ask():
        server = await asyncio.start_server(serve, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        request = arriving.written("GET", "/")
        async with server, arriving.readers(f"http://127.0.0.1:{port}") as readers:
            found = []
            for _ in range(times):
                found.append(await readers.ask(request))
                await asyncio.sleep(0.05)
            return found

    return asyncio.run(ask())


def test_an_answer_is_whole_however_it_comes():
    assert asked([[PAGE[:20], PAGE[20:40], PAGE[40:]]])[0][:2] == (200, b"hello")
    assert asked([[CHUNKED[:30], CHUNKED[30:]]])[0][:2] == (302, b"hello to the day")


def test_a_connection_is_used_again():
    found = asked([[PAGE], [PAGE]], times=2)

    assert [answer.status for answer in found] == [200, 200]


def test_a_line_that_was_let_go_is_no_fault():
    found = asked([[PAGE]], [[PAGE]], times=2)

    assert [answer.status for answer in found] == [200, 200]


def test_who_is_hung_up_on_got_nothing():
    assert asked([[PAGE[:20]]])[0].status == arriving.NOTHING


def test_nobody_there_is_nothing_too():
    async def ask():
        async with arriving.readers("http://127.0.0.1:1") as readers:
            return await readers.ask(arriving.written("GET", "/"))

    assert asyncio.run(ask()).status == arriving.NOTHING


def test_everybody_comes_at_their_time_though_the_first_still_waits():
    came = []

    async def act(number, due):
        came.append(number)
        if number == 0:
            await asyncio.sleep(0.2)
            came.append("first ended")

    asyncio.run(arriving.arrive([0, 0.01, 0.02], act))

    assert came == [0, 1, 2, "first ended"]


def test_a_fault_that_many_meet_with_is_told_once():
    async def act(number, due):
        raise WrongAnswer("answered 500")

    with pytest.raises(WrongAnswer, match="answered 500"):
        asyncio.run(arriving.arrive([0, 0, 0], act))


def test_a_form_is_sent_as_a_browser_does():
    request = arriving.written(
        "POST", "/sign/", form={"name": "Zoë"}, forwarded="10.0.0.1"
    )

    head, body = request.split(b"\r\n\r\n")
    assert body == b"name=Zo%C3%AB"
    assert b"Content-Length: 13" in head
    assert b"X-Forwarded-For: 10.0.0.1" in head
