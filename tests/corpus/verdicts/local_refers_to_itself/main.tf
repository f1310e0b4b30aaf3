locals { a = [local.a] }
