"""The charts' data sets: they have the columns that the questions answer with, and each question has its chart."""

import re

import pytest

from test_insights import ask

# What DuckDB calls a column of the sample's answers, as QuickSight calls it. Sums are sums of money.
KINDS = {"VARCHAR": "STRING", "BIGINT": "INTEGER", "HUGEINT": "DECIMAL", "DOUBLE": "DECIMAL"}


@pytest.fixture
def charts(assets):
    """The columns that the plan names, by question, and the questions that have a chart."""
    text = (assets.parent / "data-charts.tf").read_text()
    columns = {
        name: dict(re.findall(r'(\w+) = "(\w+)"', told)) for name, told in re.findall(r"^    (\w+) += { (.*) }$", text, re.MULTILINE)
    }
    return columns, re.findall(r'visual_id = "([\w-]+)"', text)


def test_data_sets_have_the_columns_of_the_answers(charts, assets, tmp_path):
    columns, _ = charts
    assert set(columns) == {path.stem for path in (assets / "sql").glob("*.sql")}
    for name, told in columns.items():
        assert told == {column: KINDS[str(kind)] for column, kind, *_ in ask(assets, tmp_path, name).description}, name


def test_each_question_has_its_chart(charts):
    columns, visuals = charts
    assert sorted(visuals) == sorted(name.replace("_", "-") for name in columns)
