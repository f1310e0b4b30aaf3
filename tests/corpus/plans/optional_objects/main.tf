# Object types with optional attributes, defaults at every depth, and nulls.

variable "services" {
  type = map(object({
    port    = optional(number, 8080)
    public  = optional(bool, false)
    tags    = optional(map(string))
    health  = optional(object({ path = optional(string, "/healthz"), codes = optional(set(number), [200]) }), {})
    volumes = optional(list(object({ name = string, size = optional(number, 10) })), [])
    owner   = optional(string)
  }))
  default = {
    api  = { port = 9000, health = { path = "/up" } }
    web  = { public = true, tags = { tier = "front" }, volumes = [{ name = "logs" }, { name = "data", size = 100 }] }
    cron = { health = null, volumes = null, port = null }
  }
}

variable "nothing" {
  type    = object({ a = optional(string), b = optional(list(string)) })
  default = {}
}

variable "anything" {
  type    = any
  default = { list = [1, "two", null], deep = { x = null } }
}

variable "not_null" {
  type     = string
  default  = "given"
  nullable = false
}

module "service" {
  source   = "./service"
  for_each = var.services
  name     = each.key
  service  = each.value
}

module "defaults" {
  source   = "./service"
  name     = "defaults"
  not_null = null
  service  = {}
}

output "services" { value = var.services }
output "made" { value = { for k, m in module.service : k => m.seen } }
output "defaults" { value = module.defaults.seen }
output "nothing" { value = var.nothing }
output "anything" { value = var.anything }
output "null_members" { value = { for k, v in var.services : k => v.tags == null } }
