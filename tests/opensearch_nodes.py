"""Real OpenSearch nodes for tests, from Maven Central: ``python -m tests.opensearch_nodes`` sets them up.

Each node is a Java process of its own, so that it can be killed and started by itself. Where there is no Java or Maven's
registry does not answer, the tests skip themselves, and say so. 2.19.6 is the last version of 2.x whose modules are served.
"""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

HERE = Path(__file__).parent / "opensearch"
_PLUGIN = "org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy-dependencies"
_LONGEST_SETUP, _LONGEST_START = 600, 180


def folder() -> Path:
    """Return where the node is set up: $SHOROKU_TEST_OPENSEARCH, else a folder of the cache."""
    own = os.environ.get("SHOROKU_TEST_OPENSEARCH")
    return Path(own) if own else Path.home() / ".cache" / "shoroku-tests" / "opensearch-2.19.6"


def is_set_up() -> bool:
    """Return whether a node can be started."""
    return shutil.which("java") is not None and (folder() / "osnode.jar").exists() and _is_current()


def _is_current() -> bool:
    """Return whether the main class that was compiled is today's."""
    compiled = folder() / "OsNode.java"
    return compiled.exists() and compiled.read_bytes() == (HERE / "OsNode.java").read_bytes()


def set_up() -> None:
    """Fetch the node's jars (68 MB), compile its main class, and make an archive of classes that lets it start faster."""
    place = folder()
    place.mkdir(parents=True, exist_ok=True)
    if not (place / "osnode.jar").exists():
        maven = ["mvn", "-B", "-q", "-f", str(HERE / "pom.xml"), f"-Dmaven.repo.local={place / 'm2'}"]
        _run([*maven, _PLUGIN, "-DincludeScope=runtime", f"-DoutputDirectory={place / 'lib'}"])
    if not (place / "osnode.jar").exists() or not _is_current():
        _run(["javac", "-cp", f"{place / 'lib'}/*", "-d", str(place / "classes"), str(HERE / "OsNode.java")])
        _run(["jar", "cf", str(place / "new.jar"), "-C", str(place / "classes"), "."])
        os.replace(place / "new.jar", place / "osnode.jar")  # nodes may run with the old one
        shutil.copyfile(HERE / "OsNode.java", place / "OsNode.java")
        (place / "node.jsa").unlink(missing_ok=True)
    if not (place / "node.jsa").exists():
        warm = Nodes(place / "warm", 1, jvm=[f"-XX:ArchiveClassesAtExit={place / 'node.jsa'}"])
        warm.start()
        warm.stop(60)
        shutil.rmtree(place / "warm")


def _run(command: Sequence[str]) -> None:
    subprocess.run(command, check=True, timeout=_LONGEST_SETUP)


def _free_ports(count: int) -> list[int]:
    taken = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [one.getsockname()[1] for one in taken]
    for one in taken:
        one.close()
    return ports


class Nodes:
    """Some nodes of one cluster, in a folder of their own. ``url`` is the first one's address."""

    def __init__(
        self,
        root: Path,
        count: int,
        *,
        heap: str = "512m",
        jvm: Sequence[str] = (),
        settings: dict[str, object] | None = None,
        niceness: int = 15,
    ) -> None:
        self.root, self.count, self._heap, self._jvm = root, count, heap, list(jvm)
        self._niceness = str(niceness)
        self._ports = _free_ports(2 * count)
        self.ports = self._ports[:count]
        self._processes: list[subprocess.Popen[bytes] | None] = [None] * count
        for place in range(count):
            self._configure(place, settings or {})

    def _configure(self, place: int, own: dict[str, object]) -> None:
        transport = self._ports[self.count :]
        settings: dict[str, object] = {
            "cluster.name": "test",
            "node.name": f"n{place}",
            "network.host": "127.0.0.1",
            "http.port": self.ports[place],
            "transport.port": transport[place],
            "node.processors": 2,
            "node.store.allow_mmap": False,
            "cluster.routing.allocation.disk.threshold_enabled": False,
            "action.auto_create_index": False,
            # The simple collector leaves garbage for long, which would count as used.
            "indices.breaker.total.use_real_memory": False,
        }
        if self.count == 1:
            settings["discovery.type"] = "single-node"
        else:
            settings["discovery.seed_hosts"] = [f"127.0.0.1:{port}" for port in transport]
            settings["cluster.initial_cluster_manager_nodes"] = [f"n{other}" for other in range(self.count)]
        folder_ = self.root / f"n{place}" / "config"
        folder_.mkdir(parents=True, exist_ok=True)
        lines = [f"{name}: {json.dumps(value)}\n" for name, value in (settings | own).items()]
        (folder_ / "opensearch.yml").write_text("".join(lines))

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.ports[0]}"

    @property
    def urls(self) -> str:
        """The addresses of all nodes."""
        return "http://" + ",".join(f"127.0.0.1:{port}" for port in self.ports)

    def start_node(self, place: int) -> None:
        archive = folder() / "node.jsa"
        shared = [f"-XX:SharedArchiveFile={archive}"] if archive.exists() else []
        jars = ":".join([str(folder() / "osnode.jar"), *sorted(map(str, (folder() / "lib").glob("*.jar")))])
        memory = [f"-Xms{self._heap}", f"-Xmx{self._heap}", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"]
        log = [f"-Dlog4j2.configurationFile={HERE / 'log4j2.properties'}", "-Dlog4j2.disable.jmx=true"]
        home = self.root / f"n{place}"
        with open(home / "log", "ab") as output:
            self._processes[place] = subprocess.Popen(
                [
                    "nice",
                    "-n",
                    self._niceness,
                    "java",
                    *memory,
                    *shared,
                    *self._jvm,
                    *log,
                    "-cp",
                    jars,
                    "OsNode",
                    str(home),
                ],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
            )

    def start(self) -> None:
        """Start all nodes, and wait until they are one green cluster."""
        try:
            for place in range(self.count):
                self.start_node(place)
            self.wait_green()
        except BaseException:
            self.stop()
            raise

    @property
    def running(self) -> list[int]:
        """The places of the nodes that run."""
        return [place for place, process in enumerate(self._processes) if process and process.poll() is None]

    @property
    def pids(self) -> list[int]:
        """The processes of the nodes that run."""
        return [process.pid for process in self._processes if process and process.poll() is None]

    def place_of_manager(self) -> int:
        """Return the place of the node that manages the cluster."""
        port = self.ports[self.running[0]]
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/_cat/cluster_manager?h=node", timeout=30) as answer:
            return int(answer.read().decode().strip().removeprefix("n"))

    def described(self) -> str:
        """Return which nodes there are and where the shards are, for messages of tests that fail."""
        where = f"http://127.0.0.1:{self.ports[self.running[0]]}/_cat"
        found = [f"running: {self.running}"]
        for what in ("nodes?v&h=name,cluster_manager,load_1m,uptime", "shards?v"):
            try:
                with urllib.request.urlopen(f"{where}/{what}", timeout=30) as answer:  # noqa: S310 (loopback)
                    found.append(answer.read().decode())
            except OSError as error:
                found.append(f"{what}: {error}")
        return "\n".join(found)

    def wait_green(self, status: str = "green", count: int | None = None) -> None:
        """Wait until all nodes are there (or as many as run) and every shard is where it belongs."""
        asked = f"wait_for_status={status}&wait_for_nodes={count or self.count}&timeout=20s"
        if status == "green":
            asked += "&wait_for_no_relocating_shards=true"
        began = time.monotonic()
        while time.monotonic() - began < _LONGEST_START:
            if all(process and process.poll() is not None for process in self._processes):
                raise RuntimeError((self.root / "n0" / "log").read_text()[-2000:])
            try:
                port = self.ports[self.running[0]]
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/_cluster/health?{asked}", timeout=30) as answer:
                    if not json.load(answer)["timed_out"]:
                        return
            except OSError:
                time.sleep(0.1)
        raise TimeoutError(f"the nodes are not {status}\n{self.described()}")

    def kill(self, place: int) -> None:
        process = self._processes[place]
        assert process is not None
        process.kill()
        process.wait()

    def cut_off(self, place: int) -> None:
        """Stop a node, so that it keeps its connections but answers no more. (Kill it then: it wakes up in disorder.)"""
        process = self._processes[place]
        assert process is not None
        process.send_signal(signal.SIGSTOP)

    def data(self, place: int) -> Path:
        """Return the folder in which a node keeps its data."""
        return self.root / f"n{place}" / "data"

    def stop(self, limit: float = 20.0) -> None:
        running = [process for process in self._processes if process and process.poll() is None]
        for process in running:
            process.terminate()
        for process in running:
            try:
                process.wait(limit)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


@contextmanager
def running(root: Path, count: int = 1, **options: object) -> Iterator[Nodes]:
    """Run some nodes while the body runs."""
    nodes = Nodes(root, count, **options)  # type: ignore[arg-type]
    nodes.start()
    try:
        yield nodes
    finally:
        nodes.stop()


if __name__ == "__main__":
    try:
        set_up()
    except (OSError, subprocess.SubprocessError, RuntimeError) as error:
        sys.exit(f"No OpenSearch node could be set up, so the tests that need one are skipped: {error}")
