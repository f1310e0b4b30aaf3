environment   = "local"
domain        = "network.example.test"
force_destroy = true
