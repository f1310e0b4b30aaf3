locals { allowed = ["a"] }
resource "aws_vpc" "main" { cidr_block = "10.0.0.0/16" }
variable "a" {
  type = string
  validation {
    condition     = contains(local.allowed, var.a) && var.a != aws_vpc.main.id
    error_message = "No."
  }
}
