-- What each category sold for.
SELECT p.category, sum(o.amount) AS sales, count(*) AS orders
FROM orders AS o
JOIN products AS p ON p.product_id = o.product_id
GROUP BY p.category
ORDER BY sales DESC, p.category
