-- When people look around: clicks and visits for each hour of the day.
SELECT hour, count(*) AS clicks, count(DISTINCT session) AS visits
FROM clicks
GROUP BY hour
ORDER BY hour
