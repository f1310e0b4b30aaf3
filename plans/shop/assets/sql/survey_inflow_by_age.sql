-- How visitors of each age band found the shop.
SELECT age_band, inflow_path, count(*) AS answers
FROM survey
GROUP BY age_band, inflow_path
ORDER BY age_band, answers DESC, inflow_path
