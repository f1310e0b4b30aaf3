"""Sample data of the shop, the same each time, in the columns that the lake has."""

import datetime as dt
import random

AGE_BANDS = ["20s", "30s", "40s", "50s"]
CATEGORIES = ["books", "clothes", "food", "toys"]
INFLOW = ["search", "friend", "advert"]
DAY = dt.datetime(2026, 3, 2, 9, 0, 0)


def tables(seed=7, members=40, products=12, orders=200, reviews=90, answers=120, clicks=300):
    """Rows by table; every table has more rows than its neighbours' joins would multiply by chance."""
    draw = random.Random(seed)
    made = {}
    made["members"] = [
        {"member_id": n, "age_band": draw.choice(AGE_BANDS), "joined_on": DAY.date() - dt.timedelta(days=n)}
        for n in range(1, members + 1)
    ]
    made["products"] = [
        {"product_id": n, "category": CATEGORIES[n % len(CATEGORIES)], "price": draw.randrange(1_000, 90_000)}
        for n in range(1, products + 1)
    ]
    price = {row["product_id"]: row["price"] for row in made["products"]}
    made["orders"] = []
    for n in range(1, orders + 1):
        product, quantity = draw.randrange(1, products + 1), draw.randrange(1, 4)
        made["orders"].append({
            "order_id": n, "member_id": draw.randrange(1, members + 1), "product_id": product, "quantity": quantity,
            "amount": price[product] * quantity, "ordered_at": DAY + dt.timedelta(minutes=n),
        })
    # The last product is never reviewed, nor is its category reviewed as often as others.
    made["reviews"] = [
        {"review_id": n, "product_id": draw.randrange(1, products), "score": draw.randrange(1, 6),
         "written_at": DAY + dt.timedelta(hours=n)}
        for n in range(1, reviews + 1)
    ]
    made["survey"] = [
        {"age_band": draw.choice(AGE_BANDS), "inflow_path": draw.choice(INFLOW), "satisfaction": draw.randrange(1, 6),
         "answered_on": DAY.date(), "quarter": "2026Q1"}
        for _ in range(answers)
    ]
    made["clicks"] = []
    for n in range(clicks):
        at = DAY + dt.timedelta(minutes=draw.randrange(0, 3 * 24 * 60))
        made["clicks"].append({
            "time": at, "session": f"s{draw.randrange(60)}", "member_id": None, "page": "/", "product_id": None,
            "referrer": None, "day": at.strftime("%Y-%m-%d"), "hour": at.strftime("%H"),
        })
    return made
