locals { a = "a\n\t\"\\ \u00e4 \U0001F600 $${x} %%{y} $x %y" }
