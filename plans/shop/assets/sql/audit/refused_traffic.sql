-- Whose traffic the security groups refused most in the last day: candidates for the firewall's list of blocked addresses.
SELECT srcaddr, dstport, count(*) AS flows, sum(packets) AS packets
FROM flows
WHERE day >= date_format(current_date - INTERVAL '1' DAY, '%Y/%m/%d')
    AND action = 'REJECT'
GROUP BY srcaddr, dstport
ORDER BY packets DESC, srcaddr, dstport
LIMIT 100
