environment = "local"
domain      = "shop.example.test"
disposable  = true

# The emulator runs no containers, so nothing ever gets steady.
wait_for_services = false

# The emulator has no layers of other accounts.
pandas_layer = false

# What costs a subscription elsewhere is free here, and so is tried.
shield_advanced = true

slack = {
  workspace = "T0000000000"
  channels  = { alarms = "C0000000001", delivery = "C0000000002" }
}

github = {
  checks = true
}

charts = {
  user = "default/operator"
}
