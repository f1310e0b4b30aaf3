-- Who signed in to the console without a second factor in the last thirty days.
SELECT eventtime, useridentity.username AS who, sourceipaddress
FROM trail
WHERE day >= date_format(current_date - INTERVAL '30' DAY, '%Y/%m/%d')
    AND eventname = 'ConsoleLogin'
    AND useridentity.type = 'IAMUser'
    AND responseelements LIKE '%Success%'
    AND additionaleventdata NOT LIKE '%"MFAUsed":"Yes"%'
ORDER BY eventtime DESC
