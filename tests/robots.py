"""假群机器人: an HTTP server on this computer that answers as a test has told it, and keeps what it was sent."""

import contextlib
import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

GOOD = b'{"errcode":0,"errmsg":"ok"}'
KEY = "693a91f6-0000-4bc4-97a0-0ec2sifa5aaa"


class Robot(ThreadingHTTPServer):
    """``answers``: (status, body, seconds before the answer) one after the other, the last for ever; ``heard`` the texts."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), _Answers)
        self.answers, self.heard = [(200, GOOD, 0)], []

    @property
    def address(self):
        return f"http://127.0.0.1:{self.server_port}/cgi-bin/webhook/send?key={KEY}"

    def says(self, *answers):
        self.answers = list(answers)


class _Answers(BaseHTTPRequestHandler):
    def do_POST(self):
        told = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        assert told["msgtype"] == "text" and self.path.endswith(KEY)
        self.server.heard.append(told["text"]["content"])
        answers = self.server.answers
        status, body, wait = answers.pop(0) if len(answers) > 1 else answers[0]
        time.sleep(wait)
        with contextlib.suppress(OSError):
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            if 300 <= status < 400:
                self.send_header("Location", "/elsewhere")
            self.end_headers()
            self.wfile.write(body)

    do_GET = do_POST

    def log_message(self, *_):
        pass


@contextlib.contextmanager
def a_robot():
    """A robot that answers until the end of the block."""
    robot = Robot()
    thread = threading.Thread(target=robot.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield robot
    finally:
        robot.shutdown()
        robot.server_close()
        thread.join()
