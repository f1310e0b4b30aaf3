environment = "prod"
cidr        = "10.40.0.0/16"
domain      = "network.example.com"
