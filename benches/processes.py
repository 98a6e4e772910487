"""Measures whole processes against the sandbox: start-up, memory, connections, what key derivation costs on a slow link, and how many
round trips all prerequisites take.

  cargo build --release && python3 benches/processes.py target/release/imctl [PROGRAM TO COMPARE --version WITH]

Needs Python 3.9, `openssl`, `curl` and `time`. All figures of one run are taken in turns, so that ratios mean something; medians are told.
"""

import asyncio
import json
import os
import pathlib
import ssl
import statistics
import subprocess
import sys
import tempfile
import threading
import time

SEED = "correct horse battery staple, nine purple otters juggle 41 lanterns while quiet bakers map the northern harbour; yes!"
TURNS = 15
ONE_WAY = 0.05

# All seven areas, two resolvers with three fields, and four samples: about thirty requests.
DECLARED = """
[areas.document-templates]
[areas.data-uploads]
[areas.inbound-email]
[areas.instructions]
[areas.service-requests]
[areas.scanning]
[areas.client-documents]
[repositories.matters]
workspace_resolver_config = "custom1=[client], custom2=[matter]"
[repositories.matters.work_types.litigation]
workspace_resolver_config = "custom1=[client], custom2=[matter], custom29=[practice]"
""" + "".join(
    f"""[[repositories.matters.samples]]
work_item = {{ client = "12345", matter = "0000{number}" }}
"""
    for number in range(1, 5)
)


class Way:
    """A way to the sandbox with TLS and a delay in each direction; counts connections and requests."""

    def __init__(self, target, certificate, key):
        self.target, self.connections, self.requests = target, 0, 0
        self.context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        self.context.load_cert_chain(certificate, key)
        self.loop = asyncio.new_event_loop()
        threading.Thread(target=self.loop.run_forever, daemon=True).start()
        self.port = asyncio.run_coroutine_threadsafe(self.start(), self.loop).result()

    async def start(self):
        tls = await asyncio.start_server(self.to_sandbox, "127.0.0.1", 0, ssl=self.context)
        self.tls_port = tls.sockets[0].getsockname()[1]
        slow = await asyncio.start_server(self.to_tls, "127.0.0.1", 0)
        return slow.sockets[0].getsockname()[1]

    async def to_tls(self, reader, writer):
        self.connections += 1
        # Nothing here can hold back the answer to a SYN, so the round trip that it takes is put on the first bytes.
        first = await reader.read(65536)
        await asyncio.sleep(2 * ONE_WAY)
        await self.join(reader, writer, self.tls_port, ONE_WAY, first=first)

    async def to_sandbox(self, reader, writer):
        await self.join(reader, writer, self.target, 0, counts=True)

    async def join(self, reader, writer, port, delay, counts=False, first=b""):
        there_reader, there_writer = await asyncio.open_connection("127.0.0.1", port)
        if first:
            self.loop.call_later(delay, there_writer.write, first)
        await asyncio.gather(
            self.pump(reader, there_writer, delay, counts), self.pump(there_reader, writer, delay, False)
        )

    async def pump(self, reader, writer, delay, counts):
        try:
            while data := await reader.read(65536):
                self.requests += counts and data.startswith((b"GET ", b"POST "))
                if delay:
                    # The write is only put off: bytes that follow are on the way meanwhile.
                    self.loop.call_later(delay, writer.write, data)
                else:
                    writer.write(data)
        except (ConnectionError, ssl.SSLError):
            pass
        self.loop.call_later(delay, writer.close)


def milliseconds(command, env, cwd):
    start = time.perf_counter()
    subprocess.run(command, env=env, cwd=cwd, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return (time.perf_counter() - start) * 1000


def peak_mebibytes(command, env, cwd):
    """The peak memory, told by time(1): a child of this process would count this process's own."""
    out = subprocess.run(["/usr/bin/time", "-f", "%M", *command], env=env, cwd=cwd, capture_output=True, text=True)
    if out.returncode != 0:
        sys.exit(out.stderr)
    return int(out.stderr.strip().splitlines()[-1]) / 1024


def in_turns(commands, env, cwd):
    times = {name: [] for name in commands}
    for _ in range(TURNS):
        for name, command in commands.items():
            times[name].append(milliseconds(command, env, cwd))
    return {name: statistics.median(values) for name, values in times.items()}


def prerequisites(imctl, way, env, bare, cwd):
    """All prerequisites, encryption among them, against a bare request, which takes three round trips: TCP, TLS, and itself."""
    pathlib.Path(cwd, "imctl.toml").write_text(DECLARED)
    check = [imctl, "check-prereqs", "-o", "json"]
    before = (way.connections, way.requests)
    run = subprocess.run(check, env=env, cwd=cwd, capture_output=True, text=True)
    if run.returncode not in (0, 11):
        sys.exit(run.stdout + run.stderr)
    asked = f"{way.requests - before[1]} requests on {way.connections - before[0]} connections"
    print(f"check-prereqs                {len(json.loads(run.stdout)['findings'])} checks, {asked}")
    figures = in_turns({"check": check, "curl": bare}, env, cwd)
    trips = figures["check"] / (ONE_WAY * 2000)
    print(f"check-prereqs, {ONE_WAY * 2000:.0f} ms trips  {figures['check']:.0f} ms, the time of {trips:.1f} round trips")
    print(f"  ratio to curl's request    {figures['check'] / figures['curl']:.2f}")


def main():
    imctl, compared = str(pathlib.Path(sys.argv[1]).resolve()), sys.argv[2:]
    size = os.path.getsize(imctl) / 1e6
    print(f"size                         {size:.2f} MB")
    with tempfile.TemporaryDirectory() as cwd:
        base = {"PATH": os.environ["PATH"], "HOME": cwd}
        versions = in_turns({name: [name, "--version"] for name in [imctl, *compared]}, base, cwd)
        for name, value in versions.items():
            print(f"--version                    {value:.2f} ms  {pathlib.Path(name).name}")
        if compared:
            print(f"  ratio to the other         {versions[imctl] / versions[compared[0]]:.2f}")

        sandbox = subprocess.Popen([imctl, "sandbox", "-o", "json"], stdout=subprocess.PIPE, cwd=cwd, env=base, text=True)
        try:
            text = ""
            while True:
                text += sandbox.stdout.readline()
                try:
                    told = json.loads(text)
                    break
                except json.JSONDecodeError:
                    continue
            subprocess.run(
                ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
                 "-keyout", "key.pem", "-out", "ca.pem", "-subj", "/CN=way", "-addext", "subjectAltName=IP:127.0.0.1",
                 "-addext", "basicConstraints=critical,CA:false"],
                cwd=cwd, check=True, capture_output=True)
            port = int(told["url"].rsplit(":", 1)[1].strip("/"))
            way = Way(port, f"{cwd}/ca.pem", f"{cwd}/key.pem")
            direct = dict(base, IMCTL_CLIENT_ID=told["client_id"], IMCTL_CLIENT_SECRET=told["client_secret"],
                          IMCTL_SEED=SEED, IMCTL_BASE_URL=told["url"], IMCTL_DATA_DIR=f"{cwd}/data")
            slow = dict(direct, IMCTL_BASE_URL=f"https://127.0.0.1:{way.port}", IMCTL_CA_FILE=f"{cwd}/ca.pem",
                        IMCTL_CA_MODE="only")
            run = lambda env, *words: subprocess.run([imctl, *words], env=env, cwd=cwd, check=True, capture_output=True)
            run(direct, "encryption", "init")
            run(direct, "link")
            run(slow, "link")
            resolve = [imctl, "resolve", "custom1=[a], custom2=[b]", "--set", "a=12345", "--set", "b=00001"]
            print(f"resolve, peak memory         {peak_mebibytes(resolve, direct, cwd):.1f} MiB over HTTP")
            print(f"                             {peak_mebibytes(resolve, slow, cwd):.1f} MiB over TLS, own CA only")
            system = dict(slow, IMCTL_CA_MODE="add")
            print(f"                             {peak_mebibytes(resolve, system, cwd):.1f} MiB over TLS, the system's roots too")
            before = (way.connections, way.requests)
            run(slow, *resolve[1:])
            print(f"resolve, stored token        {way.connections - before[0]} connection, {way.requests - before[1]} request")
            # The same with nothing to derive: a request without any token takes the same way and is refused.
            bare = ["curl", "-s", "--cacert", "ca.pem", f"https://127.0.0.1:{way.port}/api"]
            figures = in_turns({"resolve": resolve, "curl": bare}, slow, cwd)
            local = in_turns({"resolve": resolve, "status": [imctl, "status"]}, direct, cwd)
            print(f"resolve, no delay            {local['resolve']:.0f} ms (the derivation is nearly all of it)")
            print(f"resolve, {ONE_WAY * 2000:.0f} ms round trips   {figures['resolve']:.0f} ms")
            print(f"bare TLS request by curl     {figures['curl']:.0f} ms")
            print(f"  ratio                      {figures['resolve'] / figures['curl']:.2f}")
            print(f"status, no secret derived?   {local['status']:.1f} ms")
            prerequisites(imctl, way, slow, bare, cwd)
        finally:
            sandbox.terminate()


if __name__ == "__main__":
    main()
