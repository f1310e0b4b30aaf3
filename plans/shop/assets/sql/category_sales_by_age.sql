-- What each age band spent on each category.
SELECT m.age_band, p.category, sum(o.amount) AS sales
FROM orders AS o
JOIN members AS m ON m.member_id = o.member_id
JOIN products AS p ON p.product_id = o.product_id
GROUP BY m.age_band, p.category
ORDER BY m.age_band, sales DESC, p.category
