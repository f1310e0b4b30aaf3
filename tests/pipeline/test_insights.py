"""The five questions, asked of sample data: Athena's SQL, translated for DuckDB, against sums worked out by hand in Python."""

from collections import Counter, defaultdict

import duckdb
import pandas
import pytest
import sqlglot

import shop_data

DATA = shop_data.tables()
CATEGORY = {row["product_id"]: row["category"] for row in DATA["products"]}
AGE = {row["member_id"]: row["age_band"] for row in DATA["members"]}


def ask(assets, tmp_path, name):
    """Asks a saved question of Parquet files of the sample."""
    lake = duckdb.connect()
    for table, rows in DATA.items():
        path = tmp_path / f"{table}.parquet"
        pandas.DataFrame(rows).to_parquet(path)
        lake.execute(f"CREATE VIEW {table} AS SELECT * FROM read_parquet('{path}')")
    [statement] = sqlglot.transpile((assets / f"sql/{name}.sql").read_text(), read="athena", write="duckdb")
    return lake.execute(statement)


def answer(assets, tmp_path, name):
    """What a saved question answers, as rows."""
    return ask(assets, tmp_path, name).fetchall()


def test_survey_inflow_by_age(assets, tmp_path):
    counted = Counter((row["age_band"], row["inflow_path"]) for row in DATA["survey"])
    expected = sorted(((age, path, n) for (age, path), n in counted.items()), key=lambda r: (r[0], -r[2], r[1]))
    assert answer(assets, tmp_path, "survey_inflow_by_age") == expected


def sold(key):
    total = defaultdict(int)
    for row in DATA["orders"]:
        total[key(row)] += row["amount"]
    return total


def test_sales_by_category(assets, tmp_path):
    orders = Counter(CATEGORY[row["product_id"]] for row in DATA["orders"])
    total = sold(lambda row: CATEGORY[row["product_id"]])
    expected = sorted(((c, total[c], orders[c]) for c in total), key=lambda r: (-r[1], r[0]))
    assert answer(assets, tmp_path, "sales_by_category") == expected


def test_category_sales_by_age(assets, tmp_path):
    total = sold(lambda row: (AGE[row["member_id"]], CATEGORY[row["product_id"]]))
    expected = sorted(((a, c, n) for (a, c), n in total.items()), key=lambda r: (r[0], -r[2], r[1]))
    assert answer(assets, tmp_path, "category_sales_by_age") == expected


def test_category_sales_and_reviews(assets, tmp_path):
    total = sold(lambda row: CATEGORY[row["product_id"]])
    scores = defaultdict(list)
    for row in DATA["reviews"]:
        scores[CATEGORY[row["product_id"]]].append(row["score"])
    found = answer(assets, tmp_path, "category_sales_and_reviews")
    assert [row[:3] for row in found] == sorted(
        ((c, total[c], len(scores[c])) for c in total), key=lambda r: (-r[1], r[0])
    )
    for category, _, _, score in found:
        assert score == pytest.approx(sum(scores[category]) / len(scores[category]))


def test_clicks_by_hour(assets, tmp_path):
    clicks = Counter(row["hour"] for row in DATA["clicks"])
    visits = defaultdict(set)
    for row in DATA["clicks"]:
        visits[row["hour"]].add(row["session"])
    assert answer(assets, tmp_path, "clicks_by_hour") == [(h, clicks[h], len(visits[h])) for h in sorted(clicks)]


def test_every_question_of_the_plan_is_asked_here(assets):
    asked = {name.removeprefix("test_") for name in globals() if name.startswith("test_")}
    assert {path.stem for path in (assets / "sql").glob("*.sql")} <= asked
