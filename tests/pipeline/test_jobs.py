"""The Glue jobs, on the Spark of the Glue version that the plan names; what they write is read by DuckDB."""

import datetime
import json
import re
import sys

import duckdb
import pytest

import glue
import shop_data
import sources
from conftest import load

# The shop's tables as its database has them: what is personal stands among the rest, and numbers have types that no catalogue knows.
COLUMNS = {
    "members": {
        "member_id": "bigint", "name": "varchar(40)", "email": "varchar(80)", "phone": "varchar(20)", "address": "varchar(200)",
        "age_band": "varchar(10)", "joined_on": "date"},
    "products": {"product_id": "bigint unsigned", "category": "varchar(20)", "price": "decimal(12,2)"},
    "orders": {
        "order_id": "bigint", "member_id": "bigint", "product_id": "bigint unsigned", "quantity": "smallint unsigned", "amount": "decimal(12,2)",
        "recipient": "varchar(40)", "address": "varchar(200)", "ordered_at": "datetime"},
    "reviews": {"review_id": "bigint", "product_id": "bigint unsigned", "author": "varchar(40)", "score": "smallint", "written_at": "datetime"},
}
PERSONAL = ("name", "email", "phone", "address", "recipient", "author")

# Types of the catalogue as DuckDB calls them.
KINDS = {"bigint": "BIGINT", "int": "INTEGER", "string": "VARCHAR", "date": "DATE", "timestamp": "TIMESTAMP", "decimal(12,2)": "DECIMAL(12,2)"}


def personal(number):
    """What a person would not want in the lake."""
    return {
        "name": f"김하나{number}", "recipient": f"박두리{number}", "author": f"nick{number}name", "email": f"hana{number}@mail.example",
        "phone": f"010-5555-{number:04}", "address": f"서울 종로구 세종대로 {number}번지",
    }


def shop(seed=7, orders=60):
    """The tables with their rows, by name."""
    data = shop_data.tables(seed, orders=orders, reviews=30)
    return {
        table: (columns, [{name: (row | personal(number))[name] for name in columns} for number, row in enumerate(data[table], 1)])
        for table, columns in COLUMNS.items()
    }


# What Glue's versions run on.
SPARKS = {"4.0": "3.3.0", "5.0": "3.5.4"}


@pytest.mark.parametrize("job", ["extract", "refine"])
def test_it_is_the_spark_of_the_glue_version_that_the_plan_names(assets, spark, job):
    text = (assets.parent / f"data-{job}.tf").read_text().split(f'resource "aws_glue_job" "{job}" {{')[1]
    assert SPARKS[re.search(r'glue_version += "(.+)"', text)[1]] == spark.version


@pytest.fixture(scope="session")
def catalogue(assets):
    """The columns of each table as the plan says them, which the job is told and the catalogue promises."""
    text = (assets.parent / "data-lake.tf").read_text().split("  shop_tables = {\n")[1].split("\n  }\n")[0]
    tables = {}
    for line in text.splitlines():
        table, columns = re.fullmatch(r"    (\w+) += \{ (.*) \}", line).groups()
        tables[table] = dict(re.findall(r'(\w+) += "([^"]+)"', columns))
    return tables


@pytest.fixture(scope="session", params=sources.ALL)
def database(request, spark, tmp_path_factory):
    """A database that is filled anew by each test."""
    made = sources.ALL[request.param](spark, tmp_path_factory.mktemp(request.param))
    yield made
    made.stop()


@pytest.fixture
def extract(database, catalogue, monkeypatch, tmp_path):
    """Runs the extraction as Glue does; gives the folder that it writes to, and the runs."""
    target = tmp_path / "raw"

    def run(**changed):
        arguments = {"JOB_NAME": "shop-extract", "connection": "shop-db", "target": f"{target}/"}
        arguments["tables"] = json.dumps(catalogue)
        runs = glue.installed(monkeypatch, database.session, {"shop-db": database.jdbc})
        given = [word for name, value in (arguments | changed).items() if value is not None for word in (f"--{name}", value)]
        monkeypatch.setattr(sys, "argv", ["extract.py", "--enable-metrics", "true", *given])
        try:
            load("glue/extract.py").main()
        finally:
            run.good = [good for _, good in runs]
        return target

    return run


def rows(folder, columns="*"):
    """What lies in the Parquet files of a folder, and its columns with their types."""
    found = duckdb.sql(f"SELECT {columns} FROM read_parquet('{folder}/**/*.parquet', hive_partitioning = false)")
    return sorted(found.fetchall()), dict(zip(found.columns, map(str, found.types)))


def bytes_below(folder):
    """All that was written, of whatever kind."""
    return b"".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


def test_tables_come_with_the_columns_and_types_that_the_catalogue_promises(extract, database, catalogue):
    database.fill(shop())
    target = extract()
    assert extract.good == [True]
    assert sorted(path.name for path in target.iterdir()) == sorted(catalogue)
    for table, columns in catalogue.items():
        found, kinds = rows(target / table)
        assert kinds == {name: KINDS[kind] for name, kind in columns.items()}
        # Times are those of the clock on the wall in Seoul, as the database has them.
        assert found == sorted(tuple(row[name] for name in columns) for row in shop()[table][1]), table


def test_what_is_personal_is_neither_asked_for_nor_written(extract, database, catalogue):
    tables = shop()
    database.fill(tables)
    written, asked = bytes_below(extract()), database.asked()
    kept = 0
    for table, (columns, lines) in tables.items():
        # Its rows once; Spark asks for its columns by asking for no row.
        assert sum(f"FROM `{table}`" in line and "WHERE 1=0" not in line for line in asked.splitlines()) == 1, table
        for name in columns:
            values = {str(row[name]).encode() for row in lines}
            if name in catalogue[table]:
                # What is kept is found in this way, so that what is not found is not there.
                assert f"`{name}`" in asked
                if columns[name].startswith("varchar"):
                    kept += len(values)
                    assert all(value in written for value in values), (table, name)
            else:
                assert name in PERSONAL and not re.search(rf"\b{name}\b", asked), (table, name)
                assert len(values) > 20 and not any(value in written for value in values), (table, name)
    assert kept > 4 and "*" not in re.sub(r"SELECT \* FROM \(SELECT `", "", asked)


def test_a_second_night_replaces_the_first(extract, database):
    database.fill(shop())
    extract()
    later = shop(seed=8, orders=35)
    database.fill(later)
    target = extract()
    found, _ = rows(target / "orders", "order_id, amount")
    assert found == sorted((row["order_id"], row["amount"]) for row in later["orders"][1])


def test_a_table_without_rows_is_written_with_its_columns(extract, database, catalogue):
    tables = shop()
    database.fill(tables)
    database.fill({"reviews": (tables["reviews"][0], [])})
    found, kinds = rows(extract() / "reviews")
    assert found == [] and list(kinds) == list(catalogue["reviews"])


def test_a_run_that_fails_is_not_marked_as_good(extract, database):
    database.fill(shop())
    for tables in ('{"members": {"member_id": "bigint", "shoe_size": "int"}}', '{"nobody": {"id": "bigint"}}'):
        with pytest.raises(Exception, match="shoe_size|nobody"):
            extract(tables=tables)
        assert extract.good == [False]
    with pytest.raises(SystemExit):
        extract(target=None)


# -- clicks ----------------------------------------------------------------------------------------------------------

DAY = "2026-03-02"


def click(time, session="s1", **more):
    return {"time": time, "session": session, "member_id": 7, "page": "/", "product_id": None, "referrer": None} | more


@pytest.fixture
def lake(tmp_path):
    """Puts lines of clicks where Firehose puts them."""
    def put(day, hour, *lines):
        folder = tmp_path / f"curated/clicks/day={day}/hour={hour}"
        folder.mkdir(parents=True, exist_ok=True)
        text = "".join((line if isinstance(line, str) else json.dumps(line, ensure_ascii=False)) + "\n" for line in lines)
        (folder / f"part-{len(list(folder.iterdir()))}.json").write_text(text)
        return tmp_path / "curated"

    return put


@pytest.fixture
def refine(spark, monkeypatch, tmp_path):
    """Runs the job as Glue does; gives where it writes to."""
    curated = tmp_path / "curated"

    def run(*day):
        run.runs = glue.installed(monkeypatch, spark, {})
        monkeypatch.setattr(sys, "argv", [
            "refine.py", "--JOB_NAME", "shop-refine", "--source", f"{curated}/clicks/", "--target", f"{curated}/clicks-refined/", *day])
        load("glue/refine.py").main()
        return curated / "clicks-refined"

    return run


def test_clicks_of_a_day_come_without_what_is_broken_or_twice(lake, refine):
    lake(DAY, "09",
         click(f"{DAY}T09:10:00", product_id=3, referrer="https://search.example/"),
         click(f"{DAY}T09:10:00", product_id=3, referrer="https://search.example/"),
         click(f"{DAY} 09:20:00", session="s2", ip="203.0.113.9", email="hana@mail.example"),
         click("yesterday"), click(None), click(20260302), click(f"{DAY}T09:11:00", session=None), click(f"{DAY}T09:12:00", page=None),
         "no JSON at all", '{"time": "2026-03-02T09:30:00", "session": "s3", "page": "/", "product_id": "three"}', "")
    # The same click, delivered once more, and one that came in later than its hour.
    lake(DAY, "10", click(f"{DAY}T09:10:00", product_id=3, referrer="https://search.example/"), click(f"{DAY}T10:00:00", page="/주문"))
    lake("2026-03-01", "09", click("2026-03-01T09:00:00", session="of another day"))
    target = refine("--day", DAY)
    assert refine.runs == [["shop-refine", True]]

    found, kinds = rows(target)
    at = datetime.datetime.fromisoformat
    assert found == sorted([
        (at(f"{DAY}T09:10:00"), "s1", 7, "/", 3, "https://search.example/"),
        (at(f"{DAY}T09:20:00"), "s2", 7, "/", None, None),
        (at(f"{DAY}T10:00:00"), "s1", 7, "/주문", None, None),
    ], key=lambda row: row[0])
    assert kinds == {
        "time": "TIMESTAMP", "session": "VARCHAR", "member_id": "BIGINT", "page": "VARCHAR", "product_id": "BIGINT", "referrer": "VARCHAR"}
    folders = {str(path.parent.relative_to(target)) for path in target.rglob("*.parquet")}
    assert folders == {f"day={DAY}/hour=09", f"day={DAY}/hour=10"}
    # What a click has beside its columns goes nowhere.
    written = bytes_below(target)
    assert b"search.example" in written and b"203.0.113.9" not in written and b"hana@mail" not in written


def test_the_hour_is_that_which_the_click_says_wherever_the_job_runs(lake, refine):
    lake(DAY, "08", click(f"{DAY}T08:59:59+09:00"), click(f"{DAY}T08:59:59.250Z", session="s2"), click(f"{DAY} 08:00:00", session="s3"))
    target = refine("--day", DAY)
    assert [path.name for path in target.glob("*/hour=*")] == ["hour=08"]
    assert len(rows(target)[0]) == 3


def test_a_day_is_refined_anew_and_others_stay(lake, refine):
    lake("2026-03-01", "09", click("2026-03-01T09:00:00"))
    lake(DAY, "09", click(f"{DAY}T09:00:00"))
    refine("--day", "2026-03-01")
    refine("--day", DAY)
    lake(DAY, "11", click(f"{DAY}T11:00:00"))
    target = refine("--day", DAY)
    assert [len(rows(target / f"day={day}")[0]) for day in ("2026-03-01", DAY)] == [1, 2]


def test_unless_told_otherwise_it_is_the_day_before_in_seoul(lake, refine):
    seoul = datetime.timezone(datetime.timedelta(hours=9))
    days = []
    for _ in range(2):
        days.append((datetime.datetime.now(seoul) - datetime.timedelta(days=1)).date().isoformat())
        lake(days[-1], "09", click(f"{days[-1]}T09:00:00"))
        target = refine()
    assert {path.name for path in target.iterdir()} <= {f"day={day}" for day in days}
    assert len(rows(target)[0]) >= 1


def test_a_day_without_any_clicks_fails_so_that_somebody_looks(lake, refine):
    lake(DAY, "09", click(f"{DAY}T09:00:00"))
    with pytest.raises(Exception, match="Path does not exist"):
        refine("--day", "2026-03-03")
    assert refine.runs == [["shop-refine", False]]
