"""A survey file in the emulator's S3, read by the function as S3 calls it, and its Parquet read back."""

import io

import pandas
import pytest

from conftest import load

ROWS = {
    "이름": ["가", "나", "다"],
    "연령대": ["20s", " 30s", "20s"],
    "유입경로": ["search", "friend", "advert"],
    "만족도": [5, 4, 3],
    "응답일": ["2026-03-30", "2026-03-31", "2026-04-01"],
}


def put(s3, raw, key, body):
    """Puts a file, and gives what S3 tells the function about it."""
    s3.put_object(Bucket=raw, Key=key, Body=body)
    return {"Records": [{"s3": {"bucket": {"name": raw}, "object": {"key": key.replace(" ", "+")}}}]}


def written(s3, curated):
    """Rows by partition, as they lie in curated."""
    found = {}
    for item in s3.list_objects_v2(Bucket=curated).get("Contents", []):
        body = s3.get_object(Bucket=curated, Key=item["Key"])["Body"].read()
        found[item["Key"].rsplit("/", 1)[0]] = pandas.read_parquet(io.BytesIO(body)).to_dict("records")
    return found


def as_csv(frame):
    return frame.to_csv(index=False).encode("utf-8-sig")


def as_xlsx(frame):
    out = io.BytesIO()
    frame.to_excel(out, index=False)
    return out.getvalue()


@pytest.mark.parametrize("name,form", [("1분기 설문.csv", as_csv), ("answers.xlsx", as_xlsx)])
def test_a_file_becomes_parquet_by_quarter(buckets, monkeypatch, name, form):
    s3, raw, curated = buckets("raw", "curated")
    monkeypatch.setenv("TARGET", f"s3://{curated}/survey/")
    event = put(s3, raw, f"survey/{name}", form(pandas.DataFrame(ROWS)))
    handler = load("survey/handler.py")

    for _ in range(2):  # once more: the same rows, not twice as many
        done = handler.handle(event, None)
        assert list(done.values()) == [3]
        found = written(s3, curated)
        assert sorted(found) == ["survey/quarter=2026Q1", "survey/quarter=2026Q2"]
        first = found["survey/quarter=2026Q1"]
        assert [row["age_band"] for row in first] == ["20s", "30s"]
        assert all(set(row) == {"age_band", "inflow_path", "satisfaction", "answered_on"} for row in first), "no names"


def test_a_file_without_its_columns_is_refused_by_name():
    handler = load("survey/handler.py")
    with pytest.raises(ValueError, match="inflow_path"):
        handler.parse(pandas.DataFrame({k: v for k, v in ROWS.items() if k != "유입경로"}))


def test_the_packed_functions_are_those_of_the_source(assets):
    import subprocess
    import sys

    subprocess.run([sys.executable, assets / "pack", "--check"], check=True)
