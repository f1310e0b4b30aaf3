variable "name" { type = string }

variable "not_null" {
  type     = string
  default  = "default"
  nullable = false
}

variable "service" {
  type = object({
    port   = optional(number, 1)
    public = optional(bool)
    health = optional(object({ path = optional(string, "/inner") }))
    owner  = optional(string, "nobody")
    id     = optional(string)
  })
}

resource "terraform_data" "this" {
  input = var.service
}

resource "aws_security_group" "this" {
  name        = var.name
  description = "port ${coalesce(var.service.port, 0)}"
  vpc_id      = var.service.id
  tags        = { Owner = var.service.owner, Kept = var.not_null }
}

output "seen" {
  value = { service = var.service, not_null = var.not_null, sg = aws_security_group.this.tags_all }
}
