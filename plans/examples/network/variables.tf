variable "name" {
  description = "Short name that everything is named after."
  type        = string
  default     = "network"

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,19}$", var.name))
    error_message = "The name must be 2 to 20 lower-case letters, digits or hyphens, and start with a letter."
  }
}

variable "environment" {
  description = "What this estate is for; becomes a tag."
  type        = string

  validation {
    condition     = contains(["local", "staging", "prod"], var.environment)
    error_message = "The environment must be local, staging or prod."
  }
}

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
    condition     = can(cidrnetmask(var.cidr)) && tonumber(split("/", var.cidr)[1]) <= 20
    error_message = "The range must be an IPv4 CIDR block of /20 or larger, such as 10.20.0.0/16."
  }
}

variable "domain" {
  description = "Domain name of the hosted zone and the certificate."
  type        = string

  validation {
    condition     = !endswith(var.domain, ".")
    error_message = "Write the domain without a trailing dot."
  }
}

variable "ports" {
  description = "Port on which each tier listens."
  type = object({
    web = optional(number, 8080)
    was = optional(number, 8009)
    db  = optional(number, 5432)
  })
  default = {}
}

variable "force_destroy" {
  description = "Whether destroy may delete the hosted zone and the bucket while they still hold something."
  type        = bool
  default     = false
}
