b = "auto-z"
