terraform { required_version = "latest" }
