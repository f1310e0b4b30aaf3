variable "ips" { type = list(string) }

resource "terraform_data" "t" {
  count = length(split(".", var.ips[0]))
}
