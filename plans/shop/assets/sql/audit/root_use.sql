-- What the root user did in the last thirty days. Nothing is the right answer.
SELECT eventtime, eventsource, eventname, awsregion, sourceipaddress, errorcode
FROM trail
WHERE day >= date_format(current_date - INTERVAL '30' DAY, '%Y/%m/%d')
    AND useridentity.type = 'Root'
    AND useridentity.invokedby IS NULL
ORDER BY eventtime DESC
