variable "name" {
  description = "Name of the repository."
  type        = string
}

variable "keep" {
  description = "How many images are kept."
  type        = number
  default     = 50
}

variable "disposable" {
  description = "Whether destroy may delete it with images in it."
  type        = bool
}

variable "key_arn" {
  description = "KMS key that encrypts the images."
  type        = string
}
