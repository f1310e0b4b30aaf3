terraform { requierd_version = "1.0" }
