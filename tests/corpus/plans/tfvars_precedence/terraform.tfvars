a = "tfvars"
b = "tfvars"
c = "5"
d = { x = 1 }
