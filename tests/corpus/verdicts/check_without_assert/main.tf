check "health" {
}
