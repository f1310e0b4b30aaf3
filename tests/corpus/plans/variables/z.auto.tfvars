auto = "from z.auto.tfvars"
