"""请求走私: two readings of one request never give two requests (safety R44). Raw bytes to the server of ``serve``."""

import socket
import threading

import pytest
import waitress.server

from respbook.commands.serve import LIMITS

HIDDEN = b"GET /hidden HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
HEAD = b"POST /open HTTP/1.1\r\nHost: 127.0.0.1\r\n"
WHOLE = b"0\r\n\r\n" + HIDDEN

VARIANTS = {
    "both lengths": HEAD + b"Content-Length: %d\r\nTransfer-Encoding: chunked\r\n\r\n" % len(WHOLE) + WHOLE,
    "both lengths, other order": HEAD + b"Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n" + WHOLE,
    "blank before the colon": HEAD + b"Transfer-Encoding : chunked\r\nContent-Length: %d\r\n\r\n" % len(WHOLE) + WHOLE,
    "unknown coding": HEAD + b"Transfer-Encoding: xchunked\r\nContent-Length: %d\r\n\r\n" % len(WHOLE) + WHOLE,
    "two codings": HEAD + b"Transfer-Encoding: identity, chunked\r\nContent-Length: %d\r\n\r\n" % len(WHOLE) + WHOLE,
    "tab before the coding": HEAD + b"Transfer-Encoding:\tchunked\r\nContent-Length: %d\r\n\r\n" % len(WHOLE) + WHOLE,
    "two lengths": HEAD + b"Content-Length: 0\r\nContent-Length: %d\r\n\r\n" % len(HIDDEN) + HIDDEN,
    "a signed length": HEAD + b"Content-Length: +%d\r\n\r\n" % len(HIDDEN) + HIDDEN,
    "a negative length": HEAD + b"Content-Length: -1\r\n\r\n" + HIDDEN,
    "a hexadecimal length": HEAD + b"Content-Length: 0x%x\r\n\r\n" % len(HIDDEN) + HIDDEN,
    "a folded header": HEAD + b"X: a\r\n Content-Length: 0\r\nContent-Length: %d\r\n\r\n" % len(HIDDEN) + HIDDEN,
    "a bare line feed": HEAD + b"X: a\nContent-Length: %d\r\n\r\n" % len(HIDDEN) + HIDDEN,
    "a chunk of two minds": HEAD + b"Transfer-Encoding: chunked\r\n\r\n-1\r\n" + HIDDEN,
}


@pytest.fixture(scope="module")
def server():
    """(port, paths that reached the site)."""
    seen = []

    def site(environ, start):
        environ["wsgi.input"].read()
        seen.append(environ["PATH_INFO"])
        start("200 OK", [("Content-Type", "text/plain"), ("Content-Length", "2")])
        return [b"ok"]

    created = waitress.server.create_server(site, host="127.0.0.1", port=0, **LIMITS)
    threading.Thread(target=created.run, daemon=True).start()
    yield created.effective_port, seen
    created.close()


def sent(port, raw):
    with socket.create_connection(("127.0.0.1", port), timeout=5) as line:
        line.sendall(raw)
        line.shutdown(socket.SHUT_WR)
        answer = b""
        while more := line.recv(65536):
            answer += more
    return answer


@pytest.mark.parametrize("variant", VARIANTS)
def test_no_second_request_hides_in_the_first(server, variant):
    port, seen = server
    seen.clear()
    answer = sent(port, VARIANTS[variant])
    refused = answer.startswith((b"HTTP/1.1 4", b"HTTP/1.0 4", b"HTTP/1.1 501", b"HTTP/1.0 501"))
    assert (refused and not seen) or (answer.count(b"HTTP/1.") == 1 and seen == ["/open"]), (answer[:200], seen)


def test_two_honest_requests_are_two(server):
    port, seen = server
    seen.clear()
    answer = sent(port, HEAD + b"Content-Length: 2\r\n\r\nab" + HIDDEN)
    assert answer.count(b"HTTP/1.1 200") == 2 and seen == ["/open", "/hidden"]
