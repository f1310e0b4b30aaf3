locals { x = each.key }
