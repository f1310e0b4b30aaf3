-- Who was denied what in the last seven days: somebody who lacks a permission, or who tries what is there.
SELECT useridentity.arn AS who, eventsource, eventname, count(*) AS times, max(eventtime) AS latest
FROM trail
WHERE day >= date_format(current_date - INTERVAL '7' DAY, '%Y/%m/%d')
    AND (errorcode LIKE 'AccessDenied%' OR errorcode LIKE '%UnauthorizedOperation')
GROUP BY useridentity.arn, eventsource, eventname
ORDER BY times DESC, who, eventsource, eventname
