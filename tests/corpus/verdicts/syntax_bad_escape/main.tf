locals { a = "a\qb" }
