variable "count" {}
variable "source" {}
variable "lifecycle" {}
