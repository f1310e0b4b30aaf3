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
