locals {
  1a = 1
}
