"""HTML in a real browser: what ran when it was shown, read back, hovered over and clicked."""

from __future__ import annotations

import json
import shutil
import subprocess
import tempfile
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from socket import MSG_PEEK
from threading import Event, Thread

PAGE = Path(__file__).parent.parent / "data" / "security" / "trap.html"
AT_ONCE = 50
FLAGS = ["headless", "no-sandbox", "disable-gpu", "disable-background-networking", "disable-component-update", "disable-sync"]
FLAGS += ["no-first-run", "mute-audio", "disable-dev-shm-usage", "remote-debugging-port=0"]
LONGEST = 1_500
SHOWN = {"image", "audio", "video"}
"""What a page of strangers may load: pictures and sounds."""


class Trap(ThreadingHTTPServer):
    """Serves the page and its pieces, collects its verdict, and what else was asked of any host."""

    daemon_threads = True
    request_queue_size = 1024

    def __init__(self, pieces):
        super().__init__(("127.0.0.1", 0), Handler)
        self.frames = list(enumerate(pieces))
        self.asked, self.verdict, self.is_done = [], {}, Event()


class Handler(BaseHTTPRequestHandler):
    server: Trap
    protocol_version = "HTTP/1.1"  # connections are used again
    disable_nagle_algorithm = True

    def handle(self):
        if self.connection.recv(1, MSG_PEEK) != b"\x16":  # TLS would wait for an answer
            super().handle()

    def do_GET(self):
        if self.path == "/trap":
            self.answer(PAGE.read_bytes(), "text/html; charset=utf-8")
        elif self.path.startswith("/pieces/"):
            start = int(self.path.rpartition("/")[2]) * AT_ONCE
            self.answer(json.dumps(self.server.frames[start : start + AT_ONCE]).encode(), "application/json")
        else:
            self.server.asked.append((self.kind(), self.headers.get("Host"), self.path))
            is_script = self.path.partition("?")[0].endswith(".js")
            self.answer(b"xss()" if is_script else b"", "text/javascript" if is_script else "text/plain", 200 if is_script else 404)

    def do_POST(self):
        self.server.verdict = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.answer(b"", "text/plain")
        self.server.is_done.set()

    def kind(self):
        """What the browser wants it for; it says so to hosts that it trusts, as this one is by its number."""
        if "Sec-Fetch-Dest" in self.headers:
            return self.headers["Sec-Fetch-Dest"]
        if self.headers.get("Accept", "").startswith("image/"):
            return "image"
        return "video" if "Range" in self.headers else Path(self.path.partition("?")[0]).suffix

    def answer(self, data, kind, status=200):
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        with suppress(ConnectionError):  # a frame that is gone
            self.wfile.write(data)

    def log_message(self, *_):
        """Say nothing."""


@contextmanager
def serving(pieces):
    server = Trap(pieces)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def ran_of(pieces, together=25):
    """What ran of which piece of HTML, and what was asked of any host; several pieces share a frame, with seams that must all be there."""
    groups = [pieces[start : start + together] for start in range(0, len(pieces), together)]
    found, asked = loaded(["<hr data-seam>".join(group) for group in groups])
    if not found:
        return {}, asked
    suspects = [piece for number in found for piece in groups[number]]
    return {suspects[number]: what for number, what in loaded(suspects)[0].items()} or found, asked


def loaded(pieces):
    """What ran of each piece of HTML, by its number; and what was asked of any host, but for pictures and sounds."""
    with serving(pieces) as server, tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        port = server.server_address[1]
        hosts = f"MAP *.example 127.0.0.1:{port}, MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"  # what is asked of others is asked of us
        flags = [*FLAGS, f"user-data-dir={profile}", f"host-resolver-rules={hosts}"]
        browser = subprocess.Popen(
            [shutil.which("chromium"), *(f"--{flag}" for flag in flags), f"http://127.0.0.1:{port}/trap"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            assert server.is_done.wait(LONGEST), "Chromium did not come to an end"
        finally:
            browser.terminate()
            browser.wait(30)
        asked = [request for request in server.asked if request[0] not in SHOWN and request[2] != "/favicon.ico"]
        return {int(number): what for number, what in server.verdict.items()}, asked
