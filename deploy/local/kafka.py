"""Apache Kafka as one KRaft node on loopback, both broker and controller, from its jars."""

import base64
import uuid
from collections.abc import Callable
from pathlib import Path

from deploy.local.jars import CACHE, kafka_jars
from deploy.local.java import find_java
from deploy.local.ports import LOOPBACK, free_port, refuse_taken
from deploy.local.process import Process, marked, run
from deploy.local.ready import LogTail, await_ready
from deploy.local.tell import Tell, nothing

READY_LINE = "Kafka Server started"

# One node: every internal topic has one replica, few partitions. The cleaner stays on (changelogs are compacted) with
# a small buffer. The controller is named in the file, not in the data, so that data may come back on other ports.
# A killed broker may register again only after its old session: 3 s instead of 9 (measured: back in 4 s, not 11).
PROPERTIES = """\
process.roles=broker,controller
node.id=1
controller.quorum.voters=1@{host}:{controller_port}
listeners=PLAINTEXT://{host}:{port},CONTROLLER://{host}:{controller_port}
advertised.listeners=PLAINTEXT://{host}:{port}
inter.broker.listener.name=PLAINTEXT
controller.listener.names=CONTROLLER
listener.security.protocol.map=CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT
log.dirs={data}
offsets.topic.replication.factor=1
offsets.topic.num.partitions=2
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
transaction.state.log.num.partitions=2
share.coordinator.state.topic.replication.factor=1
share.coordinator.state.topic.min.isr=1
group.initial.rebalance.delay.ms=0
auto.create.topics.enable=false
broker.session.timeout.ms=3000
broker.heartbeat.interval.ms=500
log.cleaner.dedupe.buffer.size=2097152
"""

JVM = ("-Xms128m", "-Xmx384m", "-XX:+UseSerialGC", "-Djava.awt.headless=true")
# Warnings, and the line that says it is ready: so what is wrong stands at the end of the log.
LOG = (
    "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
    "-Dorg.slf4j.simpleLogger.log.kafka.server.KafkaRaftServer=info",
    "-Dorg.slf4j.simpleLogger.showDateTime=true",
    "-Dorg.slf4j.simpleLogger.dateTimeFormat=yyyy-MM-dd'T'HH:mm:ss.SSSXXX",
)


class Kafka:
    """One broker whose files live in `run_dir/kafka` and whose log is `run_dir/logs/kafka.log`.

    Ports are chosen once per object unless given; data found in the folder is used again, on whatever ports.
    """

    def __init__(
        self,
        run_dir: Path,
        *,
        port: int | None = None,
        controller_port: int | None = None,
        cache: Path = CACHE,
        tell: Tell = nothing,
    ) -> None:
        """Choose the ports; nothing is started and nothing is written."""
        self.run_dir = run_dir.resolve()
        self.port = port or free_port()
        self.controller_port = controller_port or free_port()
        self.log = self.run_dir / "logs" / "kafka.log"
        self._home = self.run_dir / "kafka"
        self._cache = cache
        self._tell = tell
        self._process = Process(self.log)

    @property
    def bootstrap(self) -> str:
        """The address for clients, host:port."""
        return f"{LOOPBACK}:{self.port}"

    @property
    def pid(self) -> int | None:
        """The broker's process id while it runs as our child, else None."""
        return self._process.pid

    def prepare(self) -> None:
        """Fetch the jars, write server.properties and format the data folder, each where it is not done yet.

        Raises MissingTool or CommandFailed.
        """
        find_java()
        kafka_jars(self._cache, self._tell)
        self._home.mkdir(parents=True, exist_ok=True)
        self.log.parent.mkdir(exist_ok=True)
        self._properties.write_text(self._render(), encoding="utf-8")
        self._format()

    def command(self) -> list[str]:
        """Return the command that runs the prepared broker in the foreground."""
        return [*self._java(), "kafka.Kafka", str(self._properties)]

    def start(self) -> str:
        """Prepare and start the broker, wait until it is ready, and return its bootstrap address.

        Raises MissingTool, CommandFailed, NotReady, or Refused when a port is taken; nothing is left running then.
        """
        refuse_taken("Kafka", self.port, self.controller_port)
        self.prepare()
        log = LogTail(self.log)
        self._process.start(self.command(), marked(self.run_dir))
        try:
            self.await_ready(log, lambda: self.pid is not None)
        except BaseException:
            self.kill()
            raise
        return self.bootstrap

    def await_ready(self, log: LogTail, runs: Callable[[], bool]) -> None:
        """Return when the broker, started after `log` was made, takes connections. Raises NotReady when it ended."""
        await_ready("Kafka", log, READY_LINE, self.port, runs)

    def stop(self) -> None:
        """End the broker in an orderly way."""
        self._process.stop()

    def kill(self) -> None:
        """End the broker as a crash would."""
        self._process.kill()

    @property
    def _properties(self) -> Path:
        return self._home / "server.properties"

    def _render(self) -> str:
        return PROPERTIES.format(
            host=LOOPBACK, port=self.port, controller_port=self.controller_port, data=self._home / "data"
        )

    def _format(self) -> None:
        """Give the data folder its cluster id; the marker comes last, so that an interrupted format is done again."""
        marker = self._home / "formatted"
        if marker.exists():
            return
        run([*self._java(), *format_words(uuid.uuid4(), self._properties)], self.log, marked(self.run_dir))
        marker.touch()

    def _java(self) -> list[str]:
        return [find_java(), *JVM, *LOG, "-cp", f"{kafka_jars(self._cache)}/*"]


def format_words(cluster: uuid.UUID, properties: Path) -> list[str]:
    """Return what formats a data folder. The id is one word with its option, because it may begin with a dash."""
    encoded = base64.urlsafe_b64encode(cluster.bytes).decode().rstrip("=")
    return ["kafka.tools.StorageTool", "format", "--ignore-formatted", f"--cluster-id={encoded}", "-c", str(properties)]
