locals { a = 1 }
/* not closed
