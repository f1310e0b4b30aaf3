"""Glue job: tables of the shop's database to the lake, as Parquet, without what is personal.

Arguments: --connection (Glue connection of the database), --tables (JSON: the columns to take of each table, with the types
that the catalogue promises), --target (s3:// folder; a folder for each table is made in it).
Only the named columns are asked of the database, so that the others never leave it.
"""

import json
import sys


def query(table, columns):
    """The query that takes a table's columns; names are quoted as MySQL does."""
    quoted = ", ".join(f"`{name}`" for name in columns)
    return f"SELECT {quoted} FROM `{table}`"


def extract(spark, jdbc, tables, target):
    """Copies each table, in the catalogue's types whatever the database's are; gives the number of rows by table."""
    rows = {}
    for table, columns in tables.items():
        frame = spark.read.format("jdbc").options(query=query(table, columns), **jdbc).load()
        folder = f"{target.rstrip('/')}/{table}/"
        frame.select([frame[name].cast(kind) for name, kind in columns.items()]).write.mode("overwrite").parquet(folder)
        # Counted where it lies: the database is asked once.
        rows[table] = spark.read.parquet(folder).count()
    return rows


def main():
    from awsglue.context import GlueContext
    from awsglue.job import Job
    from awsglue.utils import getResolvedOptions
    from pyspark.context import SparkContext

    options = getResolvedOptions(sys.argv, ["JOB_NAME", "connection", "tables", "target"])
    glue = GlueContext(SparkContext.getOrCreate())
    job = Job(glue)
    job.init(options["JOB_NAME"], options)
    found = glue.extract_jdbc_conf(options["connection"])
    jdbc = {"url": found["fullUrl"], "user": found["user"], "password": found["password"]}
    for table, count in extract(glue.spark_session, jdbc, json.loads(options["tables"]), options["target"]).items():
        print(f"{table}: {count} rows")
    job.commit()


if __name__ == "__main__":
    main()
