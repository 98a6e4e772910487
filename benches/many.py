"""Measures `imctl resolve --from` as a whole process against a server that answers from memory.

  cargo build --release --bin imctl --example fast_server
  python3 benches/many.py target/release/imctl target/release/examples/fast_server [PART …]

Needs Python 3.9, `curl` with `--parallel`, and `time`. What is compared is taken in turns in one run, so that ratios mean something;
medians are told. Parts and what is asked of them:

  latency    10,000 searches, 20 ms, 32 at once: at most 1.10 of latency * rows / concurrency; the latency is what the server really
             held its answers back, since its timer is late by up to a millisecond
  speed      the same without latency: more searches a second than curl with as many connections, HTTP/1.1, TLS
  scan       100,000 matters: at most 1 request for 400 rows, at most 3 s of CPU
  memory     under 32 MiB for 10 rows and for 1,000,000 searched; under 200 bytes a workspace held by a scan
"""

import os
import pathlib
import re
import statistics
import subprocess
import sys
import tempfile
import time

TURNS = 5
ROWS = 10_000
CONCURRENCY = 32
CONFIG = "custom1=[client], custom2=[matter]"


class Server:
    """The server, until its standard input is closed."""

    def __init__(self, program, folder, matters, latency):
        self.process = subprocess.Popen(
            [program, folder, str(matters), str(latency)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.url = self.process.stdout.readline().strip()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        self.latency = float(self.process.stdout.read())
        self.process.wait()


def write_rows(path, rows):
    with open(path, "w") as out:
        out.write("id,client,matter\n")
        out.writelines(f"M-{row},{row // 10:05},{row % 10:05}\n" for row in range(rows))


def write_urls(path, url, rows):
    with open(path, "w") as out:
        for row in range(rows):
            base = f"{url}/work/api/v2/customers/1/libraries/ACTIVE/workspaces"
            query = f"custom1={row // 10:05}&custom2={row % 10:05}&limit=500&total=true"
            out.write(f'url = "{base}?{query}"\noutput = "/dev/null"\n')


def run(command, env, cwd):
    """Seconds, CPU seconds, peak memory in MiB, and what was printed on stderr."""
    start = time.perf_counter()
    with open(f"{cwd}/out.txt", "wb") as out:
        timed = ["/usr/bin/time", "-f", "%U %S %M", *command]
        ran = subprocess.run(timed, env=env, cwd=cwd, stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.PIPE, text=True)
    took = time.perf_counter() - start
    if ran.returncode != 0:
        sys.exit(f"{command}: {ran.returncode}\n{ran.stderr}")
    user, system, peak = ran.stderr.strip().splitlines()[-1].split()
    return took, float(user) + float(system), int(peak) / 1024, ran.stderr


def environment(url, cwd):
    return {"PATH": os.environ["PATH"], "HOME": cwd, "IMCTL_DATA_DIR": f"{cwd}/data", "IMCTL_BASE_URL": url, "IMCTL_CLIENT_ID": "x",
            "IMCTL_CLIENT_SECRET": "x", "IMCTL_CA_FILE": f"{cwd}/ca.pem", "IMCTL_CA_MODE": "only"}


class Bench:
    def __init__(self, imctl, server, cwd):
        self.server, self.cwd = server, cwd
        rows = [imctl, "resolve", CONFIG, "--from", "rows.csv", "-o", "ndjson", "--strategy"]
        self.search = [*rows, "search", "--concurrency", str(CONCURRENCY)]
        self.scan = [*rows, "scan"]
        self.curl = ["curl", "-s", "--cacert", "ca.pem", "--http1.1", "-H", "X-Auth-Token: fast", "-H", "accept: application/json",
                     "--parallel", "--parallel-max", str(CONCURRENCY), "-K", "urls.txt"]

    def start(self, matters, latency):
        return Server(self.server, self.cwd, matters, latency)

    def searches(self, latency):
        write_rows(f"{self.cwd}/rows.csv", ROWS)
        with self.start(100_000, latency) as there:
            write_urls(f"{self.cwd}/urls.txt", there.url, ROWS)
            env = environment(there.url, self.cwd)
            times = {"imctl": [], "curl": []}
            for _ in range(TURNS):
                times["imctl"].append(run(self.search, env, self.cwd))
                times["curl"].append(run(self.curl, env, self.cwd))
        print(f"{ROWS} searches, {latency} ms, {CONCURRENCY} at once")
        median = {name: statistics.median(took for took, *_ in runs) for name, runs in times.items()}
        for name, runs in times.items():
            cpu = statistics.median(cpu for _, cpu, *_ in runs)
            print(f"  {name:6} {median[name]:.2f} s, {ROWS / median[name]:.0f} a second, {cpu:.2f} s of CPU")
        print(f"  imctl's memory {max(peak for _, _, peak, _ in times['imctl']):.1f} MiB")
        return median, there.latency

    def latency(self):
        median, latency = self.searches(20)
        limit = latency * ROWS / CONCURRENCY
        print(f"  held for {1000 * latency:.2f} ms: limit  {limit:.2f} s; imctl takes {median['imctl'] / limit:.3f} of it, curl {median['curl'] / limit:.3f}")

    def speed(self):
        median, _ = self.searches(0)
        print(f"  imctl makes {median['curl'] / median['imctl']:.2f} times as many searches a second as curl")

    def scan_part(self):
        write_rows(f"{self.cwd}/rows.csv", 100_000)
        with self.start(100_000, 0) as there:
            runs = [run(self.scan, environment(there.url, self.cwd), self.cwd) for _ in range(TURNS)]
        took, cpu, peak = (statistics.median(values) for values in list(zip(*runs))[:3])
        requests = int(re.search(r"([\d,]+) requests", runs[0][3]).group(1).replace(",", ""))
        print(f"scan of 100000 matters: {took:.2f} s, {cpu:.2f} s of CPU, {peak:.1f} MiB")
        print(f"  {requests} requests, one for {100_000 / requests:.0f} rows")

    def memory(self):
        peaks = {}
        with self.start(1_000_000, 0) as there:
            env = environment(there.url, self.cwd)
            for rows in (10, 1_000_000):
                write_rows(f"{self.cwd}/rows.csv", rows)
                peaks[rows] = run(self.search, env, self.cwd)[2]
                print(f"search of {rows} rows: {peaks[rows]:.1f} MiB", flush=True)
            held = run(self.scan, env, self.cwd)[2]
        more = (held - peaks[1_000_000]) * 1024 * 1024 / 1_000_000
        print(f"scan of 1000000 matters: {held:.1f} MiB, {more:.0f} bytes a workspace more than the search")


def main():
    imctl, server = (str(pathlib.Path(path).resolve()) for path in sys.argv[1:3])
    with tempfile.TemporaryDirectory() as cwd:
        bench = Bench(imctl, server, cwd)
        parts = {"latency": bench.latency, "speed": bench.speed, "scan": bench.scan_part, "memory": bench.memory}
        for name in sys.argv[3:] or parts:
            parts[name]()
            sys.stdout.flush()


if __name__ == "__main__":
    main()
