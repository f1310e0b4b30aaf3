a = 1
nosuch = 2
