environment = "stage"
cidr        = "10.35.0.0/16"
domain      = "stage.shop.example.com"

github = {
  branch = "release"
}
