environment = "prod"
cidr        = "10.40.0.0/16"
domain      = "shop.example.com"
protected   = true

interface_endpoints = ["ssm", "ssmmessages", "ec2messages", "ecr.api", "ecr.dkr", "logs", "secretsmanager"]

web = {
  instance_type = "m6i.large"
  instances     = { min = 2, max = 8 }
  tasks         = { min = 4, max = 32 }
}

was = {
  instance_type = "m6i.xlarge"
  instances     = { min = 2, max = 12 }
  tasks         = { min = 4, max = 32 }
  cpu           = 1024
  memory        = 2048
}

db = {
  instance_class = "db.m6i.large"
  storage_gib    = 200
}

athena_scan_limit_gib = 200
