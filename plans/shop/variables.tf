variable "name" {
  description = "Short name that everything is named after."
  type        = string
  default     = "shop"

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,15}$", var.name))
    error_message = "The name must be 2 to 16 lower-case letters, digits or hyphens, and start with a letter."
  }
}

variable "environment" {
  description = "What this estate is for; becomes a tag."
  type        = string

  validation {
    condition     = contains(["local", "dev", "stage", "prod"], var.environment)
    error_message = "The environment must be local, dev, stage or prod."
  }
}

variable "disposable" {
  description = "Whether destroy may delete what still holds something: zones with records, repositories with images."
  type        = bool
  default     = false
}

variable "protected" {
  description = "Whether load balancers and the bastion refuse to be deleted until this is false again."
  type        = bool
  default     = false
}

# -- network ---------------------------------------------------------------------------------------------------------

variable "region" {
  description = "Region of everything."
  type        = string
  default     = "ap-northeast-2"
}

variable "zones" {
  description = "The two availability zones in use."
  type        = list(string)
  default     = ["ap-northeast-2a", "ap-northeast-2c"]

  validation {
    condition     = length(var.zones) == 2 && length(distinct(var.zones)) == 2
    error_message = "Exactly two different zones are expected."
  }
}

variable "cidr" {
  description = "Address range of the VPC; each subnet takes a 256th of it."
  type        = string
  default     = "10.20.0.0/16"

  validation {
    condition     = can(cidrnetmask(var.cidr)) && try(tonumber(split("/", var.cidr)[1]), 32) <= 20
    error_message = "The range must be an IPv4 CIDR block of /20 or larger, such as 10.20.0.0/16."
  }
}

variable "domain" {
  description = "Domain name of the site."
  type        = string

  validation {
    condition     = can(regex("^([a-z0-9-]+\\.)+[a-z]{2,}$", var.domain))
    error_message = "Write the domain in lower case and without a trailing dot, such as shop.example.com."
  }
}

variable "interface_endpoints" {
  description = "AWS services that get an interface endpoint in the VPC. Session Manager needs the first three."
  type        = set(string)
  default     = ["ssm", "ssmmessages", "ec2messages"]

  validation {
    condition     = length(setsubtract(["ssm", "ssmmessages", "ec2messages"], var.interface_endpoints)) == 0
    error_message = "Keep ssm, ssmmessages and ec2messages: without them the bastion cannot be reached."
  }
}

variable "db_port" {
  description = "Port on which the database listens."
  type        = number
  default     = 3306
}

# -- tiers -----------------------------------------------------------------------------------------------------------

variable "web" {
  description = "The web tier: instances, and the containers on them."
  type = object({
    image         = optional(string, "public.ecr.aws/nginx/nginx:1.27.3")
    port          = optional(number, 80)
    health_path   = optional(string, "/")
    cpu           = optional(number, 256)
    memory        = optional(number, 256)
    tasks         = optional(object({ min = number, max = number }), { min = 2, max = 8 })
    instance_type = optional(string, "t3.small")
    instances     = optional(object({ min = number, max = number }), { min = 2, max = 4 })
  })
  default = {}

  validation {
    condition     = var.web.tasks.min <= var.web.tasks.max && var.web.instances.min <= var.web.instances.max
    error_message = "The least number of tasks or instances is larger than the most."
  }
}

variable "was" {
  description = "The WAS tier: instances, and the containers on them."
  type = object({
    image         = optional(string, "public.ecr.aws/docker/library/tomcat:10.1.34")
    port          = optional(number, 8080)
    health_path   = optional(string, "/")
    cpu           = optional(number, 512)
    memory        = optional(number, 768)
    tasks         = optional(object({ min = number, max = number }), { min = 2, max = 8 })
    instance_type = optional(string, "t3.medium")
    instances     = optional(object({ min = number, max = number }), { min = 2, max = 4 })
  })
  default = {}

  validation {
    condition     = var.was.tasks.min <= var.was.tasks.max && var.was.instances.min <= var.was.instances.max
    error_message = "The least number of tasks or instances is larger than the most."
  }
}

variable "wait_for_services" {
  description = "Whether apply waits until a new revision of a service runs everywhere and the old one is gone."
  type        = bool
  default     = true
}

variable "bastion_instance_type" {
  description = "Size of the bastion."
  type        = string
  default     = "t3.micro"
}
