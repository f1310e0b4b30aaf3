"""Databases for the extraction to read: a MariaDB of its own, and, where there is none, views that Spark answers in its stead."""

import json
import os
import re
import shutil
import socket
import subprocess
import time
from pathlib import Path

DRIVER = Path("/usr/share/java/mariadb-java-client.jar")
SERVER = shutil.which("mariadbd", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
SYSTEM = Path("/usr/share/mysql/mysql_system_tables.sql")
HAS_MARIADB = bool(SERVER and DRIVER.exists() and SYSTEM.exists())

START_SECONDS = 60
USER, PASSWORD = "shop", "not-a-secret"


class MariaDb:
    """A server on loopback, in Seoul's time as the estate's, which notes each question it is asked."""

    def __init__(self, spark, home):
        self.spark, self.log = spark, home / "questions.log"
        data, first = home / "data", home / "first.sql"
        first.write_text(
            "CREATE DATABASE shop CHARACTER SET utf8mb4;\n"
            f"CREATE USER '{USER}'@'127.0.0.1' IDENTIFIED BY '{PASSWORD}';\n"
            f"GRANT ALL ON shop.* TO '{USER}'@'127.0.0.1';\n")
        server = [SERVER, "--no-defaults", f"--datadir={data}", *(["--user=root"] if os.geteuid() == 0 else [])]
        # What `mariadb-install-db` does, which wants the client's packages, too.
        data.mkdir()
        system = "CREATE DATABASE mysql;\nUSE mysql;\n" + SYSTEM.read_text()
        subprocess.run([*server, "--bootstrap"], input=system, text=True, check=True, capture_output=True)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        self.process = subprocess.Popen(
            [*server, f"--socket={home}/socket", f"--port={port}", "--bind-address=127.0.0.1", "--skip-name-resolve",
             "--default-time-zone=+09:00", f"--init-file={first}", "--general-log", f"--general-log-file={self.log}",
             f"--pid-file={home}/pid", f"--log-error={home}/error.log"],
            stdin=subprocess.DEVNULL)
        self.jdbc = {"fullUrl": f"jdbc:mysql://127.0.0.1:{port}/shop", "user": USER, "password": PASSWORD}
        deadline = time.monotonic() + START_SECONDS
        while True:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            assert self.process.poll() is None and time.monotonic() < deadline, (home / "error.log").read_text()
            time.sleep(0.1)

    @property
    def session(self):
        """What the job reads by."""
        return self.spark

    def fill(self, tables):
        """Gives each table these columns, as SQL has them, and these rows; forgets what was asked before."""
        connection = self.spark._jvm.java.sql.DriverManager.getConnection(self.jdbc["fullUrl"], USER, PASSWORD)
        statement = connection.createStatement()
        for table, (columns, rows) in tables.items():
            statement.execute(f"DROP TABLE IF EXISTS `{table}`")
            statement.execute(f"CREATE TABLE `{table}` ({', '.join(f'`{name}` {kind}' for name, kind in columns.items())})")
            if rows:
                listed = ", ".join("(" + ", ".join(literal(row[name]) for name in columns) + ")" for row in rows)
                statement.execute(f"INSERT INTO `{table}` VALUES {listed}")
        connection.close()
        self.seen = len(self.log.read_text())

    def asked(self):
        """What it was asked since it was filled."""
        return self.log.read_text()[self.seen:]

    def stop(self):
        self.process.terminate()
        self.process.wait()


class Views:
    """Stands for session and database: what is asked by JDBC, Spark answers from views, which knows MySQL's quotes as well."""

    jdbc = {"fullUrl": "jdbc:mysql://nowhere.invalid:3306/shop", "user": USER, "password": PASSWORD}

    def __init__(self, spark, home):
        self.spark, self.home, self.questions = spark, home, []

    session = property(lambda self: self)
    read = property(lambda self: self)

    def fill(self, tables):
        self.questions = []
        for table, (columns, rows) in tables.items():
            path = self.home / f"{table}.json"
            path.write_text("".join(json.dumps(row, default=str, ensure_ascii=False) + "\n" for row in rows))
            kinds = {name: spark_kind(kind) for name, kind in columns.items()}
            reader = self.spark.read.schema(", ".join(f"`{name}` {kind}" for name, kind in kinds.items()))
            reader.option("timestampFormat", "yyyy-MM-dd HH:mm:ss").json(str(path)).createOrReplaceTempView(table)

    def format(self, name):
        assert name == "jdbc"
        return self

    def options(self, query, url, user, password):
        assert (url, user, password) == (self.jdbc["fullUrl"], USER, PASSWORD)
        self.questions.append(query)
        return self

    def load(self):
        return self.spark.sql(self.questions[-1])

    def parquet(self, path):
        return self.spark.read.parquet(path)

    def asked(self):
        return "\n".join(self.questions)

    def stop(self):
        """There is nothing to stop."""


def spark_kind(kind):
    """A type of MySQL's as Spark's JDBC reader has it."""
    return re.sub(r"varchar\(.*\)", "string", {"datetime": "timestamp", "bigint unsigned": "decimal(20,0)", "smallint unsigned": "int"}.get(kind, kind))


def literal(value):
    """A value as SQL writes it."""
    return str(value) if isinstance(value, int) else "'" + str(value).replace("'", "''") + "'"


ALL = {"views": Views} | ({"mariadb": MariaDb} if HAS_MARIADB else {})
