locals { n = count.index }
