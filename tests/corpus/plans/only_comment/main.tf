// nothing
/* at
all */
