-- Who changed what people and services may do in the last seven days. Grants of keys are left out: services make them all the time.
SELECT eventtime, useridentity.arn AS who, eventsource, eventname, requestparameters
FROM trail
WHERE day >= date_format(current_date - INTERVAL '7' DAY, '%Y/%m/%d')
    AND readonly = 'false'
    AND errorcode IS NULL
    AND (eventsource IN ('iam.amazonaws.com', 'kms.amazonaws.com') OR eventname LIKE '%SecurityGroup%' OR eventname LIKE 'PutBucketPolicy%')
    AND eventname NOT IN ('CreateGrant', 'RetireGrant')
ORDER BY eventtime DESC
