"""Glue job: the clicks of the day before, which came in as JSON, without what is broken or twice, as Parquet.

Arguments: --source and --target (s3:// folders, by day and hour), --day (YYYY-MM-DD; the day before where it is not given).
"""

import datetime
import sys

COLUMNS = {"time": "timestamp", "session": "string", "member_id": "bigint", "page": "string", "product_id": "bigint", "referrer": "string"}


# A time begins with its day and hour; these are what counts, whatever the clock of the machine that the job runs on.
TIME = "^[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:"


def schema():
    """What a click has, as Spark writes types; its time as it was written."""
    return ", ".join(f"`{name}` {'string' if name == 'time' else kind}" for name, kind in COLUMNS.items())


def refine(spark, source, target, day):
    """Writes the sound clicks of a day by hour; gives how many there are."""
    clicks = spark.read.schema(schema()).option("mode", "DROPMALFORMED").json(f"{source.rstrip('/')}/day={day}/*/")
    columns = [f"cast(`{name}` as {kind}) as `{name}`" for name, kind in COLUMNS.items()]
    timed = clicks.where(f"time rlike '{TIME}'").selectExpr(*columns, "substring(time, 12, 2) as hour")
    sound = timed.where("time is not null and session is not null and page is not null").dropDuplicates()
    sound.write.mode("overwrite").partitionBy("hour").parquet(f"{target.rstrip('/')}/day={day}/")
    return sound.count()


def main():
    from awsglue.context import GlueContext
    from awsglue.job import Job
    from awsglue.utils import getResolvedOptions
    from pyspark.context import SparkContext

    options = getResolvedOptions(sys.argv, ["JOB_NAME", "source", "target"] + (["day"] if "--day" in sys.argv else []))
    yesterday = datetime.datetime.now(datetime.timezone(datetime.timedelta(hours=9))).date() - datetime.timedelta(days=1)
    glue = GlueContext(SparkContext.getOrCreate())
    job = Job(glue)
    job.init(options["JOB_NAME"], options)
    day = options.get("day", yesterday.isoformat())
    print(f"{day}: {refine(glue.spark_session, options['source'], options['target'], day)} clicks")
    job.commit()


if __name__ == "__main__":
    main()
