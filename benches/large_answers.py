"""Measures the memory of `imctl resolve --from` against a server that answers each search with 15 MiB.

  cargo build --release --bin imctl
  python3 benches/large_answers.py target/release/imctl [ROWS]

Needs Python 3.9, `openssl` and `time`. Tells the peak of the resident memory in MiB for 1, 8 and 32 connections, over TLS and without, with
a length told and in chunks. The bar is 32 MiB.
"""

import http.server
import json
import os
import pathlib
import ssl
import subprocess
import sys
import tempfile
import threading

WORKSPACE = {"id": "ACTIVE!1", "name": "A", "wstype": "workspace", "database": "ACTIVE"}
FOUND = json.dumps({"data": [WORKSPACE], "total_count": 1}).encode()
LARGE = FOUND + b" " * (15 * 1024 * 1024 - len(FOUND))
PIECE = 256 * 1024
TOKEN = json.dumps({"access_token": "t", "token_type": "Bearer", "expires_in": 3600}).encode()


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    in_chunks = False

    def log_message(self, *_):
        pass

    def do_POST(self):
        self.rfile.read(int(self.headers.get("content-length", 0)))
        self.whole(TOKEN)

    def do_GET(self):
        if "/workspaces" not in self.path:
            return self.whole(API)
        if not self.in_chunks:
            return self.whole(LARGE)
        self.head("transfer-encoding", "chunked")
        for at in range(0, len(LARGE), PIECE):
            piece = LARGE[at:at + PIECE]
            self.wfile.write(b"%x\r\n%s\r\n" % (len(piece), piece))
        self.wfile.write(b"0\r\n\r\n")

    def head(self, name, value):
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header(name, value)
        self.end_headers()

    def whole(self, body):
        self.head("content-length", str(len(body)))
        self.wfile.write(body)


API = json.dumps({"data": {
    "user": {"customer_id": 1, "id": "x", "user_id": "x"},
    "versions": [{"name": "v2", "url": "/work/api/v2"}],
    "work": {"libraries": [{"alias": "ACTIVE", "type": "worksite"}], "preferred_library": "ACTIVE"},
}}).encode()


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def handle_error(self, *_):
        # A client that goes away in the middle is the client's affair.
        pass


def serve(folder, over_tls, in_chunks):
    handler = type("Served", (Handler,), {"in_chunks": in_chunks})
    server = Server(("127.0.0.1", 0), handler)
    if over_tls:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(folder / "ca.pem", folder / "key.pem")
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return f"http{'s' if over_tls else ''}://127.0.0.1:{server.server_address[1]}"


def peak(imctl, folder, url, connections):
    env = {"PATH": os.environ["PATH"], "HOME": str(folder), "IMCTL_DATA_DIR": f"{folder}/data", "IMCTL_BASE_URL": url, "IMCTL_CLIENT_ID": "x",
           "IMCTL_CLIENT_SECRET": "x", "IMCTL_LIBRARIES": "ACTIVE"}
    if url.startswith("https"):
        env |= {"IMCTL_CA_FILE": f"{folder}/ca.pem", "IMCTL_CA_MODE": "only"}
    command = ["/usr/bin/time", "-f", "%M", imctl, "resolve", "name=[id]", "--from", "rows.csv", "--strategy", "search", "-o", "plain",
               "--concurrency", str(connections)]
    ran = subprocess.run(command, env=env, cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, text=True)
    # Each row finds a workspace of another name: that is told with 1.
    if ran.returncode != 1:
        sys.exit(f"{ran.returncode}\n{ran.stderr}")
    return int(ran.stderr.strip().splitlines()[-1]) / 1024


def main():
    imctl, rows = pathlib.Path(sys.argv[1]).resolve(), int(sys.argv[2]) if len(sys.argv) > 2 else 64
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        made = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", "key.pem", "-out", "ca.pem",
                "-days", "2", "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1",
                "-addext", "basicConstraints=CA:FALSE"]
        subprocess.run(made, cwd=folder, check=True, capture_output=True)
        (folder / "rows.csv").write_text("id\n" + "".join(f"M-{row}\n" for row in range(rows)))
        for over_tls in (True, False):
            for in_chunks in (False, True):
                url = serve(folder, over_tls, in_chunks)
                figures = [f"{peak(imctl, folder, url, connections):6.1f}" for connections in (1, 8, 32)]
                form = f"{'TLS' if over_tls else 'loopback'}, {'in chunks' if in_chunks else 'length told'}"
                print(f"{form:22} 1, 8, 32 connections: {' '.join(figures)} MiB")


if __name__ == "__main__":
    main()
