-- Whether well-reviewed categories sell better. Sales and reviews are summed apart, or each order would count once a review.
WITH sold AS (
    SELECT p.category, sum(o.amount) AS sales
    FROM orders AS o
    JOIN products AS p ON p.product_id = o.product_id
    GROUP BY p.category
),
reviewed AS (
    SELECT p.category, count(*) AS reviews, avg(CAST(r.score AS double)) AS score
    FROM reviews AS r
    JOIN products AS p ON p.product_id = r.product_id
    GROUP BY p.category
)
SELECT sold.category, sold.sales, coalesce(reviewed.reviews, 0) AS reviews, reviewed.score
FROM sold
LEFT JOIN reviewed ON reviewed.category = sold.category
ORDER BY sold.sales DESC, sold.category
