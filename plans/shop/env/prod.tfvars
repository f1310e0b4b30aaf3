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

audit_days = {
  logs  = 365
  files = 1095
}

# Known once there are a Slack workspace and people who look at charts; see docs/runbooks.md.
# slack  = { workspace = "T07EA123LEP", channels = { alarms = "C07EA123LEA", delivery = "C07EA123LED" } }
# charts = { user = "default/kim" }

github = {
  repositories = { web = "example/shop-web", was = "example/shop-was" }
}
