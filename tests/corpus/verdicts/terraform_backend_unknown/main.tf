terraform {
  backend "floppy" {}
}
