"""Survey files (Excel or CSV) that land in the lake's raw bucket become Parquet in curated.

S3 calls `handle` for each new file. Its rows are written under the quarter in which they were answered, so that a file
that comes again replaces its own rows only.
"""

import os
import urllib.parse

import awswrangler as wr

# What the columns are called by those who make the files, and by those who ask.
COLUMNS = {
    "연령대": "age_band",
    "유입경로": "inflow_path",
    "만족도": "satisfaction",
    "응답일": "answered_on",
}


def parse(frame):
    """The columns that are analysed, named and typed; everything else (names, telephone numbers) is left behind."""
    frame = frame.rename(columns=lambda name: COLUMNS.get(str(name).strip(), str(name).strip()))
    missing = [name for name in COLUMNS.values() if name not in frame.columns]
    if missing:
        raise ValueError(f"the file lacks the columns {', '.join(missing)}")
    frame = frame[list(COLUMNS.values())].dropna(how="all")
    answered = frame["answered_on"].astype("datetime64[ns]")
    return frame.assign(
        age_band=frame["age_band"].astype("string").str.strip(),
        inflow_path=frame["inflow_path"].astype("string").str.strip(),
        satisfaction=frame["satisfaction"].astype("Int32"),
        answered_on=answered.dt.date,
        quarter=answered.dt.to_period("Q").astype("string"),
    )


def read(path):
    """A file of the raw bucket as a frame."""
    if path.lower().endswith(".xlsx"):
        return wr.s3.read_excel(path)
    return wr.s3.read_csv(path, encoding="utf-8-sig")


def handle(event, _context):
    """Takes S3's notification; answers with how many rows each file had."""
    done = {}
    for record in event["Records"]:
        key = urllib.parse.unquote_plus(record["s3"]["object"]["key"])
        path = f"s3://{record['s3']['bucket']['name']}/{key}"
        frame = parse(read(path))
        wr.s3.to_parquet(
            frame,
            path=os.environ["TARGET"],
            dataset=True,
            partition_cols=["quarter"],
            mode="overwrite_partitions",
            dtype={"age_band": "string", "inflow_path": "string", "satisfaction": "int", "answered_on": "date"},
        )
        done[path] = len(frame)
    return done
