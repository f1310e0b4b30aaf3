environment = "dev"
cidr        = "10.30.0.0/16"
domain      = "dev.shop.example.com"
disposable  = true

web = {
  tasks     = { min = 1, max = 2 }
  instances = { min = 1, max = 2 }
}

was = {
  tasks     = { min = 1, max = 2 }
  instances = { min = 1, max = 2 }
}

db = {
  instance_class = "db.t4g.micro"
  storage_gib    = 20
  multi_az       = false
}

backup_days = {
  daily         = 7
  point_in_time = 1
}

athena_scan_limit_gib = 5

audit_days = {
  logs  = 14
  files = 30
}

github = {
  branch = "develop"
}
