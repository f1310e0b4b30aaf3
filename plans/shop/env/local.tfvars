environment = "local"
domain      = "shop.example.test"
disposable  = true
