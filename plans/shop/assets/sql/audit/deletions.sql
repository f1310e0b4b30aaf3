-- What was deleted in the last seven days, and by whom.
SELECT eventtime, useridentity.arn AS who, eventsource, eventname, requestparameters
FROM trail
WHERE day >= date_format(current_date - INTERVAL '7' DAY, '%Y/%m/%d')
    AND errorcode IS NULL
    AND (eventname LIKE 'Delete%' OR eventname LIKE 'Terminate%' OR eventname LIKE 'Deregister%')
ORDER BY eventtime DESC
